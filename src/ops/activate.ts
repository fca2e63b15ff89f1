import type { Graph, Value } from '../graph/index.js';

/** Keras's names of the element-wise activations, in the order in which kernels number them. */
const names = [
  'linear',
  'relu',
  'sigmoid',
  'tanh',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'gelu',
  'silu',
  'hard_sigmoid',
  'exponential',
  'relu6',
  'leaky_relu',
  'mish',
  'hard_silu',
  'log_sigmoid',
  'hard_tanh',
  'squareplus',
  'celu',
  'tanh_shrink',
  'hard_shrink',
  'soft_shrink',
  'sparse_plus',
  'sparse_sigmoid',
  /** The hard sigmoid of Keras 2 and TensorFlow.js, clip(0.2x + 0.5, 0, 1): for models from their files. Keras 3 has it not. */
  'legacy_hard_sigmoid',
] as const;

export type ElementwiseActivation = (typeof names)[number];

/** The numbers by which kernels know them. */
export const activationIds = Object.fromEntries(names.map((name, id) => [name, id])) as Readonly<
  Record<ElementwiseActivation, number>
>;

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
