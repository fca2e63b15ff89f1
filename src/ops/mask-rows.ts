import type { Graph, Value } from '../graph/index.js';
import { matrixOf } from './per-row.js';

/** 1 for each row of x, over its last axis, in which something is not `value`, else 0. */
export function anyNotEqual(graph: Graph, x: Value, value: number): Value {
  const out = graph.temporary(x.shape.slice(0, -1));
  // As the numbers of x are: plain JavaScript would compare with all digits.
  graph.call('notEqual', out, x, ...matrixOf(x), Math.fround(value));
  return out;
}

/** Each row of x, over its last axis, times the value of its row: 0 or 1. */
export function maskRows(graph: Graph, x: Value, mask: Value): Value {
  const out = graph.output(x.shape, [x]);
  const scale = (to: Value, from: Value) => graph.call('scaleRows', to, from, mask, ...matrixOf(x), 1, 0);
  scale(out, x);
  graph.onBackward([out], (dOut) => graph.contribute(x, (dX) => scale(dX, dOut!)));
  return out;
}
