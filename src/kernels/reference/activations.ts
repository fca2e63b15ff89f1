import type { Kernels, Views } from '../kernels.js';

type Activations = Pick<Kernels, 'activate' | 'activateGradient' | 'logarithm'>;

interface Activation {
  value(x: number): number;
  /** At x, where the activation is y. */
  derivative(x: number, y: number): number;
}

const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
export const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const clip = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const inside = (x: number, low: number, high: number) => (x > low && x < high ? 1 : 0);

/** ½ erfc(-x/√2): a series near 0, a continued fraction in the tails. */
function normal(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  let tail = 0;
  if (z < 2.5) {
    let term = z;
    for (let k = 0; k < 100; k++) {
      tail += term / (2 * k + 1);
      term *= (-z * z) / (k + 1);
    }
    tail = 0.5 - tail / Math.sqrt(Math.PI);
  } else {
    for (let k = 60; k > 0; k--) tail = k / 2 / (z + tail);
    tail = (0.5 * Math.exp(-z * z)) / Math.sqrt(Math.PI) / (z + tail);
  }
  return x > 0 ? 1 - tail : tail;
}

const elu: Activation = {
  value: (x) => (x > 0 ? x : Math.expm1(x)),
  derivative: (_, y) => (y > 0 ? 1 : y + 1),
};

/** In the order of their ids. */
const activationTable: readonly Activation[] = [
  { value: (x) => x, derivative: () => 1 },
  { value: (x) => Math.max(x, 0), derivative: (_, y) => (y > 0 ? 1 : 0) },
  { value: sigmoid, derivative: (_, y) => y * (1 - y) },
  { value: Math.tanh, derivative: (_, y) => (1 - y) * (1 + y) },
  elu,
  {
    value: (x) => (x > 0 ? scale * x : scale * alpha * Math.expm1(x)),
    derivative: (_, y) => (y > 0 ? scale : y + scale * alpha),
  },
  { value: softplus, derivative: sigmoid },
  { value: (x) => x / (1 + Math.abs(x)), derivative: (x) => (1 + Math.abs(x)) ** -2 },
  {
    value: (x) => x * normal(x),
    derivative: (x) => normal(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
  { value: (x) => x * sigmoid(x), derivative: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))) },
  { value: (x) => clip(x + 3, 0, 6) / 6, derivative: (x) => inside(x, -3, 3) / 6 },
  { value: Math.exp, derivative: (_, y) => y },
  { value: (x) => clip(x, 0, 6), derivative: (x) => inside(x, 0, 6) },
  { value: (x) => (x >= 0 ? x : 0.2 * x), derivative: (x) => (x >= 0 ? 1 : 0.2) },
  {
    value: (x) => x * Math.tanh(softplus(x)),
    derivative: (x) => Math.tanh(softplus(x)) + x * (1 - Math.tanh(softplus(x)) ** 2) * sigmoid(x),
  },
  {
    value: (x) => (x * clip(x + 3, 0, 6)) / 6,
    derivative: (x) => clip(x + 3, 0, 6) / 6 + (x * inside(x, -3, 3)) / 6,
  },
  { value: (x) => -softplus(-x), derivative: (x) => sigmoid(-x) },
  { value: (x) => clip(x, -1, 1), derivative: (x) => (Math.abs(x) <= 1 ? 1 : 0) },
  {
    value: (x) => (x >= 0 ? (x + Math.sqrt(x * x + 4)) / 2 : 2 / (Math.sqrt(x * x + 4) - x)),
    derivative: (x, y) => y / Math.sqrt(x * x + 4),
  },
  elu,
  { value: (x) => x - Math.tanh(x), derivative: (x) => Math.tanh(x) ** 2 },
  { value: (x) => (Math.abs(x) <= 0.5 ? 0 : x), derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0) },
  { value: (x) => x - clip(x, -0.5, 0.5), derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0) },
  {
    value: (x) => (x >= 1 ? x : clip(x + 1, 0, 2) ** 2 / 4),
    derivative: (x) => clip(x + 1, 0, 2) / 2,
  },
  {
    value: (x) => clip(x + 1, 0, 2) / 2,
    derivative: (x) => (Math.abs(x) === 1 ? 0.25 : inside(x, -1, 1) / 2),
  },
  { value: (x) => clip(0.2 * x + 0.5, 0, 1), derivative: (x) => (Math.abs(x) <= 2.5 ? 0.2 : 0) },
];

/** The activation `id` of x. */
export function activate(id: number, x: number): number {
  return activationTable[id].value(x);
}

/** The derivative of activation `id` at x. */
export function activateGradient(id: number, x: number): number {
  return activationTable[id].derivative(x, activationTable[id].value(x));
}

export function activations(views: Views): Activations {
  return {
    activate(out, x, n, id) {
      const { f32 } = views;
      const { value } = activationTable[id];
      for (let i = 0; i < n; i++) f32[(out >>> 2) + i] = value(f32[(x >>> 2) + i]);
    },

    activateGradient(dX, dOut, x, out, n, id) {
      const { f32 } = views;
      const { derivative } = activationTable[id];
      for (let i = 0; i < n; i++) {
        f32[(dX >>> 2) + i] = f32[(dOut >>> 2) + i] * derivative(f32[(x >>> 2) + i], f32[(out >>> 2) + i]);
      }
    },

    logarithm(out, x, n) {
      const { f32 } = views;
      for (let i = 0; i < n; i++) f32[(out >>> 2) + i] = Math.log(f32[(x >>> 2) + i]);
    },
  };
}
