import type { Graph, Value } from '../graph/index.js';

/** x · factor. */
export function scale(graph: Graph, x: Value, factor: number): Value {
  const out = graph.output(x.shape, [x]);
  graph.call('scale', out, x, x.size, factor);
  graph.onBackward([out], (dOut) => graph.contribute(x, (dX) => graph.call('scale', dX, dOut!, x.size, factor)));
  return out;
}
