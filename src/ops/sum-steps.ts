import type { Graph, Value } from '../graph/index.js';
import { sumOver } from './over-axes.js';

/** Of more samples the calls would take more memory and time to plan than they save. */
const manySamples = 2048;

/** The sum over the steps: x [batch, steps, features] → [batch, features]. */
export function sumSteps(graph: Graph, x: Value): Value {
  const [batch, steps, features] = x.shape;
  if (batch > manySamples) return graph.reshape(sumOver(graph, x, [1]), [batch, features]);
  const out = graph.output([batch, features], [x]);
  /** A call for each sample, with its row of `row`, and its rows of `rows`. */
  const perSample = (row: Value, rows: Value, call: (row: Value, rows: Value) => void) => {
    for (let i = 0; i < batch; i++) call(graph.part(row, i * features), graph.part(rows, i * steps * features));
  };
  perSample(out, x, (row, rows) => graph.call('sumRows', row, rows, steps, features, 0));
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      perSample(dOut!, dX, (row, rows) => graph.call('copyRows', rows, row, steps, features, features, 0));
    });
  });
  return out;
}
