import { type Case, input, output, random } from './check-kernel.js';
import { rowSizes } from './softmax.cases.js';

const round = Math.fround;
const target = Float32Array.from([0.1, 0.2, -0.3, 4, 0.7]);
const prediction = Float32Array.from([0.11, 0.1, 0.3, 4, -1e3]);
const dValues = random(5, 1, 3);

/** One column: the same roundings as float32 arithmetic in order. */
const exact = (value: (error: number) => number): Case => ({
  args: [output(5), input(target), input(prediction), 5, 1],
  expected: [target.map((t, i) => value(round(t - prediction[i])))],
  tolerance: 0,
});

const exactGradient = (slope: (error: number, dValue: number) => number): Case => ({
  args: [output(5), input(dValues), input(target), input(prediction), 5, 1],
  expected: [target.map((t, i) => slope(round(prediction[i] - t), dValues[i]))],
  tolerance: 0,
});

const values = rowSizes.map(([rows, columns]): Case => {
  const n = rows * columns;
  return { args: [output(rows), input(random(n)), input(random(n, 1, 2)), rows, columns] };
});

const gradients = rowSizes.map(([rows, columns]): Case => {
  const n = rows * columns;
  const inputs = [input(random(rows, 1, 3)), input(random(n)), input(random(n, 1, 2))];
  return { args: [output(n), ...inputs, rows, columns], tolerance: 3e-7 };
});

export const losses = {
  meanSquaredError: [...values, exact((e) => round(e * e))],
  meanSquaredErrorGradient: [...gradients, exactGradient((e, d) => round(e * round(2 * d)))],
  meanAbsoluteError: [...values, exact(Math.abs)],
  meanAbsoluteErrorGradient: [...gradients, exactGradient((e, d) => (e > 0 ? d : -d))],
};
