import type { Graph, Value } from '../graph/index.js';
import { matrixOf } from './per-row.js';

/** One column of a tensor taken as a matrix over its last axis, [rows, 1]. Nothing flows back through it. */
export function column(graph: Graph, x: Value, index: number): Value {
  const [rows, columns] = matrixOf(x);
  const out = graph.temporary([rows, 1]);
  graph.call('copyRows', out, graph.part(x, index), rows, 1, 1, columns);
  return out;
}
