import { type Graph, none, type Value } from '../graph/index.js';

/** With fewer rows, packing the transposed kernel takes longer than the one product that would read it (gemm-dot.ts). */
const manyRows = 5;

/**
 * y = x·kernel + bias over the last axis: x is [..., k], kernel [k, n], bias [n], the result [..., n]. Each element is a sum over k in
 * ascending order that starts from the bias.
 */
export function linear(graph: Graph, x: Value, kernel: Value, bias?: Value): Value {
  const [k, n] = kernel.shape;
  const m = x.size / k;
  const { kernels } = graph.arena;
  const output = graph.output([...x.shape.slice(0, -1), n], [x, kernel, bias]);
  const packed = graph.kept([kernels.packedSize(n, k)]);
  graph.prepare('packPanels', packed, kernel, n, k);
  graph.call('matmulPacked', output, x, packed, bias ?? none, m, n, k, 0);

  graph.onBackward([output], (dOutput) => {
    if (graph.requiresGradient(kernel)) {
      const { gradient, accumulate } = graph.into(kernel);
      const workspace = graph.temporary([kernels.matmulWorkspace(k, n, m)]);
      graph.call('matmulTransposeA', gradient, x, dOutput!, workspace, k, n, m, accumulate, 0, k);
    }
    if (graph.requiresGradient(bias)) {
      const { gradient, accumulate } = graph.into(bias);
      graph.call('sumRows', gradient, dOutput!, m, n, accumulate);
    }
    if (graph.requiresGradient(x)) {
      const { gradient, accumulate } = graph.into(x);
      if (m < manyRows) {
        const workspace = graph.temporary([kernels.matmulWorkspace(m, k, n)]);
        graph.call('matmulTransposeB', gradient, dOutput!, kernel, workspace, m, k, n, accumulate);
        return;
      }
      const transposed = graph.kept([kernels.packedSize(k, n)]);
      graph.prepare('packPanelsTransposed', transposed, kernel, k, n);
      graph.call('matmulPacked', gradient, dOutput!, transposed, none, m, k, n, accumulate);
    }
  });
  return output;
}
