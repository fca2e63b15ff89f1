import { anyNotEqual, maskRows } from '../../src/ops/mask-rows.js';
import { checkGradient } from './check-gradient.js';

const mask = { shape: [4], values: [1, 0, 1, 0] };

checkGradient('maskRows', { x: [4, 5], mask }, (graph, { x, mask }) => [maskRows(graph, x, mask)]);
checkGradient('maskRows beside', { x: [4, 3], mask }, (graph, { x, mask }) => [maskRows(graph, x, mask), x]);
checkGradient(
  'anyNotEqual',
  { x: [4, 3], steps: { shape: [4, 2], values: [0.1, 0.1, 2, 0.1, 0, 0, 0.1, 0.1].map(Math.fround) } },
  (graph, values) => [maskRows(graph, values.x, anyNotEqual(graph, values.steps, 0.1))],
);
