import type { Graph, Value } from '../graph/index.js';
import { sameShape, type Shape } from '../shape.js';

/**
 * A target under the shape that fits a prediction, that prediction, and the weights. As in Keras, the last axis of a prediction of
 * [n, t, 1] goes where the target is [n, t]: a sample has one value. Where there are weights or a mask, a step has, which Keras does not have.
 */
export function pair(
  graph: Graph,
  target: Value,
  shape: Shape,
  prediction: Value,
  weights?: Value,
): [Value, Value, Value | undefined] {
  const { shape: given } = target;
  const { length } = given;
  const isRow = length > 1 && length < prediction.shape.length && sameShape(shape, prediction.shape);
  const isTaken = isRow && !weights && !prediction.mask;
  return isTaken
    ? [target, graph.reshape(prediction, given), weights]
    : [graph.reshape(target, shape), prediction, weights];
}
