import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

/** As the kernel numbers them. */
const kinds = { squared: 0, absolute: 1, percentage: 2, huber: 3 };

/**
 * The mean over the last axis of e = target − prediction squared; absolute; in per cent of |target|; or Huber's: e²/2 up to
 * `delta`, then delta·(|e| − delta/2).
 */
export function meanError(graph: Graph, target: Value, prediction: Value, kind: keyof typeof kinds, delta = 1): Value {
  return perRow(graph, 'meanError', target, prediction, [kinds[kind], delta]);
}
