import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

/** Mean of (target − prediction)² over the last axis. */
export function meanSquaredError(graph: Graph, target: Value, prediction: Value): Value {
  return perRow(
    graph,
    prediction,
    (values, ...sizes) => graph.call('meanSquaredError', values, target, prediction, ...sizes),
    (dPrediction, dValues, ...sizes) => {
      graph.call('meanSquaredErrorGradient', dPrediction, dValues, target, prediction, ...sizes);
    },
  );
}
