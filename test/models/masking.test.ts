import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  Activation,
  Add,
  Bidirectional,
  clearSession,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  Input,
  type Layer,
  LSTM,
  Masking,
  Model,
  RepeatVector,
  Sequential,
  SGD,
  Tensor,
  TimeDistributed,
} from '../../src/index.js';
import { type AnyModel, expectUnchanged, numbers, setNumbers, silent, weightsOf } from './helpers.js';

beforeEach(() => {
  clearSession();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** A model with weights that are the same wherever it stands. */
function filled(model: Sequential): Sequential {
  setNumbers(model);
  return model;
}

const [batch, steps, features] = [3, 4, 2];
const x = numbers([batch, steps, features]);

/** The same steps with steps of `value` behind, before and in between. */
function stretched({ data }: Tensor, value: number): Tensor {
  const rows = Array.from({ length: batch }, (_, i) => {
    const step = (t: number) => [...data.subarray((i * steps + t) * features, (i * steps + t + 1) * features)];
    const none = Array<number>(features).fill(value);
    return [none, step(0), step(1), none, none, step(2), step(3), none].flat();
  });
  return new Tensor([batch, 8, features], Float32Array.from(rows.flat()));
}

const behind: Record<string, () => Layer[]> = {
  'an LSTM': () => [new LSTM(3)],
  'two LSTMs': () => [new LSTM(3, { returnSequences: true }), new LSTM(2)],
  'layers in between': () => [
    new Dense(3, { activation: 'tanh' }),
    new Dropout(0.5),
    new Activation('relu'),
    new TimeDistributed(new Dense(3)),
    new LSTM(2),
  ],
  'both directions': () => [
    new Bidirectional(new LSTM(3, { returnSequences: true })),
    new Bidirectional(new LSTM(2), { mergeMode: 'sum' }),
  ],
  'a model inside': () => [new Sequential([new Dense(3), new LSTM(3, { returnSequences: true })]), new LSTM(2)],
};

test.each(Object.entries(behind))('behind a Masking, %s predicts as without the steps skipped', (_, layers) => {
  const plain = filled(new Sequential([Input({ shape: [null, features] }), ...layers()]));
  const masked = filled(
    new Sequential([Input({ shape: [null, features] }), new Masking({ maskValue: -1 }), ...layers()]),
  );
  expect(masked.predict(stretched(x, -1))).toEqual(plain.predict(x));
});

test.each([
  ['an LSTM', () => new LSTM(3)],
  ['both directions', () => new Bidirectional(new LSTM(3))],
  ['a model', () => new Sequential([Input({ shape: [null, 3] }), new Dense(3), new LSTM(3)])],
])('in TimeDistributed, %s skips words of each sentence', (_, inside) => {
  const read = (x: number[][]) =>
    filled(
      new Sequential([
        Input({ shape: [2, x[0].length] }),
        new Embedding(7, 3, { maskZero: true }),
        new TimeDistributed(inside()),
      ]),
    ).predict([x]);
  expect(
    read([
      [0, 1, 0, 2, 0],
      [3, 4, 0, 0, 0],
    ]),
  ).toEqual(
    read([
      [1, 2],
      [3, 4],
    ]),
  );
});

test('in training, too, skipped steps leave no trace', async () => {
  const train = async (x: Tensor, first: Layer[]) => {
    const lstm = new LSTM(3, { returnSequences: true });
    const model = filled(
      new Sequential([Input({ shape: [null, features] }), ...first, lstm, new LSTM(2), new Dense(1)]),
    );
    model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
    await model.fit(x, numbers([batch, 1]), { ...silent, epochs: 3 });
    return weightsOf(model);
  };
  const plain = await train(x, []);
  const masked = await train(stretched(x, 0), [new Masking()]);
  for (const [i, weights] of masked.entries())
    for (const [k, value] of [...weights].entries()) expect(value).toBeCloseTo(plain[i][k], 6);
});

test('a mask by name is one of steps that count or do not, to the loss, too', () => {
  const make = () => {
    const [x, mask] = [Input({ shape: [steps, features] }), Input({ shape: [steps] })];
    const outputs = new Dense(1).apply(new LSTM(3, { returnSequences: true }).apply(x, { mask }));
    const model = new Model({ inputs: [x, mask], outputs });
    setNumbers(model);
    model.compile({ loss: 'mse', metrics: ['mae'] });
    return model;
  };
  const scores = (numbers: number[][]) => make().testOnBatch([x, numbers], y);
  const y = numbers([batch, steps, 1]);
  expect(
    scores([
      [2, 0, 0.5, 0],
      [3, 3, 3, 3],
      [0, 1, 0, 0],
    ]),
  ).toEqual(
    scores([
      [1, 0, 1, 0],
      [1, 1, 1, 1],
      [0, 1, 0, 0],
    ]),
  );
  expect(new Masking(-1).getConfig().mask_value).toBe(-1);
});

test('a layer that cannot pass a mask on says so, once', async () => {
  const model = new Sequential([Input({ shape: [4, 2] }), new Masking(), new Flatten(), new Dense(1)]);
  model.compile({ loss: 'mse' });
  await model.fit(x, numbers([batch, 1]), silent);
  model.predict(x);
  expect(vi.mocked(console.warn).mock.calls).toEqual([
    [expect.stringMatching(/^Layer 'flatten' \(Flatten\) does not support masking: later layers see none/)],
  ]);
});

test('nothing is said where there is no mask to lose', () => {
  const model = new Sequential([Input({ shape: [5] }), new Embedding(7, 3), new Flatten(), new Dense(1)]);
  model.predict([[0, 1, 2, 3, 4]]);
  expect(console.warn).not.toHaveBeenCalled();
});

const words = () => [new Embedding({ inputDim: 7, outputDim: 3, maskZero: true }), new LSTM(2), new Dense(1)];
const speaking: Record<string, () => AnyModel> = {
  'a Sequential with an input': () => new Sequential([Input({ shape: [3], dtype: 'int32' }), ...words()]),
  'a Sequential without one': () => new Sequential(words()),
  'a model in a model': () => new Sequential([Input({ shape: [3] }), new Sequential(words())]),
  'a functional model': () => {
    const input = Input({ shape: [3] });
    return new Model({ inputs: input, outputs: new LSTM(2).apply(new Embedding(7, 3).apply(input)) });
  },
  'the second input of a model inside': () => {
    const [one, other, input] = [Input({ shape: [3, 3] }), Input({ shape: [3] }), Input({ shape: [3] })];
    const outputs = new Add().apply([one, new Embedding(7, 3).apply(other)]);
    const inner = new Model({ inputs: [one, other], outputs });
    return new Model({ inputs: input, outputs: inner.apply([new RepeatVector(3).apply(input), input]) });
  },
  'a layer for each step': () =>
    new Sequential([Input({ shape: [3, 1] }), new TimeDistributed(new Embedding(7, 3)), new Flatten(), new Dense(1)]),
};

test.each(Object.entries(speaking))('words that there are not are refused: %s', async (_, make) => {
  for (const word of [7, -1, 1.5]) {
    const model = make();
    const x = [[1, 2, word]];
    await expectUnchanged(
      model,
      () => model.predict(x),
      /^x: .* at position 2 is not an integer from 0 to 6.*inputDim/,
    );
    model.compile({ loss: 'mse' });
    await expectUnchanged(model, () => model.fit(x, [[1]], silent), /^x: .* at position 2 is not an integer/);
  }
  expect(
    make()
      .predict([[1, 2, 6]])
      .data.every(Number.isFinite),
  ).toBe(true);
});

test('an Embedding is an array of vectors', () => {
  const model = filled(new Sequential([Input({ shape: [null] }), new Embedding(5, 2)]));
  const [table] = model.getWeights();
  expect(model.layers[0].variables.map(({ path }) => path)).toEqual(['embedding/embeddings']);
  expect(model.predict([[4, 0]]).toArray()).toEqual([[table.toArray<number[][]>()[4], table.toArray<number[][]>()[0]]]);
  expect(model.outputShape).toEqual([null, null, 2]);
  const given = new Embedding(2, 3, { weights: [[1, 2, 3], [4, 5, 6]], trainable: false }); // prettier-ignore
  expect(new Sequential([Input({ shape: [1] }), given]).predict([[1]]).toArray()).toEqual([[[4, 5, 6]]]);
  const again = new Embedding(2, 3, { weights: [given.getWeights()[0]] });
  expect(new Sequential([Input({ shape: [1] }), again]).predict([[1]]).toArray()).toEqual([[[4, 5, 6]]]);
  expect(given.getConfig()).not.toHaveProperty('weights');
  expect(new Embedding(4, 2, { inputLength: 3 }).getConfig()).toMatchObject({
    input_dim: 4,
    output_dim: 2,
    mask_zero: false,
  });
});

test.each([
  [() => new Embedding(10), /Embedding: `outputDim` is missing/],
  [() => new Embedding({ inputDim: 10 } as never), /`outputDim` is missing/],
  [() => new Embedding(0, 3), /`inputDim`, expected an integer from 1/],
  [() => new Embedding(3, 1.5), /`outputDim`, expected an integer from 1/],
  [() => new Embedding(3, 2, { weights: [[1, 2]] }), /`weights` must have shape \(3, 2\).*Received: \(1, 2\)/],
  [() => new Embedding(3, 2, { mask_zero: true } as never), /`mask_zero`.*maskZero/],
  [() => Input({ shape: [3], dtype: 'interval' as never }), /`dtype`, expected 'float32'. Received: dtype='interval'/],
  [() => new Masking({ mask_value: 1 } as never), /`mask_value`.*maskValue/],
])('%s', (make, message) => expect(make).toThrow(message));
