import type { Graph, Value } from '../graph/index.js';
import { axisOf, sizeOf } from '../shape.js';

/** x [batch, rows, columns] → [batch, columns, rows]. */
export function transpose(graph: Graph, x: Value): Value {
  const [batch, rows, columns] = x.shape;
  const out = graph.output([batch, columns, rows], [x]);
  graph.call('transpose', out, x, batch, rows, columns);
  graph.onBackward([out], (dOut) =>
    graph.contribute(x, (dX) => graph.call('transpose', dX, dOut!, batch, columns, rows)),
  );
  return out;
}

/** x with `axis` moved to the end. Axis -1 costs nothing. */
export function lastAxis(graph: Graph, x: Value, axis: number): Value {
  const { shape } = x;
  const at = axisOf('A loss', shape, axis);
  if (at === shape.length - 1) return x;
  const [outer, after] = [shape.slice(0, at), shape.slice(at + 1)];
  const moved = transpose(graph, graph.reshape(x, [sizeOf(outer), shape[at], sizeOf(after)]));
  return graph.reshape(moved, [...outer, ...after, shape[at]]);
}
