// A row, as large as the last axes of a tensor, with each of its rows.

import type { Graph, Value } from '../graph/index.js';

/** A sum of more rows than this is one of sums, whose error is smaller. */
const block = 256;

/** A tensor of this shape that repeats a row. No gradient. */
export function spread(graph: Graph, row: Value, shape: readonly number[]): Value {
  const out = graph.temporary(shape);
  graph.call('copyRows', out, row, out.size / row.size, row.size, row.size, 0);
  return out;
}

/** The sum of rows of so many columns. No gradient. */
export function sumColumns(graph: Graph, x: Value, columns: number): Value {
  const rows = x.size / columns;
  const parts = graph.temporary([Math.ceil(rows / block), columns]);
  for (let from = 0; from < rows; from += block) {
    const part = graph.part(parts, (from / block) * columns);
    graph.call('sumRows', part, graph.part(x, from * columns), Math.min(block, rows - from), columns, 0);
  }
  return rows > block ? sumColumns(graph, parts, columns) : parts;
}

/** x·row. */
export function multiplyRow(graph: Graph, x: Value, row: Value): Value {
  const out = graph.output(x.shape, [x, row]);
  const multiply = (to: Value, a: Value, b: Value) => graph.call('multiply', to, a, b, x.size);
  multiply(out, x, spread(graph, row, x.shape));
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => multiply(dX, dOut!, spread(graph, row, x.shape)));
    graph.contribute(row, (dRow) => {
      const products = graph.temporary(x.shape);
      multiply(products, dOut!, x);
      graph.call('copy', dRow, sumColumns(graph, products, row.size), row.size);
    });
  });
  return out;
}

/** x + row. */
export function addRow(graph: Graph, x: Value, row: Value): Value {
  const out = graph.output(x.shape, [x, row]);
  graph.call('add', out, x, spread(graph, row, x.shape), x.size);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => graph.call('copy', dX, dOut!, x.size));
    graph.contribute(row, (dRow) => graph.call('copy', dRow, sumColumns(graph, dOut!, row.size), row.size));
  });
  return out;
}
