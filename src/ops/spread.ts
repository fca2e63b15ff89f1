import type { Graph, Value } from '../graph/index.js';
import { matrixOf } from './per-row.js';

/** A tensor of this shape that repeats `row`, which is as large as its last axes. */
export function spread(graph: Graph, row: Value, shape: readonly number[]): Value {
  const out = graph.output(shape, [row]);
  const columns = row.size;
  const rows = out.size / columns;
  graph.call('copyRows', out, row, rows, columns, columns, 0);
  graph.onBackward([out], (dOut) => {
    const { gradient, accumulate } = graph.into(row);
    graph.call('sumRows', gradient, dOut!, rows, columns, accumulate);
  });
  return out;
}

/** The sum of each column: over all axes but the last. No gradient. */
export function sumColumns(graph: Graph, x: Value): Value {
  const [rows, columns] = matrixOf(x);
  const out = graph.temporary([columns]);
  graph.call('sumRows', out, x, rows, columns, 0);
  return out;
}
