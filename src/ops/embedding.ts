import type { Graph, Value } from '../graph/index.js';

/** The rows of `table` at `indices`: [rows, columns] and […] → […, columns]. */
export function embedding(graph: Graph, table: Value, indices: Value): Value {
  const [count, columns] = table.shape;
  const out = graph.output([...indices.shape, columns], [table]);
  const sizes = [indices.size, columns, count] as const;
  graph.call('gatherRows', out, table, indices, ...sizes);
  graph.onBackward([out], (dOut) => {
    const { gradient, accumulate } = graph.into(table);
    if (!accumulate) graph.call('fill', gradient, table.size, 0);
    graph.call('scatterRows', gradient, dOut!, indices, ...sizes);
  });
  return out;
}
