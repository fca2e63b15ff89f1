import type { Graph, Value } from '../graph/index.js';
import { rowsOf } from './rows.js';

export interface SparseCrossentropyOptions {
  /** The prediction has not been through a softmax yet. Default false. */
  fromLogits?: boolean;
  /** Rows of this class have the value 0 and no gradient. */
  ignoreClass?: number;
}

/**
 * categoricalCrossentropy where the target holds one number per row, that of the class. A class that is not there has the
 * value 0 and no gradient, as in Keras.
 */
export function sparseCategoricalCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { fromLogits = false, ignoreClass }: SparseCrossentropyOptions = {},
): Value {
  const { rows, columns, shape } = rowsOf(prediction);
  const ignored: readonly [number, number] = ignoreClass === undefined ? [0, 0] : [ignoreClass, 1];
  const settings = [rows, columns, fromLogits ? 1 : 0, ...ignored] as const;
  const values = graph.output(shape, [prediction]);
  graph.call('sparseCategoricalCrossentropy', values, target, prediction, ...settings);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => {
      graph.call('sparseCategoricalCrossentropyGradient', dPrediction, dValues!, target, prediction, ...settings);
    });
  });
  return values;
}
