import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyGroup, type Hdf5Group, writeHdf5 } from '../../src/formats/hdf5/index.js';
import { Dense, loadModel, LSTM, ops, Sequential, type Tensor } from '../../src/index.js';

// Files as Keras 2 wrote them, made here by the documented layout; files of Keras 3 in this format come with the exchange.

const kernel = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
const recurrent = Float32Array.from({ length: 36 }, (_, i) => Math.cos(i) / 2);
const bias = Float32Array.from({ length: 12 }, (_, i) => i / 10);
const [dense, denseBias] = [Float32Array.of(0.5, -1, 2), Float32Array.of(0.25)];

const plain = (name: string, config: object = {}) => ({ class_name: name, config });
const config = (recurrentActivation: string) => ({
  class_name: 'Sequential',
  config: {
    name: 'sequential_1',
    layers: [
      plain('LSTM', {
        name: 'lstm_1',
        trainable: true,
        batch_input_shape: [null, 4, 2],
        dtype: 'float32',
        return_sequences: false,
        units: 3,
        activation: 'tanh',
        recurrent_activation: recurrentActivation,
        use_bias: true,
        kernel_initializer: plain('VarianceScaling', {
          scale: 1,
          mode: 'fan_avg',
          distribution: 'uniform',
          seed: null,
        }),
        recurrent_initializer: plain('Orthogonal', { gain: 1, seed: null }),
        bias_initializer: plain('Zeros'),
        unit_forget_bias: true,
        implementation: 1,
      }),
      plain('Dense', { name: 'dense_1', units: 1, activation: 'linear', use_bias: true }),
    ],
  },
});

const training = {
  optimizer_config: plain('Adam', { lr: 0.002, beta_1: 0.9, beta_2: 0.999, decay: 0, epsilon: 1e-7, amsgrad: false }),
  loss: 'mean_squared_error',
  metrics: ['mae'],
  sample_weight_mode: null,
  loss_weights: null,
};

function group(children: Record<string, Hdf5Group | [number[], Float32Array]>, attributes: object = {}): Hdf5Group {
  const made = emptyGroup();
  for (const [name, value] of Object.entries(attributes)) made.attributes.set(name, value);
  for (const [name, child] of Object.entries(children)) {
    made.children.set(
      name,
      Array.isArray(child) ? { shape: child[0], dtype: 'float32', data: child[1], attributes: new Map() } : child,
    );
  }
  return made;
}

const weights = () =>
  group(
    {
      lstm_1: group(
        {
          lstm_1: group({
            'kernel:0': [[2, 12], kernel],
            'recurrent_kernel:0': [[3, 12], recurrent],
            'bias:0': [[12], bias],
          }),
        },
        { weight_names: ['lstm_1/kernel:0', 'lstm_1/recurrent_kernel:0', 'lstm_1/bias:0'] },
      ),
      dense_1: group(
        { dense_1: group({ 'kernel:0': [[3, 1], dense], 'bias:0': [[1], denseBias] }) },
        { weight_names: ['dense_1/kernel:0', 'dense_1/bias:0'] },
      ),
    },
    { layer_names: ['lstm_1', 'dense_1'], backend: 'tensorflow', keras_version: '2.2.4' },
  );

const file = (recurrentActivation = 'sigmoid', trainedWith: object = training) =>
  writeHdf5(
    group(
      { model_weights: weights() },
      {
        keras_version: '2.2.4',
        backend: 'tensorflow',
        model_config: JSON.stringify(config(recurrentActivation)),
        training_config: JSON.stringify(trainedWith),
      },
    ),
  );

const x = { shape: [5, 4, 2], data: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * 0.9)) };

function expected(recurrentActivation: 'sigmoid' | 'legacy_hard_sigmoid'): Float32Array {
  const model = new Sequential([new LSTM(3, { inputShape: [4, 2], recurrentActivation }), new Dense(1)]);
  const shaped = (shape: number[], data: Float32Array) => ({ shape, data });
  model.setWeights([shaped([2, 12], kernel), shaped([3, 12], recurrent), bias, shaped([3, 1], dense), denseBias]);
  return model.predict(x).data;
}

test('a model of Keras 2', async () => {
  const model = await loadModel(file());
  expect(model.predict(x).data).toEqual(expected('sigmoid'));
  expect(model.layers.map(({ name }) => name)).toEqual(['lstm_1', 'dense_1']);
  expect([model.optimizer?.className, model.optimizer?.learningRate]).toEqual(['Adam', 0.002]);
});

