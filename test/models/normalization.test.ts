import { describe, expect, test } from 'vitest';
import {
  BatchNormalization,
  Dense,
  Input,
  LayerNormalization,
  losses,
  metrics,
  Model,
  Normalization,
  Sequential,
  TimeDistributed,
} from '../../src/index.js';
import { expectClose } from '../kernels/check-kernel.js';
import { numbers, silent } from './helpers.js';
import { wrong } from './mistakes.js';

/** Mean and variance of the numbers in each of `groups` groups, element i being in group i mod groups. */
function moments(data: ArrayLike<number>, groups: number): number[][] {
  const all = Array.from({ length: groups }, (_, j) => Array.from(data).filter((_, i) => i % groups === j));
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  return [all.map(mean), all.map((list) => mean(list.map((x) => (x - mean(list)) ** 2)))];
}

describe('Normalization', () => {
  const data = numbers([40, 2, 3], 7, 5);

  test.each<[Normalization, number]>([
    [new Normalization(), 3],
    [new Normalization([1, -1]), 6],
    [new Normalization(null), 1],
  ])('adapts', (layer, groups) => {
    layer.adapt(data);
    const [mean, variance] = moments(data.data, groups);
    expectClose(layer.getWeights()[0].data, mean, 1e-6, 'mean');
    expectClose(layer.getWeights()[1].data, variance, 1e-5, 'variance');
    expect(layer.trainableWeights).toEqual([]);
    const model = new Sequential([
      Input({ shape: [2, 3] }),
      layer,
      new Normalization({ axis: null, mean: 0, variance: 1 }),
    ]);
    const [means, variances] = moments(model.predict(data).data, groups);
    expectClose(
      means,
      mean.map(() => 0),
      1e-6,
      'means',
    );
    expectClose(
      variances,
      mean.map(() => 1),
      1e-5,
      'variances',
    );
  });

  test('adapts anew after it has predicted', () => {
    const layer = new Normalization();
    const model = new Sequential([Input({ shape: [1] }), layer]);
    expect(model.predict([[3]]).toArray()).toEqual([[3]]);
    layer.adapt([[1], [5]]);
    expect(model.predict([[3], [7]]).toArray()).toEqual([[0], [2]]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['nothing', () => new Normalization(null).adapt([]), /adapts to numbers/],
    ['NaN', () => new Normalization().adapt([[1, Number.NaN]]), /adapts to numbers/],
    ['other data', () => built().adapt([[1, 2]]), /Input 0 of layer .* axis 1 must have size \(3,\)\. .*\(None, 2\)/],
    ['what is given', () => new Normalization({ mean: 1, variance: 1 }).adapt([[1]]), /was given `mean`/],
    ['a mean alone', () => new Normalization({ mean: 1 }), /given together/],
    ['two shapes', () => new Normalization({ mean: [1], variance: [1, 2] }), /same shape.*\(1,\) and \(2,\)/],
    ['too many axes', () => new Normalization({ mean: [[1]], variance: [[1]] }), /at most, 1\. Received: \(1, 1\)/],
    ['another size', () => known([1, 2]), /`mean` and `variance` of shape \(2,\) do not spread to it/],
    ['no such axis', () => new Normalization(wrong('a')).build([null, 3]), /no axis a/],
  ])('refuses %s', (_, make, message) => expect(make).toThrow(message));

  const built = () => {
    const layer = new Normalization();
    layer.adapt([[1, 2, 3]]);
    return layer;
  };
  const known = (mean: number[]) => new Normalization({ mean, variance: mean }).apply(Input({ shape: [3] }));
});

test.each([new BatchNormalization(), new LayerNormalization(), new Normalization()])(
  'a layer that was built does not take another size',
  (layer) => {
    layer.build([null, 3]);
    for (const size of [2, 4]) {
      expect(() => layer.apply(Input({ shape: [size] }))).toThrow(/axis 1 must have size \(3,\)/);
      expect(() => new Sequential([new Dense(size, { inputShape: [1] }), layer])).toThrow(/must have size/);
    }
  },
);

test('what becomes of `trainable` takes effect with the next compile', async () => {
  const layer = new BatchNormalization({ momentum: 0.5 });
  const model = new Sequential([Input({ shape: [1] }), layer]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const moving = () => layer.getWeights()[2].data[0];
  model.trainOnBatch([[1], [3]], [[0], [0]]);
  expect(moving()).toBe(1);
  layer.trainable = false;
  expect(() => model.trainOnBatch([[1], [3]], [[0], [0]])).toThrow(/Call `compile` again/);
  expect(moving()).toBe(1);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit([[1], [3]], [[0], [0]], silent);
  expect(moving()).toBe(1);
});

test('a list of numbers is not a list of samples', () => {
  expect(() => new Normalization().adapt([1, 2])).toThrow(/adapts to samples of features, .*\{ axis: null \}/);
  expect(() => new Normalization({ axis: null }).adapt([1, 2])).not.toThrow();
});

test('sums of many large numbers keep their digits', () => {
  const rows = 9600;
  const data = Float32Array.from({ length: rows }, (_, i) => 50_003 + (i % 2 === 0 ? 5 : -5));
  const layer = new BatchNormalization({ inputShape: [1], momentum: 0 });
  const model = new Sequential([layer, new Dense(1)]);
  model.compile({ loss: 'mse', optimizer: 'sgd' });
  model.trainOnBatch({ shape: [rows, 1], data }, new Float32Array(rows));
  const [, , mean, variance] = layer.getWeights().map(({ data }) => data[0]);
  expect(mean).toBeCloseTo(50_003, 1);
  expect(variance).toBeCloseTo(25, 2);
});

test('steps of a TimeDistributed would be a batch each in training; it predicts, and trains where that is frozen', () => {
  const [data, targets] = [numbers([2, 4, 3]), numbers([2, 4, 1])];
  const inside = new Sequential([Input({ shape: [3] }), new BatchNormalization()]);
  for (const layer of [new BatchNormalization(), inside]) {
    const model = new Sequential([new TimeDistributed(layer, { inputShape: [4, 3] }), new Dense(1)]);
    model.compile({ loss: 'mse' });
    expect(model.predict(data).shape).toEqual([2, 4, 1]);
    expect(() => model.trainOnBatch(data, targets)).toThrow(/Freeze it, or use BatchNormalization without/);
    layer.trainable = false;
    model.compile({ loss: 'mse' });
    expect(model.trainOnBatch(data, targets)).toBeGreaterThan(0);
  }
  const input = Input({ shape: [4, 3] });
  expect(
    new Model(input, new TimeDistributed(new LayerNormalization()).apply(input)).predict(numbers([2, 4, 3])).shape,
  ).toEqual([2, 4, 3]);
});

test.each<[string, () => unknown, RegExp]>([
  ['renorm', () => new BatchNormalization(wrong({ renorm: true })), /`renorm`, expected false/],
  ['two axes', () => new BatchNormalization(wrong({ axis: [1, 2] })), /`axis`, expected an integer/],
  ['epsilon', () => new LayerNormalization({ epsilon: -1 }), /`epsilon`, expected a number from 0/],
  ['rmsScaling', () => new LayerNormalization(wrong({ rmsScaling: true })), /`rmsScaling`, expected false/],
  ['an open axis', () => new BatchNormalization({ axis: 1 }).build([null, null, 3]), /axis 1 must be known/],
])('%s is refused', (_, make, message) => expect(make).toThrow(message));

test('losses and metrics of numbers need samples', () => {
  const loss = new losses.MeanSquaredError();
  expect(loss.call([[1], [2]], [[3], [2]]).toArray()).toBe(2);
  expect(() => loss.call([], [])).toThrow(/no samples/);
  expect(() => loss.call(1, 2)).toThrow(/no samples/);
  const sparse = new losses.SparseCategoricalCrossentropy({ ignoreClass: 1, reduction: 'none' });
  expect(() =>
    sparse.call(
      [0, 1],
      [
        [1, 0],
        [0, 1],
      ],
      [0.5],
    ),
  ).toThrow(/one value per sample, \(1,\)\. Received: \(2,\)/);
  const accuracy = new metrics.BinaryAccuracy();
  accuracy.updateState([[0], [1]], [[0.1], [0.2]]);
  expect(accuracy.result()).toBe(0.5);
});
