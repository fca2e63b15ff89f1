import { type Case, input, output, random, type Tensor } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const dOut = input([0.75]);

const positive = (n: number, seed: number) => input(random(n, 1, seed).map(Math.abs));

/** Without weights and divisors, with some, with zeros. */
const weighted = (one: (n: number, weights: Tensor | 0, divisors: Tensor | 0) => Case): Case[] =>
  sizes.flatMap((n) => [
    one(n, 0, 0),
    one(n, positive(n, 4), 0),
    one(n, 0, positive(n, 5)),
    one(n, positive(n, 4), positive(n, 5)),
    one(n, positive(n, 4), input(new Float32Array(n))),
  ]);

/** The sums are exactly those of the reference: both add in 64 bits in the same order. */
export const reductions = {
  weightedSum: weighted((n, w, d) => ({ args: [output(1), input(random(n)), w, d, n, 0.25], tolerance: 0 })),
  weightedSumGradient: weighted((n, w, d) => ({ args: [output(n), dOut, w, d, n, 0.25], tolerance: d ? 2e-7 : 0 })),
};
