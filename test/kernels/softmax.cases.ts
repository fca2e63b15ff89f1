import { type Case, input, output, random } from './check-kernel.js';

export const rowSizes: readonly [rows: number, columns: number][] = [
  [0, 3],
  [1, 1],
  [2, 3],
  [3, 4],
  [5, 5],
  [9, 1],
  [7, 10],
  [4, 31],
  [2, 1001],
];

const values = (scale: number) =>
  rowSizes.map(
    ([rows, columns]): Case => ({
      args: [output(rows * columns), input(random(rows * columns, scale)), rows, columns],
    }),
  );

const extreme: Case = { args: [output(8), input([1000, 0, -1000, 1000, -200, -Infinity, 0, 1]), 2, 4] };

const gradients = (outputsOf: (n: number) => Float32Array) =>
  rowSizes.map(([rows, columns]): Case => {
    const n = rows * columns;
    return { args: [output(n), input(random(n, 1, 2)), input(outputsOf(n)), rows, columns] };
  });

export const softmax = {
  softmax: [...values(1), ...values(30), extreme],
  softmaxGradient: gradients((n) => random(n, 0.1).map(Math.abs)),
  logSoftmax: [...values(1), ...values(30), extreme],
  logSoftmaxGradient: gradients((n) => random(n, 2).map((x) => -Math.abs(x))),
};
