import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Dense, loadModel, modelFromJSON, Sequential } from '../../src/index.js';
import { agree, type Entry, measure } from './agreement.js';
import { memoryStore } from './memory-store.js';

// Files that Keras wrote (data/make-keras.py), with what it predicts and the loss of its next five steps.

const data = (name: string) => join(import.meta.dirname, 'data', name);
const expected = JSON.parse(readFileSync(data('expected.json'), 'utf8')) as Record<string, Entry>;

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(Object.keys(expected))('%s.keras opens, predicts the same and trains on', async (name) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const model = await loadModel(data(`${name}.keras`));
  expect(warn).toHaveBeenCalledTimes(name === 'unknown-option' ? 1 : 0);
  expect(model.optimizer?.iterations).toBe(3);
  agree(measure(model, expected[name].x, expected[name].y), expected[name]);
});

test('what is not known here is named', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await loadModel(data('unknown-option.keras'));
  expect(warn.mock.calls.flat().join()).toMatch(
    /unknown-option\.keras: options that are not known here are left out: ofTomorrow of LSTM, ofTomorrow of RootMeanSquaredError/,
  );
});

test('as in Keras, the optimizer of a model whose layers were frozen after training begins anew, with a warning', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const model = new Sequential([new Dense(2, { inputShape: [3] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  model.trainOnBatch([[1, 2, 3]], [1]);
  model.layers[0].trainable = false;
  const store = memoryStore();
  await model.save(store);
  const loaded = await loadModel(store);
  expect(warn.mock.calls.flat().join()).toMatch(
    /the optimizer begins anew: the saved one has 10 variables, but Adam of this model has 6 \(/,
  );
  expect(loaded.optimizer!.iterations).toBe(0);
  expect(loaded.getWeights()).toEqual(model.getWeights());
  expect(loaded.layers[0].trainable).toBe(false);
  // Weights alone have no need of the optimizer's.
  loaded.compile({ optimizer: 'sgd', loss: 'mse' });
  await loaded.loadWeights(store);
});

test('code in a file is refused', async () => {
  await expect(loadModel(data('lambda.keras'))).rejects.toThrow(/lambda\.keras.*layers\[1\] \(Lambda\)/);
});

test('options of loadModel and text that is no JSON are refused with the cure', async () => {
  const load = (options: unknown) => loadModel(new Uint8Array(1), options as never);
  await expect(load({ custom_objects: {} })).rejects.toThrow(/passed to loadModel: .*Did you mean `customObjects`/);
  await expect(load(null)).rejects.toThrow(/^loadModel takes an object of options: { compile, .*null/);
  expect(() => modelFromJSON('{bad')).toThrow(/^modelFromJSON takes JSON: .*'{bad'/);
});