test("a loss of the user's own, of which there is the name", async () => {
  const rmse = (t: Tensor, p: Tensor) => ops.sqrt(ops.mean(ops.square(ops.subtract(t, p)), -1));
  const model = await loadModel(file('sigmoid', { ...training, loss: 'rmse' }), { customObjects: { rmse } });
  const [output] = model.predict(x).data;
  const [, ...rest] = model.predict(x).data;
  expect(await model.evaluate(x, [output + 3, ...rest], { verbose: 0 })).toEqual([
    expect.closeTo(3 / 5, 5),
    expect.closeTo(3 / 5, 5),
  ]);
});

test('its hard sigmoid is the old one', async () => {
  expect((await loadModel(file('hard_sigmoid'))).predict(x).data).toEqual(expected('legacy_hard_sigmoid'));
});

test('weights alone', async () => {
  const model = new Sequential([new LSTM(3, { inputShape: [4, 2] }), new Dense(1)]);
  await model.loadWeights(writeHdf5(weights()));
  expect(model.predict(x).data).toEqual(expected('sigmoid'));
  const other = new Sequential([new LSTM(2, { inputShape: [4, 2] }), new Dense(1)]);
  const before = JSON.stringify(other.getWeights());
  await expect(other.loadWeights(writeHdf5(weights()))).rejects.toThrow(/^The bytes.*shape/s);
  expect(JSON.stringify(other.getWeights())).toBe(before);
});

test('weights whose names are in several attributes', async () => {
  const root = weights();
  root.attributes.delete('layer_names');
  root.attributes.set('layer_names0', ['lstm_1']);
  root.attributes.set('layer_names1', ['dense_1']);
  const model = new Sequential([new LSTM(3, { inputShape: [4, 2] }), new Dense(1)]);
  await model.loadWeights(writeHdf5(root));
  expect(model.predict(x).data).toEqual(expected('sigmoid'));
});

test("layers are found by name where all names are the model's, otherwise in order", async () => {
  const root = weights();
  root.attributes.set('layer_names', ['dense_1', 'lstm_1']);
  const model = new Sequential([
    new LSTM(3, { inputShape: [4, 2], name: 'lstm_1' }),
    new Dense(1, { name: 'dense_1' }),
  ]);
  await model.loadWeights(writeHdf5(root));
  expect(model.predict(x).data).toEqual(expected('sigmoid'));
  const others = new Sequential([new LSTM(3, { inputShape: [4, 2], name: 'a' }), new Dense(1)]);
  await expect(others.loadWeights(writeHdf5(root))).rejects.toThrow(/'dense_1' has 2 weights, but layer 'a' has 3/);
});

test.each<[string, RegExp, (root: Hdf5Group, lstm: Hdf5Group) => void]>([
  ['a layer', /there is no group 'lstm_1', which is among layer_names/, (root) => root.children.delete('lstm_1')],
  [
    'a weight',
    /lstm_1: there is no dataset 'lstm_1\/bias:0'/,
    (_, lstm) => (lstm.children.get('lstm_1') as Hdf5Group).children.delete('bias:0'),
  ],
  ['its names', /lstm_1: there is no attribute weight_names/, (_, lstm) => lstm.attributes.delete('weight_names')],
  [
    'weights that are different',
    /the dataset 'lstm_1\/kernel:0' is named twice/,
    (_, lstm) => lstm.attributes.set('weight_names', ['lstm_1/kernel:0', 'lstm_1/kernel:0', 'lstm_1/bias:0']),
  ],
])('a file without %s', async (_, message, change) => {
  const root = weights();
  change(root, root.children.get('lstm_1') as Hdf5Group);
  const model = new Sequential([new LSTM(3, { inputShape: [4, 2] }), new Dense(1)]);
  await expect(model.loadWeights(writeHdf5(root))).rejects.toThrow(message);
});

test('what is not a model here', async () => {
  await expect(loadModel(writeHdf5(weights()))).rejects.toThrow(/holds weights, but no model.*loadWeights/);
  await expect(loadModel(file('gelu_new'))).rejects.toThrow(
    /^The bytes, model_config: layers\[0\] \(LSTM\): Could not interpret activation function identifier: gelu_new/,
  );
});

const runs = Number(process.env.FUZZ_RUNS ?? 500);

test(`${runs} damaged files: a model or an error that names the file`, { timeout: 3_600_000 }, async () => {
  const bytes = file();
  const warn = console.warn;
  console.warn = () => {};
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const changed = bytes.slice();
          for (const [at, value] of changes) changed[at] = value;
          try {
            await loadModel(changed);
          } catch (error) {
            if (!/^The bytes/.test((error as Error).message)) throw error;
          }
        },
      ),
      { numRuns: runs },
    );
  } finally {
    console.warn = warn;
  }
});
