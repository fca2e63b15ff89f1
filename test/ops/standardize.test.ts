import { standardize, standardizeBy, normalize } from '../../src/ops/standardize.js';
import { random } from '../kernels/check-kernel.js';
import { checkGradient } from './check-gradient.js';

const x = [4, 3, 5];

for (const axes of [[2], [0, 1], [1, 2], [1], [0, 1, 2]]) {
  checkGradient(`standardize over ${axes}`, { x }, (graph, { x }) => {
    const { out } = standardize(graph, x, axes, 0.01);
    return [out];
  });
}

const mask = { shape: [4, 3], values: [1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1] };
for (const axes of [
  [0, 1],
  [0, 1, 2],
]) {
  checkGradient(`standardize with a mask over ${axes}`, { x, mask }, (graph, { x, mask }) => {
    const { out } = standardize(graph, x, axes, 0.01, mask);
    return [out];
  });
}

const mean = { shape: [5], values: random(5, 1, 8) };
const variance = { shape: [5], values: random(5, 1, 9).map((one) => Math.abs(one) + 0.1) };
checkGradient('standardizeBy', { x, mean, variance }, (graph, { x, mean, variance }) => [
  standardizeBy(graph, x, mean, variance, 0.01),
]);
for (const invert of [false, true]) {
  checkGradient(`normalize, invert ${invert}`, { x, mean, variance }, (graph, { x, mean, variance }) => [
    normalize(graph, x, mean, variance, invert),
  ]);
}
