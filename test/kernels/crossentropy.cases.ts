import { type Case, input, output, random } from './check-kernel.js';
import { rowSizes } from './softmax.cases.js';

/** Around the clip: inside, outside, at its ends. */
const ends = [0.25, 0, 1, 1e-7, 1 - 2 ** -23, 1.5];

const probabilities = (size: number) => random(size, 0.5, 2).map((x) => x + 0.5);

const flags = [
  { smoothing: 0, fromLogits: 0 },
  { smoothing: 0.125, fromLogits: 0 },
  { smoothing: 0, fromLogits: 1 },
  { smoothing: 0.125, fromLogits: 1 },
];

/** Every size with every setting; logits also so wide that they reach the ends of exp. */
function sweep(one: (rows: number, columns: number, x: Float32Array, options: (typeof flags)[0]) => Case): Case[] {
  return rowSizes.flatMap(([rows, columns]) =>
    flags.flatMap((options) => {
      const n = rows * columns;
      const inputs = options.fromLogits ? [random(n, 3, 2), random(n, 150, 2)] : [probabilities(n)];
      return inputs.map((x) => one(rows, columns, x, options));
    }),
  );
}

type Target = (rows: number, columns: number) => Float32Array;

const oneHot: Target = (rows, columns) =>
  Float32Array.from({ length: rows * columns }, (_, i) => ((i + Math.floor(i / columns)) % columns === 0 ? 1 : 0));

const soft: Target = (rows, columns) => random(rows * columns, 0.5).map((x) => x + 0.5);

/** Classes: one to be ignored (1), some out of range, one not a number. */
const classes: Target = (rows, columns) =>
  Float32Array.from({ length: rows }, (_, i) => [i % columns, 1, columns, 0, -1, Number.NaN, -0.5][i % 7]);

const values = (target: Target) =>
  sweep((rows, columns, x, { smoothing, fromLogits }) => ({
    args: [output(rows), input(target(rows, columns)), input(x), rows, columns, smoothing, fromLogits],
  }));

const gradients = (target: Target) =>
  sweep((rows, columns, x, { smoothing, fromLogits }) => {
    const inputs = [input(random(rows, 1, 3)), input(target(rows, columns)), input(x)];
    return { args: [output(rows * columns), ...inputs, rows, columns, smoothing, fromLogits] };
  });

const sparseFlags = ({ smoothing, fromLogits }: (typeof flags)[0]) => [fromLogits, 1, smoothing > 0 ? 1 : 0];

export const crossentropy = {
  binaryCrossentropy: [
    ...values(soft),
    ...[0, 1].map((t): Case => ({ args: [output(6), input(new Float32Array(6).fill(t)), input(ends), 6, 1, 0, 0] })),
  ],
  binaryCrossentropyGradient: [
    ...gradients(soft),
    ...[0, 1].map((t): Case => {
      const inputs = [input(random(6)), input(new Float32Array(6).fill(t)), input(ends)];
      return { args: [output(6), ...inputs, 6, 1, 0, 0] };
    }),
  ],
  categoricalCrossentropy: [...values(oneHot), ...values(soft)],
  categoricalCrossentropyGradient: [
    ...gradients(oneHot),
    ...gradients(soft),
    { args: [output(8), input([1, 2]), input([1, 0, 0, 0, 0, 0, 1, 0]), input([0, 1, 0, 0, 1, 0, 0, 1]), 2, 4, 0, 0] },
  ] satisfies Case[],
  sparseCategoricalCrossentropy: sweep((rows, columns, x, options) => ({
    args: [output(rows), input(classes(rows, columns)), input(x), rows, columns, ...sparseFlags(options)],
  })),
  sparseCategoricalCrossentropyGradient: sweep((rows, columns, x, options) => {
    const inputs = [input(random(rows, 1, 3)), input(classes(rows, columns)), input(x)];
    return { args: [output(rows * columns), ...inputs, rows, columns, ...sparseFlags(options)] };
  }),
};
