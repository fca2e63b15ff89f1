import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Dense, loadModel, LSTM, type Model, Sequential } from '../../src/index.js';

// Small models that TensorFlow.js 4.22, Keras 3.15 and Keras 2.15 wrote: data/make-tensorflow.cjs and data/make-h5.py.

interface Values {
  shape: number[];
  data: number[];
}

interface Expected {
  inputs: Values[];
  outputs: Values[];
  sample: Values[];
  target: Values[];
  losses: number[];
}

const pathOf = (name: string) => join(import.meta.dirname, 'data', name);
const json = (name: string) => JSON.parse(readFileSync(pathOf(`${name}.json`), 'utf8'));
const tensors = (list: Values[]) => list.map(({ shape, data }) => ({ shape, data: Float32Array.from(data) }));

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

const warnings = () => vi.mocked(console.warn).mock.calls.flat().join('\n');

function expectPredictions(model: Sequential | Model, { inputs, outputs }: Expected): void {
  const predicted = model.predictAll(tensors(inputs));
  expect(predicted.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
  for (const [i, { data }] of predicted.entries()) {
    const difference = Math.max(...data.map((value, j) => Math.abs(value - outputs[i].data[j])));
    expect(difference).toBeLessThan(1e-5);
  }
}

test.each(['tensorflow-lstm', 'tensorflow-functional'])('%s predicts the same', async (name) => {
  expectPredictions(await loadModel(pathOf(`${name}.json`)), json(name).userDefinedMetadata);
  expect(warnings()).toBe('');
});

test('what TensorFlow.js trained with', async () => {
  const model = await loadModel(pathOf('tensorflow-lstm.json'));
  expect(model.optimizer!.getConfig()).toMatchObject({ rho: 0.8, momentum: 0, centered: false });
  expect(model.optimizer!.learningRate).toBeCloseTo(0.01, 6);
  const [first, , second] = model.layers.map((layer) => layer.getConfig());
  expect([first.recurrent_activation, first.unit_forget_bias]).toEqual(['legacy_hard_sigmoid', false]);
  expect([second.recurrent_activation, second.unit_forget_bias]).toEqual(['legacy_hard_sigmoid', true]);
});

test('the weights alone of a model.json', async () => {
  const old = { recurrentActivation: 'legacy_hard_sigmoid' } as const;
  const model = new Sequential([
    new LSTM(4, { ...old, inputShape: [5, 2], returnSequences: true }),
    new LSTM(3, { ...old, goBackwards: true }),
    new Dense(2, { activation: 'swish' }),
  ]);
  await model.loadWeights(pathOf('tensorflow-lstm.json'));
  expectPredictions(model, json('tensorflow-lstm').userDefinedMetadata);
});

test('model.json and its weights as a user chooses them', async () => {
  const file = (name: string) => new File([readFileSync(pathOf(name))], name);
  const model = await loadModel([file('tensorflow-lstm.bin'), file('tensorflow-lstm.json')]);
  expectPredictions(model, json('tensorflow-lstm').userDefinedMetadata);
  await expect(loadModel(file('tensorflow-lstm.json'))).rejects.toThrow(/Choose it together with tensorflow-lstm.json/);
});

test.each(['keras-2-lstm', 'keras-2-functional', 'keras-3-lstm', 'keras-3-functional'])(
  '%s predicts the same',
  async (name) => {
    expectPredictions(await loadModel(pathOf(`${name}.h5`)), json(name));
    expect(warnings()).not.toMatch(/options that are not known/);
  },
);

test('a hard sigmoid is that of the release that wrote the file', async () => {
  const activation = async (name: string) =>
    (await loadModel(pathOf(name))).layers[2].getConfig().recurrent_activation as string;
  expect(await activation('keras-2-lstm.h5')).toBe('legacy_hard_sigmoid');
  expect(await activation('keras-3-lstm.h5')).toBe('hard_sigmoid');
});

test('with the optimizer of Keras 3 training goes on as it would there', async () => {
  const { sample, target, losses } = json('keras-3-lstm') as Expected;
  const model = await loadModel(pathOf('keras-3-lstm.h5'));
  for (const expected of losses) {
    const [loss] = model.trainOnBatch(tensors(sample), tensors(target)) as number[];
    expect(loss).toBeCloseTo(expected, 5);
  }
});

test('the optimizer of Keras 2 begins anew, and that is said', async () => {
  const model = await loadModel(pathOf('keras-2-lstm.h5'));
  expect([model.optimizer!.className, model.optimizer!.iterations]).toEqual(['Adam', 0]);
  expect(warnings()).toMatch(/keras-2-lstm\.h5: the optimizer's memory is left out/);
});
