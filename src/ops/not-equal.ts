import type { Graph, Value } from '../graph/index.js';

/** 1 for each element of x that is not `value`, else 0. */
export function notEqual(graph: Graph, x: Value, value: number): Value {
  const out = graph.temporary(x.shape);
  graph.call('notEqual', out, x, x.size, 1, value);
  return out;
}
