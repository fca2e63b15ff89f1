import { type Case, input, output, random, type Tensor } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const mask = (n: number) => random(n, 1, 7).map((x) => (x > 0.2 ? 1 : 0));
const dOut = input([0.75]);

/** Without weights, with some, with zeros. */
const weighted = (one: (n: number, weights: Tensor | 0) => Case): Case[] =>
  sizes.flatMap((n) => [one(n, 0), one(n, input(random(n, 1, 4).map(Math.abs))), one(n, input(new Float32Array(n)))]);

/** The sums are exactly those of the reference: both add in 64 bits in the same order. */
export const reductions = {
  weightedSum: weighted((n, w) => ({ args: [output(1), input(random(n)), w, n, 0.25], tolerance: 0 })),
  weightedSumGradient: weighted((n, w) => ({ args: [output(n), dOut, w, n, 0.25], tolerance: 0 })),
  weightedMean: weighted((n, w) => ({ args: [output(1), input(random(n)), w, n, 0.25], tolerance: 0 })),
  weightedMeanGradient: weighted((n, w) => ({ args: [output(n), dOut, w, n, 0.25], tolerance: 2e-7 })),
  maskWeights: weighted((n, w) => ({ args: [output(n), input(mask(n)), w, n], tolerance: 2e-7 })),
};
