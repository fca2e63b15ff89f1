import { normalize, standardize } from '../../src/ops/standardize.js';
import { random } from '../kernels/check-kernel.js';
import { checkGradient } from './check-gradient.js';

const x = [4, 3, 5];

checkGradient('standardize', { x }, (graph, { x }) => [standardize(graph, x, 0.01).out]);
// A mask leaves something of each column; Keras divides by the count and 1e-7, which has no derivative here.
const mask = { shape: x, values: Array.from({ length: 60 }, (_, i) => +(i % 7 > 2)) };
checkGradient('standardize with a mask', { x, mask }, (graph, { x, mask }) => [
  standardize(graph, x, 0.01, { mask }).out,
]);

const row = [5];
const mean = { shape: row, values: random(5, 1, 8) };
const variance = { shape: row, values: random(5, 1, 9).map((one) => Math.abs(one) + 0.1) };
checkGradient('standardize by what is known', { x, mean, variance }, (graph, { x, mean, variance }) => [
  standardize(graph, x, 0.01, { known: { mean, variance } }).out,
]);
for (const invert of [false, true]) {
  checkGradient(`normalize, invert ${invert}`, { x, mean, variance }, (graph, { x, mean, variance }) => [
    normalize(graph, x, mean, variance, invert),
  ]);
}
