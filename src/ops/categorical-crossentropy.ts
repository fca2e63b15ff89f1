import type { Graph, Value } from '../graph/index.js';
import type { CrossentropyOptions } from './binary-crossentropy.js';
import { rowsOf } from './rows.js';

/**
 * -Σ t·ln q over the last axis, q = p/Σp within [1e-7, 1 - 1e-7]: one value per row. Only the prediction gets a gradient.
 */
export function categoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { labelSmoothing = 0, fromLogits = false }: CrossentropyOptions = {},
): Value {
  const { rows, columns, shape } = rowsOf(prediction);
  const settings = [rows, columns, labelSmoothing, fromLogits ? 1 : 0] as const;
  const values = graph.output(shape, [prediction]);
  graph.call('categoricalCrossentropy', values, target, prediction, ...settings);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => {
      graph.call('categoricalCrossentropyGradient', dPrediction, dValues!, target, prediction, ...settings);
    });
  });
  return values;
}
