import type { Graph, Value } from '../graph/index.js';
import { rowsOf } from './rows.js';

export interface CrossentropyOptions {
  /** Moves the targets that far towards the even distribution. Default 0. */
  labelSmoothing?: number;
  /** The prediction has not been through a sigmoid or softmax yet. Default false. */
  fromLogits?: boolean;
}

/**
 * -mean (t·ln p + (1 - t)·ln(1 - p)) over the last axis, p within [1e-7, 1 - 1e-7]: one value per row. Only the prediction
 * gets a gradient.
 */
export function binaryCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { labelSmoothing = 0, fromLogits = false }: CrossentropyOptions = {},
): Value {
  const { rows, columns, shape } = rowsOf(prediction);
  const settings = [labelSmoothing, fromLogits ? 1 : 0] as const;
  const values = graph.output(shape, [prediction]);
  graph.call('binaryCrossentropy', values, target, prediction, rows, columns, ...settings);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => {
      graph.call('binaryCrossentropyGradient', dPrediction, dValues!, target, prediction, rows, columns, ...settings);
    });
  });
  return values;
}
