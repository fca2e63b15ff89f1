import { describe, expect, test, vi } from 'vitest';
import {
  Add,
  Average,
  Concatenate,
  Dense,
  ELU,
  Embedding,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  LeakyReLU,
  LSTM,
  Masking,
  Maximum,
  Minimum,
  Model,
  Multiply,
  type NestedArray,
  ops,
  Permute,
  ReLU,
  type ReLUOptions,
  Rescaling,
  Sequential,
  SGD,
  Softmax,
  Subtract,
  type SymbolicTensor,
  type TensorLike,
  tensor,
} from '../../src/index.js';
import { check, type Mistake, wrong } from './mistakes.js';

// Layers without weights. Keras's own cases are in test/golden/layers.json.

/** What a model of these inputs predicts. */
function predict(use: (...inputs: SymbolicTensor[]) => SymbolicTensor, ...data: TensorLike[]): NestedArray {
  const tensors = data.map((one) => tensor(one));
  const inputs = tensors.map(({ shape }) => Input({ shape: shape.slice(1) }));
  return new Model({ inputs, outputs: use(...inputs) }).predict(tensors).toArray();
}

type Merging = Pick<Add, 'apply'>;
const merged = (layer: Merging) => (a: SymbolicTensor, b: SymbolicTensor) => layer.apply([a, b]);
/** A step of each of two samples is masked in one of them. */
const steps = [[[1, 2], [0, 0]], [[3, 4], [5, 6]]]; // prettier-ignore
const others = [[[7, 1], [2, 9]], [[0, 0], [4, 8]]]; // prettier-ignore

test.each<[string, Merging, NestedArray]>([
  ['Add', new Add(), [[[8, 3], [2, 9]], [[3, 4], [9, 14]]]], // prettier-ignore
  ['Average', new Average(), [[[4, 1.5], [1, 4.5]], [[1.5, 2], [4.5, 7]]]], // prettier-ignore
  ['Subtract', new Subtract(), [[[-6, 1], [-2, -9]], [[3, 4], [1, -2]]]], // prettier-ignore
  ['Multiply', new Multiply(), [[[7, 2], [0, 0]], [[0, 0], [20, 48]]]], // prettier-ignore
  ['Maximum', new Maximum(), [[[7, 2], [2, 9]], [[3, 4], [5, 8]]]], // prettier-ignore
  ['Minimum', new Minimum(), [[[1, 1], [0, 0]], [[0, 0], [4, 6]]]], // prettier-ignore
])('%s, element by element', (_, layer, expected) => {
  expect(predict(merged(layer), steps, others)).toEqual(expected);
});

test('shapes spread behind the batch', () => {
  const rows = [[10, 20], [30, 40]]; // prettier-ignore
  expect(predict(merged(new Add()), steps, rows)).toEqual([[[11, 22], [10, 20]], [[33, 44], [35, 46]]]); // prettier-ignore
  expect(predict(merged(new Multiply()), rows, steps)).toEqual([[[10, 40], [0, 0]], [[90, 160], [150, 240]]]); // prettier-ignore
  const open = Input({ shape: [null, 2] });
  expect(new Add().apply([open, Input({ shape: [2] })]).shape).toEqual([null, null, 2]);
});

describe('masks, as Keras 3.15.1 has them', () => {
  const masked = (layer: Merging) => (a: SymbolicTensor, b: SymbolicTensor) =>
    layer.apply([new Masking().apply(a), new Masking().apply(b)]);
  const none = [[[0, 0], [0, 0]], [[3, 4], [5, 6]]]; // prettier-ignore

  test('a factor that is masked is 1, and a product of nothing 0', () => {
    expect(predict(masked(new Multiply()), steps, others)).toEqual([[[7, 2], [2, 9]], [[3, 4], [20, 48]]]); // prettier-ignore
    expect(predict(masked(new Multiply()), none, none)).toEqual([[[0, 0], [0, 0]], [[9, 16], [25, 36]]]); // prettier-ignore
  });
  test('what is masked is not picked', () => {
    expect(predict(masked(new Minimum()), steps, others)).toEqual([[[1, 1], [2, 9]], [[3, 4], [4, 6]]]); // prettier-ignore
    expect(predict(masked(new Maximum()), steps, others)).toEqual([[[7, 2], [2, 9]], [[3, 4], [5, 8]]]); // prettier-ignore
  });
  test('a mean is that of the steps that count', () => {
    const pooled = (x: SymbolicTensor) => new GlobalAveragePooling1D().apply(new Masking().apply(x));
    expect(predict(pooled, steps)).toEqual([[1, 2], [4, 5]]); // prettier-ignore
    expect(predict(pooled, none)).toEqual([[Number.NaN, Number.NaN], [4, 5]]); // prettier-ignore
  });
  test('the largest is that of all steps, and that is said', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(predict((x) => new GlobalMaxPooling1D().apply(new Masking().apply(x)), others)).toEqual([[7, 9], [4, 8]]); // prettier-ignore
    expect(warn.mock.calls.join()).toMatch(/GlobalMaxPooling1D\) does not support masking/);
    warn.mockRestore();
  });
  test('activations and scales hand them on', () => {
    const layers = [new ReLU(9), new LeakyReLU(), new ELU(), new Rescaling(2), new Softmax(-1)];
    const read = (x: SymbolicTensor, through: typeof layers) => {
      const last = through.reduce((y, layer) => layer.apply(y), new Masking().apply(x));
      return new LSTM(2, { seed: 1, kernelInitializer: 'ones' }).apply(last);
    };
    for (const layer of layers) {
      const [first] = predict((x) => read(x, [layer]), steps) as number[][];
      const [alone] = predict((x) => read(x, [layer]), [[[1, 2]]]) as number[][];
      expect(first).toEqual(alone);
    }
  });
});

