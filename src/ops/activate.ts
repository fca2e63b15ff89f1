import type { Graph, Value } from '../graph/index.js';

/** Keras's names of the element-wise activations, and the numbers by which kernels know them. */
export const activationIds = {
  linear: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  elu: 4,
  selu: 5,
  softplus: 6,
  softsign: 7,
  gelu: 8,
  silu: 9,
  hard_sigmoid: 10,
  exponential: 11,
  relu6: 12,
  leaky_relu: 13,
  mish: 14,
  hard_silu: 15,
  log_sigmoid: 16,
  hard_tanh: 17,
  squareplus: 18,
  celu: 19,
  tanh_shrink: 20,
  hard_shrink: 21,
  soft_shrink: 22,
  sparse_plus: 23,
  sparse_sigmoid: 24,
  /** The hard sigmoid of Keras 2 and TensorFlow.js, clip(0.2x + 0.5, 0, 1): for models from their files. Keras 3 has it not. */
  legacy_hard_sigmoid: 25,
} as const;

/** An element-wise activation of x; `linear` is x itself. */
export function activate(graph: Graph, x: Value, id: number): Value {
  if (id === activationIds.linear) return x;
  const out = graph.output(x.shape, [x]);
  graph.call('activate', out, x, x.size, id);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => graph.call('activateGradient', dX, dOut!, x, out, x.size, id));
  });
  return out;
}
