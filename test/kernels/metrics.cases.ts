import { type Case, inout, input, output, random, type Tensor } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';
import { rowSizes } from './softmax.cases.js';

/** Few different numbers, so that there are ties and predictions exactly at the threshold. */
const coarse = (n: number, seed: number) => random(n, 2, seed).map((x) => Math.round(x) * 0.5);
const labels = (n: number, seed: number) => random(n, 1, seed).map((x) => (x > 0.2 ? 1 : 0));
const classes = (rows: number, columns: number) => Float32Array.from({ length: rows }, (_, i) => (i * 3) % columns);
const totals = (n: number) =>
  inout(
    Array.from({ length: n }, (_, i) => i * 0.25),
    'f64',
  );

const perRow = (one: (rows: number, columns: number) => Case['args']): Case[] =>
  rowSizes.map(([rows, columns]) => ({ args: one(rows, columns), tolerance: 1e-7 }));

/** Totals are counted in 64 bits on both sides. */
const counted = (one: (rows: number, columns: number, weights: Tensor | 0) => Case['args']): Case[] =>
  rowSizes.flatMap(([rows, columns]) =>
    [0 as const, input(random(rows, 1, 9).map(Math.abs))].map((w) => ({ args: one(rows, columns, w), tolerance: 0 })),
  );

const pair = (n: number) => [input(labels(n, 1)), input(coarse(n, 2))];

export const metrics = {
  accumulateMean: sizes.flatMap((n) =>
    [0 as const, input(random(n, 1, 9).map(Math.abs))].map(
      (w): Case => ({
        args: [totals(2), input(random(n)), w, n],
        tolerance: 0,
      }),
    ),
  ),
  accuracy: [
    ...perRow((rows, columns) => {
      const n = rows * columns;
      return [output(rows), input(coarse(n, 1)), input(coarse(n, 2)), rows, columns, Number.NaN];
    }),
    ...perRow((rows, columns) => [output(rows), ...pair(rows * columns), rows, columns, 0.5]),
  ],
  categoricalAccuracy: [
    ...perRow((rows, columns) => [output(rows), ...pair(rows * columns), rows, columns, 0]),
    ...perRow((rows, columns) => {
      return [output(rows), input(classes(rows, columns)), input(coarse(rows * columns, 2)), rows, columns, 1];
    }),
    // The first of several largest; a NaN is larger than all.
    {
      args: [output(3), input([0, 1, 0, 1, 1, 0, 0, 0, 1]), input([2, 3, 3, 5, 5, 5, 9, Number.NaN, 9]), 3, 3, 0],
      expected: [[1, 1, 0]],
    },
  ] satisfies Case[],
  confusion: counted((rows, columns, w) => [totals(3), ...pair(rows * columns), w, rows, columns, 0.5]),
  confusionPerClass: [0, 1].flatMap((largest) =>
    counted((rows, columns, w) => [totals(3 * columns), ...pair(rows * columns), w, rows, columns, 0.5, largest]),
  ),
};
