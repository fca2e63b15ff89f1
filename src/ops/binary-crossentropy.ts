import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

export interface CrossentropySettings {
  labelSmoothing: number;
  fromLogits: boolean;
}

/** −mean(t·log p + (1 − t)·log(1 − p)) over the last axis. */
export function binaryCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  settings: CrossentropySettings,
): Value {
  const flags = [settings.labelSmoothing, settings.fromLogits ? 1 : 0] as const;
  return perRow(
    graph,
    prediction,
    (values, ...sizes) => graph.call('binaryCrossentropy', values, target, prediction, ...sizes, ...flags),
    (dPrediction, dValues, ...sizes) => {
      graph.call('binaryCrossentropyGradient', dPrediction, dValues, target, prediction, ...sizes, ...flags);
    },
  );
}
