import type { Graph, Value } from '../graph/index.js';

/** e^x / Σ e^x over the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  return rowWise(graph, x, 'softmax', 'softmaxGradient');
}

/** x − ln Σ e^x over the last axis. */
export function logSoftmax(graph: Graph, x: Value): Value {
  return rowWise(graph, x, 'logSoftmax', 'logSoftmaxGradient');
}

type RowWise = 'softmax' | 'logSoftmax';

function rowWise(graph: Graph, x: Value, kernel: RowWise, gradient: `${RowWise}Gradient`): Value {
  const columns = x.shape.at(-1)!;
  const rows = x.size / columns;
  const out = graph.output(x.shape, [x]);
  graph.call(kernel, out, x, rows, columns);
  graph.onBackward([out], (dOut) => graph.contribute(x, (dX) => graph.call(gradient, dX, dOut!, out, rows, columns)));
  return out;
}
