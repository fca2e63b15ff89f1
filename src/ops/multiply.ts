import type { Graph, Value } from '../graph/index.js';

/** a·b, element by element. */
export function multiply(graph: Graph, a: Value, b: Value): Value {
  const out = graph.output(a.shape, [a, b]);
  graph.call('multiply', out, a, b, out.size);
  graph.onBackward([out], (dOut) => {
    graph.contribute(a, (dA) => graph.call('multiply', dA, dOut!, b, out.size));
    graph.contribute(b, (dB) => graph.call('multiply', dB, dOut!, a, out.size));
  });
  return out;
}
