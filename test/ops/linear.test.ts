import { linear } from '../../src/ops/linear.js';
import { matmul } from '../../src/ops/matmul.js';
import { checkGradient } from './check-gradient.js';

const weights = { kernel: [3, 5], bias: [5] };

checkGradient('linear', { x: [4, 3], ...weights }, (graph, { x, kernel, bias }) => [linear(graph, x, kernel, bias)]);
checkGradient('linear without bias', { x: [4, 3], kernel: [3, 1] }, (graph, { x, kernel }) => [
  linear(graph, x, kernel),
]);
checkGradient('linear over a sequence', { x: [2, 3, 3], ...weights }, (graph, { x, kernel, bias }) => [
  linear(graph, x, kernel, bias),
]);
checkGradient('linear to many units', { x: [3, 2], kernel: [2, 65], bias: [65] }, (graph, { x, kernel, bias }) => [
  linear(graph, x, kernel, bias),
]);
for (const rows of [2, 5]) {
  checkGradient(
    `linear used twice on ${rows} rows`,
    { x: [rows, 3], kernel: [3, 3], bias: [3], other: [rows, 3] },
    (graph, { x, kernel, bias, other }) => [
      linear(graph, linear(graph, x, kernel, bias), kernel, bias),
      linear(graph, other, kernel),
    ],
  );
}
checkGradient('linear on a constant', { x: { shape: [1, 2], values: [1, 2] }, kernel: [2, 3] }, (graph, values) => [
  linear(graph, values.x, values.kernel),
]);
checkGradient('matmul', { a: [3, 4], b: [4, 5] }, (graph, { a, b }) => [matmul(graph, a, b)]);
checkGradient('matmul with itself', { a: [3, 3] }, (graph, { a }) => [matmul(graph, a, a)]);
