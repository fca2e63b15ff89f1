import type { Graph, Value } from '../graph/index.js';
import { rowsOf } from './rows.js';

/** mean |target - prediction| over the last axis: one value per row. Only the prediction gets a gradient. */
export function meanAbsoluteError(graph: Graph, target: Value, prediction: Value): Value {
  const { rows, columns, shape } = rowsOf(prediction);
  const values = graph.output(shape, [prediction]);
  graph.call('meanAbsoluteError', values, target, prediction, rows, columns);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => {
      graph.call('meanAbsoluteErrorGradient', dPrediction, dValues!, target, prediction, rows, columns);
    });
  });
  return values;
}
