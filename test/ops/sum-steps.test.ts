import { expect, test } from 'vitest';
import { Arena, Graph, Program } from '../../src/graph/index.js';
import { wasmMachine } from '../../src/kernels/index.js';
import { sumSteps } from '../../src/ops/sum-steps.js';
import { checkGradient } from './check-gradient.js';

checkGradient('sumSteps', { x: [4, 3, 5] }, (graph, { x }) => [sumSteps(graph, x)]);
checkGradient('sumSteps beside', { x: [2, 1, 1] }, (graph, { x }) => [sumSteps(graph, x), x]);

test('of many samples, the same bits as of few, and the gradient', () => {
  const arena = new Arena(wasmMachine());
  const [batch, steps, features] = [2051, 5, 3];
  const values = Float32Array.from({ length: batch * steps * features }, (_, i) => Math.sin(i) * 10 ** (i % 7));
  const summed = (samples: number) => {
    const graph = new Graph(arena, true);
    const x = graph.temporary([samples, steps, features]);
    x.storage.requiresGradient = true;
    const sum = sumSteps(graph, x);
    graph.contribute(sum, (to) => graph.call('copy', to, sum, sum.size));
    graph.backward(sum);
    const program = new Program(graph, [x], [sum, graph.gradient(x)!]);
    return [0, batch - samples].map((from) => {
      program.view(x).set(values.subarray(from * steps * features, (from + samples) * steps * features));
      program.run();
      return [[...program.view(sum)], [...program.view(graph.gradient(x)!)]];
    });
  };
  const [[sums, gradients]] = summed(batch);
  const [[first, slopes], [last]] = summed(7);
  expect(first).toEqual(sums.slice(0, 7 * features));
  expect(last).toEqual(sums.slice(-7 * features));
  expect(slopes).toEqual(gradients.slice(0, slopes.length));
});
