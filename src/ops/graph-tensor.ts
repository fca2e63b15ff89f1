import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import type { Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';

/**
 * A tensor of a program that is being recorded. To losses and metrics of the user's own, and to `ops`, it is a Tensor whose numbers
 * are there only when the program runs.
 */
export class GraphTensor implements Tensor {
  constructor(
    readonly graph: Graph,
    readonly value: Value,
  ) {}

  /** With the batch in front. */
  get shape(): Shape {
    return this.value.shape;
  }

  get size(): number {
    return this.value.size;
  }

  get data(): never {
    return this.valueOf();
  }

  toArray(): never {
    return this.valueOf();
  }

  toJSON(): never {
    return this.valueOf();
  }

  /** Operators ask for it, and would take it for NaN. */
  valueOf(): never {
    throw new TypeError(
      'The tensors of a function of your own have no numbers yet. Use `ops`, such as `ops.subtract(a, b)`, in place of operators and `data`.',
    );
  }
}

/**
 * A loss or a metric of the user's own: what functions of `ops` make of the target and the prediction. One value per sample, or any
 * whose mean is meant. It is called once for each size of batches, not at each step: a number from outside stays what it was then.
 * What is to change goes into a tensor, `const weight = tensor([1])`, whose `data` are read at each step.
 */
export type TensorFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** What such a function records. @throws TypeError where it gives something else. */
export function callFunction<T extends Value[]>(
  f: (...tensors: { [K in keyof T]: Tensor }) => Tensor,
  graph: Graph,
  ...values: T
): Value {
  const result = f(...(values.map((value) => new GraphTensor(graph, value)) as { [K in keyof T]: Tensor }));
  if (result instanceof GraphTensor && result.graph === graph) return result.value;
  throw new TypeError(
    `A function of your own must return what \`ops\` make of its arguments. Received from ${show(f)}: ${show(result)}`,
  );
}
