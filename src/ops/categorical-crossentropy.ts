import type { Graph, Value } from '../graph/index.js';
import type { CrossentropySettings } from './binary-crossentropy.js';
import { perRow } from './per-row.js';

/** −Σ t·log(p / Σp) over the last axis. */
export function categoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { labelSmoothing, fromLogits }: CrossentropySettings,
): Value {
  return perRow(graph, 'categoricalCrossentropy', target, prediction, [labelSmoothing, fromLogits ? 1 : 0]);
}
