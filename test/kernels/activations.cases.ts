import { type Case, input, output, random } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const ids = Array.from({ length: 26 }, (_, id) => id);

/** Zero, infinities, NaN, the ends of the range of exp, and the kinks of the piecewise ones. */
const special = [0, -0, NaN, 1e-40, 1e-20, 88.7, -87.3, 100, -100, 200, -200, 1e18, -1e18, Infinity];
const kinks = [-3, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 3, 6];

const overSizes = (one: (id: number, x: ArrayLike<number> & Iterable<number>) => Case): Case[] => {
  const inputs = [...sizes.map((n) => random(n, 8)), random(997, 0.3), kinks];
  return ids.flatMap((id) => inputs.map((x) => one(id, x)));
};

export const activations = {
  activate: [
    ...overSizes((id, x) => ({ args: [output(x.length), input(x), x.length, id], tolerance: 5e-7 })),
    ...ids.map((id): Case => ({ args: [output(special.length), input(special), special.length, id] })),
  ],
  // The outputs are not those of x: the gradient must take them as they are.
  activateGradient: overSizes((id, x) => {
    const n = x.length;
    return { args: [output(n), input(random(n, 1, 5)), input(x), input(random(n, 1, 6)), n, id], tolerance: 1e-6 };
  }),
  logarithm: [
    ...sizes.map((n): Case => ({ args: [output(n), input(random(n, 8)), n], tolerance: 2e-7 })),
    ...[special, [1e-45, 1e-38, 0.70710671, 0.70710683, 0.99999994, 1, 1.0000001, 3.4e38, -1, -Infinity]].map(
      (x): Case => ({ args: [output(x.length), input(x), x.length], tolerance: 2e-7 }),
    ),
  ],
};
