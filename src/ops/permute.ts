import type { Graph, Value } from '../graph/index.js';
import { placesOf, stridesOf } from './strides.js';
import { take } from './take.js';

/** x with its axes in another order: axis i is axis `order[i]` of x. */
export function permute(graph: Graph, x: Value, order: readonly number[]): Value {
  const [shape, strides] = [x.shape, stridesOf(x.shape)].map((list) => order.map((axis) => list[axis]));
  return take(graph, 'transpose', x, shape, placesOf(shape, strides));
}

/** What `over`, which works along the last axis, makes along another: a way there and back. */
export function alongAxis(graph: Graph, x: Value, axis: number, over: (graph: Graph, x: Value) => Value): Value {
  const order = x.shape.map((_, i) => i);
  const last = order.length - 1;
  if (axis === last) return over(graph, x);
  [order[axis], order[last]] = [last, axis];
  return permute(graph, over(graph, permute(graph, x, order)), order);
}
