import type { Graph, Value } from '../graph/index.js';
import { callFunction, type TensorFunction } from '../ops/graph-tensor.js';
import { matchRank, type PartialShape, type Shape } from '../shape.js';
import { MeanMetric } from './metric.js';

/** The mean of what a function of the user's own gives. As in Keras, where that is one number a batch, it is the mean of the batches. */
export class OwnMetric extends MeanMetric {
  constructor(private readonly f: TensorFunction) {
    super('function', { name: null }, { name: f.name || null });
  }

  /** Any: the function says what goes together. */
  override targetShape(target: Shape, prediction: PartialShape): Shape {
    return matchRank(target, prediction) ?? target;
  }

  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return callFunction(this.f, graph, target, prediction);
  }
}
