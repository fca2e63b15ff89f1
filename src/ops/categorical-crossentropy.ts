import type { Graph, Value } from '../graph/index.js';
import type { CrossentropySettings } from './binary-crossentropy.js';
import { perRow } from './per-row.js';

/** −Σ t·log(p / Σp) over the last axis. */
export function categoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  settings: CrossentropySettings,
): Value {
  const flags = [settings.labelSmoothing, settings.fromLogits ? 1 : 0] as const;
  return perRow(
    graph,
    prediction,
    (values, ...sizes) => graph.call('categoricalCrossentropy', values, target, prediction, ...sizes, ...flags),
    (dPrediction, dValues, ...sizes) => {
      graph.call('categoricalCrossentropyGradient', dPrediction, dValues, target, prediction, ...sizes, ...flags);
    },
  );
}
