import { sumSteps } from '../../src/ops/sum-steps.js';
import { checkGradient } from './check-gradient.js';

checkGradient('sumSteps', { x: [4, 3, 5] }, (graph, { x }) => [sumSteps(graph, x)]);
checkGradient('sumSteps beside', { x: [2, 1, 1] }, (graph, { x }) => [sumSteps(graph, x), x]);
