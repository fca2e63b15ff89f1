import type { Graph, Value } from '../graph/index.js';
import { matrixOf } from './per-row.js';

/** e^x / Σ e^x over the last axis. */
export function softmax(graph: Graph, x: Value): Value {
  return rowWise(graph, x, 'softmax');
}

/** x − ln Σ e^x over the last axis. */
export function logSoftmax(graph: Graph, x: Value): Value {
  return rowWise(graph, x, 'logSoftmax');
}

function rowWise(graph: Graph, x: Value, kernel: 'softmax' | 'logSoftmax'): Value {
  const sizes = matrixOf(x);
  const out = graph.output(x.shape, [x]);
  graph.call(kernel, out, x, ...sizes);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => graph.call(`${kernel}Gradient`, dX, dOut!, out, ...sizes));
  });
  return out;
}
