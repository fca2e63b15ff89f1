import type { Graph, Value } from '../graph/index.js';

/** Of more samples the calls would take more memory and time to plan than they save. */
const manySamples = 2048;

/** The same, added in the same order, by a call for each step. */
function sumEachStep(graph: Graph, out: Value, x: Value): void {
  const [batch, steps, features] = x.shape;
  const width = steps * features;
  graph.call('fill', out, out.size, 0);
  const step = graph.temporary(out.shape);
  for (let i = 0; i < steps; i++) {
    graph.call('copyRows', step, graph.part(x, i * features), batch, features, features, width);
    graph.call('add', out, out, step, out.size);
  }
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      for (let i = 0; i < steps; i++)
        graph.call('copyRows', graph.part(dX, i * features), dOut!, batch, features, width, features);
    });
  });
}

/** The sum over the steps: x [batch, steps, features] → [batch, features]. */
export function sumSteps(graph: Graph, x: Value): Value {
  const [batch, steps, features] = x.shape;
  const out = graph.output([batch, features], [x]);
  if (batch > manySamples) {
    sumEachStep(graph, out, x);
    return out;
  }
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
