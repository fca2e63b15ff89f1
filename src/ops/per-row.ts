import type { Graph, Value } from '../graph/index.js';

/** Rows and columns of a tensor taken as a matrix over its last axis. */
export function matrixOf({ shape, size }: Value): [rows: number, columns: number] {
  const columns = shape.at(-1)!;
  return [size / columns, columns];
}

/** Kernels of this form; those of their names and `Gradient` are the way back. */
type RowKernel = 'meanError' | 'binaryCrossentropy' | 'categoricalCrossentropy' | 'sparseCategoricalCrossentropy';

/** A value per row of `prediction`, and the way back to it. */
export function perRow(
  graph: Graph,
  kernel: RowKernel,
  target: Value,
  prediction: Value,
  settings: readonly [number, number] | readonly [number, number, number],
): Value {
  const given = [target, prediction, ...matrixOf(prediction), ...settings] as const;
  const values = graph.output(prediction.shape.slice(0, -1), [prediction]);
  graph.call(kernel, values, ...given);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => graph.call(`${kernel}Gradient`, dPrediction, dValues!, ...given));
  });
  return values;
}
