import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  Dense,
  Input,
  loadModel,
  metrics,
  MinMaxNorm,
  Model,
  modelFromJSON,
  Sequential,
  SGD,
} from '../../src/index.js';
import { readHdf5, writeHdf5 } from '../../src/formats/hdf5/index.js';
import { toKerasJson } from '../../src/saving/keras-config.js';
import { memoryStore } from './memory-store.js';

const dense = (name: string, extra: object = {}) => ({
  module: 'keras.layers',
  class_name: 'Dense',
  config: { name, units: 2 },
  registered_name: null,
  ...extra,
});
const input = (name: string) => ({
  class_name: 'InputLayer',
  config: { batch_shape: [null, 2], dtype: 'float32', name },
});
const sequential = (name: string, layers: object[]) => ({
  module: 'keras',
  class_name: 'Sequential',
  config: { name, layers: [input(`${name}_input`), ...layers] },
});

test('a layer that stands in two models inside is one layer', () => {
  const shared = () => dense('both', { shared_object_id: 7 });
  const model = modelFromJSON(
    sequential('outer', [sequential('one', [shared()]), sequential('two', [shared(), dense('own')])]),
  );
  const [one, two] = model.layers as Sequential[];
  expect(one.layers[0]).toBe(two.layers[0]);
  expect(model.countParams()).toBe(12);
});

test('what a model with a dictionary of outputs was compiled with', () => {
  const inputs = Input({ shape: [2] });
  const outputs = ['late', 'early'].map((name) => new Dense(1, { name }).apply(inputs));
  const { config, ...model } = new Model({ inputs, outputs }).toJSON() as { config: Record<string, unknown> };
  const json = {
    ...model,
    config: { ...config, output_layers: { y: ['late', 0, 0], a: ['early', 0, 0] } },
    compile_config: { optimizer: 'sgd', loss: { y: 'mse', a: 'mae' }, loss_weights: { y: 2 }, metrics: { a: ['mse'] } },
  };
  const { outputNames, compiled } = modelFromJSON(json);
  expect(outputNames).toEqual(['early', 'late']);
  expect(compiled!.options).toMatchObject({
    loss: { late: 'mse', early: 'mae' },
    lossWeights: { late: 2 },
    metrics: { early: ['mse'] },
  });
});

test('constants that are arrays, as Keras writes them, fill weights and are written again', () => {
  const constant = (value: unknown) => ({ module: 'keras.initializers', class_name: 'Constant', config: { value } });
  const array = (value: unknown) => constant({ class_name: '__numpy__', config: { value, dtype: 'float32' } });
  const filled = (kernel: object, bias: object) =>
    modelFromJSON(
      sequential('model', [dense('one', { config: { units: 2, kernel_initializer: kernel, bias_initializer: bias } })]),
    );
  const model = filled(constant([[1, 2], [3, 4]]), array([5])); // prettier-ignore
  expect(model.getWeights().map((weight) => weight.toArray())).toEqual([[[1, 2], [3, 4]], [5, 5]]); // prettier-ignore
  expect(modelFromJSON(model.toJSON()).getWeights()).toEqual(model.getWeights());
  expect(() => filled(constant([1, 2, 3]), constant(0))).toThrow(/value of shape \(3,\) does not fill .* \(2, 2\)/);
});

test('a class of the user’s own, under the name that it is registered by', () => {
  class Doubled extends Dense {
    static override fromConfig(config: Readonly<Record<string, unknown>>) {
      return new Doubled(2 * Number(config.units), { name: String(config.name) });
    }
  }
  const json = sequential('model', [{ ...dense('mine'), class_name: 'Mine', registered_name: 'my_package>Mine' }]);
  const model = modelFromJSON(json, { customObjects: { 'my_package>Mine': Doubled } });
  expect(model.outputShape).toEqual([null, 4]);
  expect(() => modelFromJSON(json)).toThrow('layers[1] (Mine): `my_package>Mine` is a class of your own');
  const named = { ...dense('mine'), module: null, registered_name: 'my_package>Dense' };
  expect(() => modelFromJSON(sequential('model', [named]))).toThrow(
    /`my_package>Dense` is a class of your own.*custom/,
  );
  const kernel_regularizer = { module: null, class_name: 'L2', config: { l2: 1 }, registered_name: 'my>L2' };
  const punished = { ...dense('mine'), config: { ...dense('mine').config, kernel_regularizer } };
  expect(() => modelFromJSON(sequential('model', [punished]))).toThrow(
    /`my>L2` is a class of your own.*`kernel_regularizer`/,
  );
  const activated = (activation: object) => ({ ...dense('one'), config: { ...dense('one').config, activation } });
  const relu = { module: 'keras.layers', class_name: 'ReLU', config: { max_value: 1 }, registered_name: null };
  expect(() => modelFromJSON(sequential('model', [activated(relu)]))).toThrow(/`activation` is a ReLU.*put a layer/);
  const own = { module: 'builtins', class_name: 'function', config: 'mine', registered_name: 'function' };
  expect(() => modelFromJSON(sequential('model', [activated(own)]))).toThrow(/`activation` is your function mine/);
  const seed = { module: 'keras.random', class_name: 'SeedGenerator', config: { seed: 42 }, registered_name: null };
  const kernel_initializer = { class_name: 'HeNormal', config: { seed }, registered_name: null };
  const seeded = { ...dense('one'), config: { ...dense('one').config, kernel_initializer } };
  expect(modelFromJSON(sequential('model', [seeded])).countParams()).toBe(6);
  const compile_config = {
    optimizer: 'sgd',
    loss: { module: null, class_name: 'MeanSquaredError', config: {}, registered_name: 'my>MeanSquaredError' },
  };
  const compiled = { ...sequential('model', [dense('one')]), compile_config };
  expect(() => modelFromJSON(compiled)).toThrow(/`my>MeanSquaredError` is a class of your own.*{ compile: false }\.$/);
  const schedule = { module: null, class_name: 'ExponentialDecay', config: {}, registered_name: 'my>ExponentialDecay' };
  const optimizer = { class_name: 'SGD', config: { learning_rate: schedule } };
  const scheduled = { ...compiled, compile_config: { optimizer, loss: 'mse' } };
  expect(() => modelFromJSON(scheduled)).toThrow(/`my>ExponentialDecay` is a class of your own/);
  const whole = { ...compiled, module: null, registered_name: 'my>Sequential' };
  expect(() => modelFromJSON(whole)).toThrow(/`my>Sequential` is a class of your own/);
  const unknown = { ...compiled, compile_config: { optimizer: 'nadam', loss: 'mse' } };
  expect(() => modelFromJSON(unknown)).toThrow(/nadam.*To predict only, load with { compile: false }\.$/);
});

