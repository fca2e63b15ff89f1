import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

/** −log(p[label] / Σp) over the last axis; 0 for labels that are ignored. The target has one label per row. */
export function sparseCategoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { fromLogits, ignoreClass }: { fromLogits: boolean; ignoreClass: number | null },
): Value {
  const settings = [fromLogits ? 1 : 0, ignoreClass ?? 0, ignoreClass === null ? 0 : 1] as const;
  return perRow(graph, 'sparseCategoricalCrossentropy', target, prediction, settings);
}
