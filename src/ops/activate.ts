import { type Graph, none, type Value } from '../graph/index.js';

/** Keras's names of the element-wise activations, and how the kernels call them. */
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
  swish: 9,
  hard_sigmoid: 10,
  exponential: 11,
  relu6: 12,
  leaky_relu: 13,
  mish: 14,
  hard_silu: 15,
  hard_swish: 15,
  log_sigmoid: 16,
  hard_tanh: 17,
  squareplus: 18,
  celu: 19,
  tanh_shrink: 20,
  hard_shrink: 21,
  soft_shrink: 22,
  sparse_plus: 23,
  sparse_sigmoid: 24,
} as const;

export type ActivationName = keyof typeof activationIds;

const { linear, relu, sigmoid, tanh, elu, selu, exponential, squareplus, celu } = activationIds;

/** Their gradient follows from the output alone, so that the input need not be kept. */
const fromOutput: readonly number[] = [relu, sigmoid, tanh, elu, selu, exponential, celu];

/** f(x), element by element; `id` from `activationIds`. linear is x itself. */
export function activate(graph: Graph, x: Value, id: number): Value {
  if (id === linear) return x;
  const out = graph.output(x.shape, [x]);
  graph.call('activate', out, x, x.size, id);
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      const needsOut = fromOutput.includes(id) || id === squareplus;
      const needsX = !fromOutput.includes(id);
      graph.call('activateGradient', dX, dOut!, needsX ? x : none, needsOut ? out : none, x.size, id);
    });
  });
  return out;
}
