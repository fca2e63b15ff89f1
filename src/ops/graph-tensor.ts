import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import type { Shape } from '../shape.js';

/**
 * A tensor of a program that is being recorded: it has a shape, numbers only when the program runs. What losses and metrics of one's
 * own are given, and what the functions of `ops` make of it.
 */
export class GraphTensor {
  /** @internal */
  constructor(
    /** @internal */
    readonly graph: Graph,
    /** @internal */
    readonly value: Value,
  ) {}

  /** With the batch in front. */
  get shape(): Shape {
    return this.value.shape;
  }

  /** @internal Operators would take it for NaN. */
  valueOf(): never {
    throw new TypeError('Use `ops`, such as `ops.subtract(a, b)`, in place of operators.');
  }
}

/**
 * A loss or a metric of the user's own: what functions of `ops` make of the target and the prediction. One value per sample, or any
 * whose mean is meant.
 */
export type TensorFunction = (yTrue: GraphTensor, yPred: GraphTensor) => GraphTensor;

/** What such a function records. @throws TypeError where it gives something else. */
export function callFunction(f: TensorFunction, graph: Graph, target: Value, prediction: Value): Value {
  const result = f(new GraphTensor(graph, target), new GraphTensor(graph, prediction));
  if (result instanceof GraphTensor) return result.value;
  throw new TypeError(
    `A loss or metric of your own must return what \`ops\` make of its arguments. Received from ${show(f)}: ${show(result)}`,
  );
}
