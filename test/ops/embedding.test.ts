import { add } from '../../src/ops/add.js';
import { embedding } from '../../src/ops/embedding.js';
import { checkGradient } from './check-gradient.js';

const words = { shape: [2, 3], values: [3, 0, 3, 3, 1, 0] };

checkGradient('embedding', { table: [4, 5], words }, (graph, { table, words }) => [embedding(graph, table, words)]);
checkGradient(
  'embedding used twice',
  { table: [6, 1], words, others: { shape: [2, 3], values: [5, 5, 5, 0, 2, 2] } },
  (graph, { table, words, others }) => [add(graph, [embedding(graph, table, words), embedding(graph, table, others)])],
);
