import { filled } from '../../src/ops/filled.js';
import { normalize, standardize } from '../../src/ops/standardize.js';
import type { Shape } from '../../src/shape.js';
import { random } from '../kernels/check-kernel.js';
import { checkGradient } from './check-gradient.js';

const x = [4, 3, 5];
const mask = { shape: [4, 3], values: [1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1] };

for (const [axes, weight] of [
  [[2], [1, 1, 5]],
  [
    [0, 1],
    [1, 1, 5],
  ],
  [
    [1, 2],
    [1, 3, 5],
  ],
  [[1], [1, 3, 1]],
  [
    [0, 1, 2],
    [1, 1, 1],
  ],
] as [number[], Shape][]) {
  checkGradient(`standardize over ${axes}`, { x, gamma: weight, beta: weight }, (graph, { x, gamma, beta }) => [
    standardize(graph, x, axes, 0.01, { gamma, beta }).out,
  ]);
  // A mask leaves something of the groups that go over samples; Keras divides by the count and 1e-7, which has no derivative here.
  if (!axes.includes(0)) continue;
  checkGradient(`standardize with a mask over ${axes}`, { x, mask, beta: weight }, (graph, { x, mask, beta }) => {
    const gamma = filled(graph, weight, 2);
    return [standardize(graph, x, axes, 0.01, { gamma, beta }, { mask }).out];
  });
}

const row = [1, 1, 5];
const mean = { shape: row, values: random(5, 1, 8) };
const variance = { shape: row, values: random(5, 1, 9).map((one) => Math.abs(one) + 0.1) };
checkGradient(
  'standardize by what is known',
  { x, mean, variance, gamma: row, beta: row },
  (graph, { x, mean, variance, gamma, beta }) => [
    standardize(graph, x, [0, 1], 0.01, { gamma, beta }, { known: { mean, variance } }).out,
  ],
);
for (const invert of [false, true]) {
  checkGradient(`normalize, invert ${invert}`, { x, mean, variance }, (graph, { x, mean, variance }) => [
    normalize(graph, x, mean, variance, invert),
  ]);
}
