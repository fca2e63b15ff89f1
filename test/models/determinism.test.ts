import { describe, expect, test } from 'vitest';
import {
  Adam,
  Dense,
  Dropout,
  type FitOptions,
  Input,
  L2,
  LSTM,
  Sequential,
  SGD,
  setRandomSeed,
  Tensor,
} from '../../src/index.js';
import { referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import { expectClose, random } from '../kernels/check-kernel.js';
import { labels, numbers, on, setNumbers, silent, weightsOf } from './helpers.js';

const x = numbers([10, 3], 1);
const y = numbers([10, 1], 2);

function dense(): Sequential {
  const model = new Sequential([Input({ shape: [3] }), new Dense(4, { activation: 'tanh' }), new Dense(1)]);
  setNumbers(model);
  model.compile({ optimizer: new SGD(0.1), loss: 'mse', metrics: ['mae'] });
  return model;
}

const fitted = (model: Sequential, options: FitOptions = {}) =>
  model.fit(x, y, { ...silent, shuffle: false, ...options });

describe('the same bits', () => {
  const random = () =>
    new Sequential([
      Input({ shape: [5, 3] }),
      new LSTM(6, { dropout: 0.2, recurrentDropout: 0.2 }),
      new Dropout(0.5),
      new Dense(2),
    ]);
  const train = async (seed: number) => {
    setRandomSeed(seed);
    const model = random();
    model.compile({ optimizer: 'adam', loss: 'mse' });
    await model.fit(numbers([23, 5, 3]), numbers([23, 2], 2), { ...silent, epochs: 3, batchSize: 4 });
    return weightsOf(model);
  };

  test('come from the same seed, with shuffling and dropout', async () => {
    const first = await train(7);
    expect(await train(7)).toEqual(first);
    expect(await train(8)).not.toEqual(first);
  });

  test('come from each batch size, at once or one by one', () => {
    const model = random();
    const data = numbers([37, 5, 3]);
    const { data: whole } = model.predictOnBatch(data);
    for (const batchSize of [1, 2, 3, 4, 5, 8, 16, 32, 37, 100])
      expect(model.predict(data, { batchSize }).data).toEqual(whole);
    const wide = new Sequential([
      Input({ shape: [300] }),
      new Dense(70, { activation: 'gelu' }),
      new Dense(9, { activation: 'softmax' }),
    ]);
    const rows = numbers([19, 300], 5);
    for (const batchSize of [1, 4, 7, 18])
      expect(wide.predict(rows, { batchSize }).data).toEqual(wide.predict(rows).data);
  });

  test('dropout does nothing outside of training', () => {
    const model = random();
    const plain = new Sequential([Input({ shape: [5, 3] }), new LSTM(6), new Dense(2)]);
    plain.setWeights(model.getWeights());
    expect(model.predict(numbers([4, 5, 3])).data).toEqual(plain.predict(numbers([4, 5, 3])).data);
  });
});

describe('the machines', () => {
  const train = async () => {
    const model = new Sequential([
      Input({ shape: [6, 2] }),
      new LSTM(5, { returnSequences: true, kernelRegularizer: new L2(0.01) }),
      new LSTM(4, { activityRegularizer: 'l2' }),
      new Dense(3, { activation: 'softmax' }),
    ]);
    setNumbers(model);
    model.compile({ optimizer: new Adam(0.01), loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
    const data = numbers([18, 6, 2]);
    const { history } = await model.fit(data, labels(18, 3), { ...silent, epochs: 6, batchSize: 8, shuffle: false });
    return { history, weights: weightsOf(model).flat(), predictions: model.predict(data).data };
  };

  test('train to the same numbers', async () => {
    const wasm = await on(wasmMachine(), train);
    for (const name of ['reference', 'reference64'] as const) {
      const reference = await on(referenceMachine(name), train);
      expectClose(wasm.weights, reference.weights, 1e-4, `${name}: weights`);
      expectClose(wasm.predictions, reference.predictions, 1e-4, `${name}: predictions`);
      expectClose(wasm.history.loss, reference.history.loss, 1e-4, `${name}: loss`);
    }
    expect((await train()).weights).toEqual(wasm.weights);
  });

  test('a model stays where it was made', async () => {
    const model = dense();
    const plain = await fitted(dense(), { epochs: 2 });
    const history = await on(referenceMachine(), () => fitted(model, { epochs: 2 }));
    expect(history.history).toEqual(plain.history);
    expect(await on(referenceMachine(), () => model.predict(x).data)).toEqual(model.predict(x).data);
  });
});

test('predictOnBatch into a tensor gives the same bits, and says what does not fit', () => {
  const model = new Sequential([new LSTM(5, { inputShape: [3, 2] }), new Dense(2)]);
  const x = new Tensor([4, 3, 2], random(24));
  const into = new Tensor([4, 2], new Float32Array(8));
  for (let i = 0; i < 2; i++) expect(model.predictOnBatch(x, { into })).toBe(into);
  expect(into.data).toEqual(model.predict(x).data);
  expect(() => model.predictOnBatch(x, { into: new Tensor([2, 4], new Float32Array(8)) })).toThrow(/\[4,2\].*\[2,4\]/);
  expect(() => model.predictOnBatch(new Tensor([4, 2, 2], random(16)), { into })).toThrow(/steps/);
});