test('a model without what it was compiled with', async () => {
  const store = memoryStore();
  const model = new Sequential([new Dense(1, { inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.save(store);
  expect((await loadModel(store, { compile: false })).optimizer).toBeUndefined();
  expect((await loadModel(store)).optimizer?.className).toBe('SGD');
  await model.save(store, { includeOptimizer: false });
  expect((await loadModel(store)).optimizer).toBeUndefined();
  await expect(model.save('model.pt')).rejects.toThrow("'model.pt' does not name a format to write.");
  await expect(model.saveWeights('model.keras')).rejects.toThrow('Whole models are saved by `save`.');
});

test('numbers too large for digits, and names that look like marks', async () => {
  const store = memoryStore();
  const model = new Sequential([new Dense(1, { inputShape: [2], name: 'float:3' })]);
  model.compile({ optimizer: new SGD({ learningRate: 1, clipvalue: 1e30 }), loss: 'mse' });
  await model.save(store);
  const loaded = await loadModel(store);
  expect(loaded.layers[0].name).toBe('float:3');
  expect(loaded.optimizer!.getConfig()).toMatchObject({ learning_rate: 1, clipvalue: 1e30 });
});

test('losses and metrics of outputs whose names are keys of Keras', async () => {
  const store = memoryStore();
  const x = Input({ shape: [2] });
  const outputs = ['sparse', 'dtype', 'other'].map((name) => new Dense(1, { name }).apply(x));
  const model = new Model({ inputs: x, outputs });
  const loss = { sparse: 'mae', dtype: 'mse', other: 'mse' } as const;
  const lossWeights = { sparse: 2, dtype: 3, other: 1 };
  model.compile({ optimizer: 'sgd', loss, lossWeights, metrics: { sparse: 'mse', other: 'mae' } });
  const before = model.toJSON().compile_config;
  await model.save(store);
  expect((await loadModel(store)).toJSON().compile_config).toEqual(before);
});

const limits = { min_value: 0.5, max_value: Infinity };
const limitsOf = (model: Model | Sequential) => model.layers[0].getConfig().kernel_constraint as { config: object };

test.each(['model.keras', 'model.json'])('a limit that is infinite, in %s', async (name) => {
  const store = memoryStore(name);
  const kernelConstraint = new MinMaxNorm({ minValue: 0.5, maxValue: Infinity });
  await new Sequential([new Dense(1, { inputShape: [2], kernelConstraint })]).save(store);
  expect(limitsOf((await loadModel(store)) as Sequential).config).toMatchObject(limits);
});

test('a limit that is infinite, as Python writes it', async () => {
  const root = readHdf5(readFileSync(join(import.meta.dirname, 'data/keras-3-lstm.h5')));
  const norm = { class_name: 'MinMaxNorm', config: limits };
  const python = JSON.stringify(norm).replace('null', 'Infinity');
  const config = String(root.attributes.get('model_config'))
    .replace('"kernel_constraint": null', `"kernel_constraint": ${python}`)
    .replace(/"name": "[^"]*"/, '"name": "to Infinity"');
  root.attributes.set('model_config', config);
  const model = await loadModel(writeHdf5(root));
  expect(limitsOf(model).config).toMatchObject(limits);
  expect(model.name).toBe('to Infinity');
});

test('a beta of F-beta is a float, which Keras asks for', () => {
  expect(toKerasJson(new metrics.FBetaScore({ beta: 2 }).getConfig())).toMatch(/"beta": ?2\.0/);
});
