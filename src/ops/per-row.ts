import type { Graph, Value } from '../graph/index.js';

/** Rows and columns of a tensor taken as a matrix over its last axis. */
export function matrixOf({ shape, size }: Value): [rows: number, columns: number] {
  const columns = shape.at(-1)!;
  return [size / columns, columns];
}

/** A value per row of `prediction`, and the way back to it. */
export function perRow(
  graph: Graph,
  prediction: Value,
  forward: (values: Value, rows: number, columns: number) => void,
  backward: (dPrediction: Value, dValues: Value, rows: number, columns: number) => void,
): Value {
  const [rows, columns] = matrixOf(prediction);
  const values = graph.output(prediction.shape.slice(0, -1), [prediction]);
  forward(values, rows, columns);
  graph.onBackward([values], (dValues) => {
    graph.contribute(prediction, (dPrediction) => backward(dPrediction, dValues!, rows, columns));
  });
  return values;
}
