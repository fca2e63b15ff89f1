import type { Graph, Value } from '../graph/index.js';
import { sizeOf } from '../shape.js';

/** The same numbers with `axis` in the opposite order. */
export function reverse(graph: Graph, x: Value, axis: number): Value {
  const out = graph.output(x.shape, [x]);
  const rows = sizeOf(x.shape.slice(0, axis));
  const length = x.shape[axis];
  const columns = sizeOf(x.shape.slice(axis + 1));
  const width = length * columns;
  const copy = (to: Value, from: Value) => {
    for (let i = 0; i < length; i++) {
      const [last, first] = [graph.part(to, (length - 1 - i) * columns), graph.part(from, i * columns)];
      graph.call('copyRows', last, first, rows, columns, width, width);
    }
  };
  copy(out, x);
  graph.onBackward([out], (dOut) => graph.contribute(x, (dX) => copy(dX, dOut!)));
  return out;
}