// At -1, 0, 0.5, 1, 2, 6, 7.
test.each<[ReLUOptions, number[]]>([
  [{}, [0, 0, 1, 1, 1, 1, 1]],
  [{ negativeSlope: 0.1 }, [0.1, 1, 1, 1, 1, 1, 1]],
  [{ maxValue: 1 }, [0, 0, 1, 0.5, 0, 0, 0]],
  [{ maxValue: 6 }, [0, 0, 1, 1, 1, 0, 0]],
  [{ maxValue: 6, threshold: 0.5 }, [0, 0, 0, 1, 1, 0.5, 0]],
  [{ negativeSlope: 0.1, threshold: 0.5 }, [0.1, 0.1, 0, 1, 1, 1, 1]],
  [{ maxValue: 1, negativeSlope: 0.1 }, [0.1, 0, 1, 0.5, 0, 0, 0]],
])('the slopes of ReLU %j are those of Keras 3.15.1 with JAX', (options, slopes) => {
  const model = new Sequential([Input({ shape: [1] }), new Dense(7, { useBias: false }), new ReLU(options)]);
  const points = tensor([[-1, 0, 0.5, 1, 2, 6, 7]]);
  model.setWeights([points]);
  model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: (_, yPred) => ops.sum(yPred, -1) });
  model.trainOnBatch([[1]], [[1]]);
  const [{ data }] = model.getWeights();
  slopes.forEach((slope, i) => expect(points.data[i] - data[i]).toBeCloseTo(slope, 6));
});

test('words, pooled: text is told apart', async () => {
  const model = new Sequential([
    new Embedding(6, 4, { maskZero: true, inputShape: [4] }),
    new GlobalAveragePooling1D(),
    new Dense(1, { activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binary_crossentropy' });
  const words = [[1, 2, 0, 0], [2, 1, 3, 0], [4, 5, 3, 0], [5, 0, 0, 0]]; // prettier-ignore
  await model.fit(words, [0, 0, 1, 1], { epochs: 400, verbose: 0 });
  expect([...model.predict(words).data].map(Math.round)).toEqual([0, 0, 1, 1]);
});

test.each([Add, Average, Multiply, Maximum, Minimum, Concatenate])('%o: one in a list stays what it is', (Merge) => {
  const input = Input({ shape: [2] });
  expect(new Model(input, new Merge().apply([input])).predict([[1, 2]]).toArray()).toEqual([[1, 2]]);
  const words = Input({ shape: [4] });
  const embedded = new Embedding(3, 1, { maskZero: true, embeddingsInitializer: 'ones' }).apply(words);
  const pooled = new GlobalAveragePooling1D().apply(new Merge().apply([embedded]));
  expect(new Model(words, pooled).predict([[1, 2, 0, 0]]).toArray()).toEqual([[1]]);
});

test.each<[string, Mistake]>([
  ['one tensor', [() => new Multiply().apply(wrong(Input({ shape: [2] }))), /called on a list of inputs/, TypeError]],
  ['three less', [() => new Subtract().apply([1, 2, 3].map(() => Input({ shape: [2] }))), /exactly 2 inputs\. .*: 3/]],
  [
    'other sizes',
    [() => new Average().apply([Input({ shape: [3, 2] }), Input({ shape: [3] })]), /incompatible shapes.*\(None, 3\)/],
  ],
  ['no sequence', [() => new GlobalAveragePooling1D().apply(Input({ shape: [2] })), /expected ndim=3, found ndim=2/]],
  [
    'channels',
    [() => new GlobalMaxPooling1D({ dataFormat: wrong('channels_first') }), /only dataFormat 'channels_last'/],
  ],
  ['dims', [() => new Permute([1, 3]), /Invalid permutation argument `dims`.*Received dims=\(1, 3\)/]],
  ['other dims', [() => new Permute([2, 1]).apply(Input({ shape: [2] })), /expected ndim=3, found ndim=2/]],
  ['a limit', [() => new ReLU({ maxValue: -1 }), /ReLU: .*`maxValue`, expected a number from 0\. .*-1/]],
  ['a slope', [() => new LeakyReLU(-0.1), /LeakyReLU: .*`negativeSlope`, expected a number from 0/]],
  ['a python name', [() => new ReLU(wrong({ max_value: 1 })), /Did you mean `maxValue`/, TypeError]],
  ['no scale', [() => new Rescaling(wrong({})), /`scale` is missing: new Rescaling\(1 \/ 255\)/, TypeError]],
  [
    'an axis',
    [() => new Softmax({ axis: 3 }).apply(Input({ shape: [1] })), /there is no axis 3 in the shape \(None, 1\)/],
  ],
  ['half an axis', [() => new Softmax({ axis: 0.5 }).apply(Input({ shape: [1] })), /there is no axis 0\.5 in the/]],
])('%s is refused', (_, mistake) => check(mistake));
