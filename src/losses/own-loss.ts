import type { Graph, Value } from '../graph/index.js';
import { callFunction, type TensorFunction } from '../ops/graph-tensor.js';
import { matchRank, type PartialShape, type Shape } from '../shape.js';
import { Loss, lossDefaults } from './loss.js';

/** A function of the user's own. As Keras does, it means what the function gives. */
export class OwnLoss extends Loss {
  constructor(private readonly f: TensorFunction) {
    super('function', lossDefaults, { name: f.name || null });
  }

  /** Any: the function says what goes together. */
  override targetShape(target: Shape, prediction: PartialShape): Shape {
    return matchRank(target, prediction) ?? target;
  }

  values(graph: Graph, target: Value, prediction: Value): Value {
    return callFunction(this.f, graph, target, prediction);
  }
}
