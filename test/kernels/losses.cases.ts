import { type Case, input, output, random } from './check-kernel.js';
import { rowSizes } from './softmax.cases.js';

const round = Math.fround;
const target = Float32Array.from([0.1, 0.2, -0.3, 4, 0.7]);
const prediction = Float32Array.from([0.11, 0.1, 0.3, 4, -1e3]);
const dValues = random(5, 1, 3);

/** Kinds of errors, as the kernels number them. */
const kinds = [0, 1, 2, 3];
const delta = 0.5;

/** One column: the same roundings as float32 arithmetic in order. */
const exact = (kind: number, value: (error: number) => number): Case => ({
  args: [output(5), input(target), input(prediction), 5, 1, kind, delta],
  expected: [target.map((t, i) => value(round(t - prediction[i])))],
  tolerance: 0,
});

const exactGradient = (kind: number, slope: (error: number, dValue: number) => number): Case => ({
  args: [output(5), input(dValues), input(target), input(prediction), 5, 1, kind, delta],
  expected: [target.map((t, i) => slope(round(prediction[i] - t), dValues[i]))],
  tolerance: 0,
});

const sizes = kinds.flatMap((kind) => rowSizes.map(([rows, columns]) => [kind, rows, columns] as const));

const values = sizes.map(([kind, rows, columns]): Case => {
  const n = rows * columns;
  return { args: [output(rows), input(random(n)), input(random(n, 1, 2)), rows, columns, kind, delta] };
});

const gradients = sizes.map(([kind, rows, columns]): Case => {
  const n = rows * columns;
  const inputs = [input(random(rows, 1, 3)), input(random(n)), input(random(n, 1, 2))];
  return { args: [output(n), ...inputs, rows, columns, kind, delta], tolerance: 3e-7 };
});

export const losses = {
  meanError: [...values, exact(0, (e) => round(e * e)), exact(1, Math.abs)],
  meanErrorGradient: [
    ...gradients,
    exactGradient(0, (e, d) => round(e * round(2 * d))),
    exactGradient(1, (e, d) => (e > 0 ? d : -d)),
    exactGradient(3, (e, d) => round(Math.max(-delta, Math.min(e, delta)) * d)),
  ],
};
