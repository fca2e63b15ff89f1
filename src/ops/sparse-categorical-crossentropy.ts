import { type Graph, none, type Value } from '../graph/index.js';
import { perRow } from './per-row.js';
import type { Reduction } from './reduce.js';

/** −log(p[label] / Σp) over the last axis; 0 for labels that are ignored. The target has one label per row. */
export function sparseCategoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { fromLogits, ignoreClass }: { fromLogits: boolean; ignoreClass: number | null },
): Value {
  const flags = [fromLogits ? 1 : 0, ignoreClass ?? 0, ignoreClass === null ? 0 : 1] as const;
  return perRow(
    graph,
    prediction,
    (values, ...sizes) => graph.call('sparseCategoricalCrossentropy', values, target, prediction, ...sizes, ...flags),
    (dPrediction, dValues, ...sizes) => {
      graph.call('sparseCategoricalCrossentropyGradient', dPrediction, dValues, target, prediction, ...sizes, ...flags);
    },
  );
}

/** Weights that leave ignored labels out; in a mean over all values the others count as much more. */
export function withoutClass(
  graph: Graph,
  target: Value,
  weights: Value | undefined,
  ignoreClass: number,
  reduction: Reduction,
): Value {
  const mask = graph.temporary(target.shape);
  graph.call('notEqual', mask, target, target.size, ignoreClass);
  if (reduction === 'sum_over_batch_size') graph.call('maskWeights', mask, mask, weights ?? none, target.size);
  else if (weights) graph.call('multiply', mask, mask, weights, target.size);
  return mask;
}
