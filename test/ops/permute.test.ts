import { permute } from '../../src/ops/permute.js';
import { checkGradient } from './check-gradient.js';

for (const order of ['0123', '1230', '3012', '0231', '0132', '1032', '3210']) {
  checkGradient(`permute ${order}`, { x: [2, 3, 4, 5] }, (graph, { x }) => [permute(graph, x, [...order].map(Number))]);
}
