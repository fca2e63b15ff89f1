import type { Graph, Value } from '../graph/index.js';
import { sameShape, type Shape } from '../shape.js';

/**
 * A target under the shape that fits a prediction, and that prediction. As in Keras, the last axis of a prediction of [n, t, 1] goes
 * where the target was given as [n, t]: a sample has one value. Not where steps are weighted or masked, for which Keras has no value.
 */
export function pair(graph: Graph, target: Value, shape: Shape, prediction: Value, weights?: Value): [Value, Value] {
  const { length } = target.shape;
  const isRow = length > 1 && length < prediction.shape.length && sameShape(shape, prediction.shape);
  if (isRow && !weights && !prediction.mask) return [target, graph.reshape(prediction, target.shape)];
  return [graph.reshape(target, shape), prediction];
}
