import type { Graph, Value } from '../graph/index.js';
import { rowsOf } from './rows.js';

/** e^x / Σ e^x over the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  return overRows(graph, x, 'softmax', 'softmaxGradient');
}

/** x - ln Σ e^x over the last axis. */
export function logSoftmax(graph: Graph, x: Value): Value {
  return overRows(graph, x, 'logSoftmax', 'logSoftmaxGradient');
}

function overRows(
  graph: Graph,
  x: Value,
  forward: 'softmax' | 'logSoftmax',
  backward: 'softmaxGradient' | 'logSoftmaxGradient',
): Value {
  const { rows, columns } = rowsOf(x);
  const out = graph.output(x.shape, [x]);
  graph.call(forward, out, x, rows, columns);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => graph.call(backward, dX, dOut!, out, rows, columns));
  });
  return out;
}
