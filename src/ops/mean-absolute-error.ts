import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

/** Mean of |target − prediction| over the last axis. */
export function meanAbsoluteError(graph: Graph, target: Value, prediction: Value): Value {
  return perRow(
    graph,
    prediction,
    (values, ...sizes) => graph.call('meanAbsoluteError', values, target, prediction, ...sizes),
    (dPrediction, dValues, ...sizes) => {
      graph.call('meanAbsoluteErrorGradient', dPrediction, dValues, target, prediction, ...sizes);
    },
  );
}
