import type { Graph, Value } from '../graph/index.js';
import { sizeOf } from '../shape.js';
import { placesOf, stridesOf } from './strides.js';
import { take } from './take.js';
import { transpose } from './transpose.js';

/** x with its axes in another order: axis i is axis `order[i]` of x. */
export function permute(graph: Graph, x: Value, order: readonly number[]): Value {
  const [shape, strides] = [x.shape, stridesOf(x.shape)].map((list) => order.map((axis) => list[axis]));
  const outer = order.findIndex((axis, i) => axis !== i);
  if (outer < 0) return graph.reshape(x, shape);
  const turned = order[outer];
  const rest = order.slice(outer);
  // Axes that change places in two groups are the rows and columns of matrices.
  if (rest.every((axis, i) => axis === outer + ((turned - outer + i) % rest.length))) {
    const sizes = [[0, outer], [outer, turned], [turned]].map(([from, to]) => sizeOf(x.shape.slice(from, to)));
    return graph.reshape(transpose(graph, graph.reshape(x, sizes)), shape);
  }
  return take(graph, 'transpose', x, shape, placesOf(shape, strides));
}

/** The way back from `order`. */
export const inverseOf = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis));

/** What `over`, which works along the last axis, makes along another: a way there and back. */
export function alongAxis(graph: Graph, x: Value, axis: number, over: (graph: Graph, x: Value) => Value): Value {
  const order = x.shape.map((_, i) => i);
  const last = order.length - 1;
  if (axis === last) return over(graph, x);
  [order[axis], order[last]] = [last, axis];
  return permute(graph, over(graph, permute(graph, x, order)), order);
}
