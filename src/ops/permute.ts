import type { Graph, Value } from '../graph/index.js';
import { sizeOf } from '../shape.js';
import { take } from './take.js';

/** x with its axes in another order: axis i is axis `order[i]` of x. */
export function permute(graph: Graph, x: Value, order: readonly number[]): Value {
  const shape = order.map((axis) => x.shape[axis]);
  const strides = order.map((axis) => sizeOf(x.shape.slice(axis + 1)));
  const places = new Int32Array(x.size);
  for (let i = 0; i < places.length; i++) {
    for (let left = i, axis = shape.length - 1; axis >= 0; left = Math.floor(left / shape[axis--])) {
      places[i] += (left % shape[axis]) * strides[axis];
    }
  }
  return take(graph, 'transpose', x, shape, places);
}

/** What `over`, which works along the last axis, makes along another: a way there and back. */
export function alongAxis(graph: Graph, x: Value, axis: number, over: (graph: Graph, x: Value) => Value): Value {
  const order = x.shape.map((_, i) => i);
  const last = order.length - 1;
  if (axis === last) return over(graph, x);
  [order[axis], order[last]] = [last, axis];
  return permute(graph, over(graph, permute(graph, x, order)), order);
}
