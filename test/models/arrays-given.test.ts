import { expect, test } from 'vitest';
import {
  type CompileOptions,
  Dense,
  Embedding,
  Input,
  Model,
  Normalization,
  Permute,
  Reshape,
  Sequential,
} from '../../src/index.js';
import { numbers, silent } from './helpers.js';

// Arrays are the caller's, who may change them.

test.each<[string, (shape: (number | null)[]) => Sequential | Model]>([
  ['build', (shape) => (([model]) => (model.build(shape), model))([new Sequential([new Dense(1)])])],
  ['batchShape', (batchShape) => (([input]) => new Model(input, new Dense(1).apply(input)))([Input({ batchShape })])],
  ['batchInputShape', (batchInputShape) => new Sequential([new Dense({ units: 1, batchInputShape })])],
])('%s', (_, make) => {
  const shape = [null, 3];
  const model = make(shape);
  shape[1] = 5;
  expect(model.inputShape).toEqual([null, 3]);
  expect(model.predict(numbers([2, 3])).shape).toEqual([2, 1]);
});

test.each([
  ['Reshape', Reshape, [2, 3], [null, 2, 3]],
  ['Permute', Permute, [2, 1], [null, 6, 1]],
] as const)('%s', (_, Kind, given, outputShape) => {
  const shape = [...given];
  const model = new Sequential([new Reshape([1, 6], { inputShape: [6] }), new Kind(shape)]);
  shape.reverse();
  expect(model.outputShape).toEqual(outputShape);
  expect(model.predict(numbers([1, 6])).shape).toEqual([1, ...outputShape.slice(1)]);
});

test('what layers are given to begin with', () => {
  const [mean, variance] = [Float32Array.of(0), Float32Array.of(1)];
  const scaled = new Sequential([new Normalization({ mean, variance, inputShape: [1] })]);
  const words = Float32Array.of(1, 2);
  const embedded = new Sequential([new Embedding(2, 1, { weights: { shape: [2, 1], data: words } })]);
  for (const one of [mean, variance, words]) one.fill(9);
  expect(scaled.predict([[5]]).toArray()).toEqual([[5]]);
  expect(embedded.predict([[0, 1]]).toArray()).toEqual([[[1], [2]]]);
});

test.each<[string, (names: 'mae'[]) => CompileOptions['metrics']]>([
  ['a list', (names) => names],
  ['a list in a list', (names) => [names]],
  ['by name', (names) => ({ out: names })],
])('what a model is compiled with, %s', async (_, metrics) => {
  const model = new Sequential([new Dense(1, { name: 'out', inputShape: [3] })]);
  const names: 'mae'[] = ['mae'];
  model.compile({ loss: 'mse', metrics: metrics(names) });
  names[0] = 'nonsense' as 'mae';
  await model.evaluate(numbers([4, 3]), numbers([4, 1]), silent);
  expect(model.metricsNames).toEqual(['loss', 'mae']);
});
