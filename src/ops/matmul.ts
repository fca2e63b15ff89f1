import type { Graph, Value } from '../graph/index.js';

/** a·b for a[m, k] and b[k, n], neither of which need be a parameter. */
export function matmul(graph: Graph, a: Value, b: Value): Value {
  const [m, k] = a.shape;
  const n = b.shape[1];
  const { kernels } = graph.arena;
  const workspace = (m: number, n: number, k: number) => graph.temporary([kernels.matmulWorkspace(m, n, k)]);
  const output = graph.output([m, n], [a, b]);
  graph.call('matmul', output, a, b, workspace(m, n, k), m, n, k, 0);

  graph.onBackward([output], (dOutput) => {
    if (graph.requiresGradient(a)) {
      const { gradient, accumulate } = graph.into(a);
      graph.call('matmulTransposeB', gradient, dOutput!, b, workspace(m, k, n), m, k, n, accumulate);
    }
    if (graph.requiresGradient(b)) {
      const { gradient, accumulate } = graph.into(b);
      graph.call('matmulTransposeA', gradient, a, dOutput!, workspace(k, n, m), k, n, m, accumulate, 0, k);
    }
  });
  return output;
}
