import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  Activation,
  Adam,
  Average,
  Bidirectional,
  type CompileOptions,
  Concatenate,
  Dense,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  BatchNormalization,
  LayerNormalization,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  type Layer,
  LeakyReLU,
  loadModel,
  losses,
  LSTM,
  Masking,
  Maximum,
  Minimum,
  Model,
  Multiply,
  Permute,
  ReLU,
  Rescaling,
  RepeatVector,
  Reshape,
  RMSprop,
  Sequential,
  setRandomSeed,
  SGD,
  Softmax,
  TimeDistributed,
} from '../../src/index.js';
import { memoryStore } from './memory-store.js';

const prefix = process.env.MARKHOR_PEERS;
const hasTensorflow =
  process.env.MARKHOR_REQUIRE_PEERS === '1' ||
  (prefix !== undefined && existsSync(join(prefix, 'node_modules/@tensorflow/tfjs')));
// No types: it is not a dependency.
const load = () => createRequire(resolve(prefix!, 'package.json'))('@tensorflow/tfjs');

const folder = mkdtempSync(join(tmpdir(), 'markhor-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A store, and what a model.json and its weights in it are. */
function memory() {
  const { files, read, write } = memoryStore();
  return {
    read,
    write,
    get json() {
      return JSON.parse(new TextDecoder().decode(files()[0].bytes)) as Json;
    },
    get names() {
      return files().map(({ name }) => name);
    },
    get shard() {
      return files()[1].bytes;
    },
  };
}

type Json = Record<string, any>; // oxlint-disable-line no-explicit-any

const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7));
const inputOf = (shape: number[]) => ({ shape: [3, ...shape], data: wave(3 * shape.reduce((a, b) => a * b, 1)) });

const models: Record<string, () => Sequential | Model> = {
  dense: () =>
    new Sequential([
      new Dense(5, { inputShape: [4], activation: 'relu' }),
      new Dropout(0.3),
      new Dense(3, { activation: 'softmax' }),
    ]),
  lstm: () =>
    new Sequential([
      new LSTM(5, { inputShape: [6, 2], returnSequences: true }),
      new LSTM(4, { useBias: false, goBackwards: true }),
      new Dense(1, { kernelRegularizer: 'l2' }),
    ]),
  'old hard sigmoid': () =>
    new Sequential([new LSTM(5, { inputShape: [6, 2], recurrentActivation: 'legacy_hard_sigmoid' }), new Dense(1)]),
  flat: () =>
    new Sequential([
      new LSTM(3, { inputShape: [4, 2], returnSequences: true }),
      new Flatten(),
      new Activation('tanh'),
      new Dense(2),
    ]),
  functional: () => {
    const [a, b] = [Input({ shape: [4] }), Input({ shape: [4] })];
    const shared = new Dense(3, { activation: 'tanh' });
    return new Model({
      inputs: [a, b],
      outputs: new Dense(1).apply(new Concatenate().apply([shared.apply(a), shared.apply(b)])),
    });
  },
  nested: () => {
    const inner = new Sequential([new Dense(3, { inputShape: [4], activation: 'relu', name: 'inside' })]);
    const a = Input({ shape: [4] });
    return new Model({ inputs: a, outputs: new Dense(2).apply(inner.apply(a)) });
  },
  'a model used twice': () => {
    const inside = new Sequential([new Dense(3, { inputShape: [4], activation: 'gelu' })]);
    const inner = new Sequential([inside, new Dense(2, { activation: 'log_softmax' })]);
    const [a, b] = [Input({ shape: [4] }), Input({ shape: [4] })];
    const both = new Concatenate().apply([inner.apply(a), inner.apply(b)]);
    return new Model({ inputs: [a, b], outputs: new Dense(1).apply(both) });
  },
  'states handed on': () => {
    const x = Input({ shape: [5, 2] });
    const [, h, c] = new LSTM(4, { returnState: true }).apply(x);
    return new Model({ inputs: x, outputs: new LSTM(4).apply(x, { initialState: [h, c] }) });
  },
  'both directions': () =>
    new Sequential([
      new Bidirectional(new LSTM(3), { inputShape: [5, 2], mergeMode: 'ave' }),
      new RepeatVector(4),
      new Bidirectional(new LSTM(2, { returnSequences: true })),
      new TimeDistributed(new Dense(2, { activation: 'relu', name: 'forward_name' })),
    ]),
  'masked steps': () =>
    new Sequential([
      new Masking({ inputShape: [5, 1] }),
      new Dense(3, { biasInitializer: 'ones' }),
      new Bidirectional(new LSTM(3, { returnSequences: true })),
      new LSTM(3, { returnSequences: true, zeroOutputForMask: true }),
      new TimeDistributed(new Dense(3)),
      new LSTM(2),
      new Dense(1),
    ]),
  'masked words': () =>
    new Sequential([
      new Embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputShape: [4] }),
      new Bidirectional(new LSTM(3)),
    ]),
  'a layer inside of the name of another': () =>
    new Sequential([
      new TimeDistributed(new Dense(4, { name: 'two' }), { name: 'one', inputShape: [5, 4] }),
      new TimeDistributed(new Dense(4, { name: 'one' }), { name: 'two' }),
    ]),
  'all activations': () => {
    const names = ['elu', 'selu', 'relu6', 'softplus', 'softsign', 'mish', 'silu', 'linear', 'sigmoid'] as const;
    const x = Input({ shape: [4] });
    const outputs = names.map((activation) => new Dense(2, { activation }).apply(x));
    return new Model({ inputs: x, outputs: new Concatenate().apply(outputs) });
  },
  'layers without weights': () => {
    const x = Input({ shape: [4, 3] });
    const parts = [
      new GlobalAveragePooling1D().apply(x),
      new GlobalMaxPooling1D().apply(new Permute([1, 2]).apply(x)),
      new ReLU({ maxValue: 0.5 }).apply(new Dense(3).apply(new Flatten().apply(x))),
      new LeakyReLU(0.2).apply(new Dense(3).apply(new Flatten().apply(x))),
    ];
    const merged = [new Multiply(), new Average(), new Maximum(), new Minimum()].map((layer) => layer.apply(parts));
    const outputs = [new Softmax().apply(merged[0]), new ELU().apply(merged[1]), ...merged.slice(2)];
    return new Model({ inputs: x, outputs: new Concatenate().apply(outputs) });
  },
  'layers that normalize': () =>
    new Sequential([
      new LSTM(3, { returnSequences: true, inputShape: [4, 3] }),
      new BatchNormalization({ momentum: 0.9, gammaRegularizer: 'l2' }),
      new LayerNormalization({ epsilon: 1e-4 }),
      new Flatten(),
      new BatchNormalization({ scale: false }),
      new LayerNormalization({ center: false }),
      new Dense(2),
    ]),
  'initial weights, penalties and limits': () =>
    new Sequential([
      new Dense(3, {
        inputShape: [4],
        kernelInitializer: 'lecunNormal',
        kernelRegularizer: 'l1',
        biasConstraint: 'nonNeg',
      }),
      new Dense(3, { kernelInitializer: 'orthogonal', kernelConstraint: 'maxNorm' }),
      new Dense(2, { kernelInitializer: 'truncatedNormal', biasInitializer: 'ones', trainable: false }),
    ]),
};

const sequences = { returnSequences: true };

/** Behind a mask, what reads it or what is lost in another way there. */
const otherwise: Record<string, () => Layer[]> = {
  'an LSTM without a mask behind one with one': () => [new LSTM(2), new RepeatVector(2), new LSTM(2)],
  'a mask made inside of a model': () => [new Sequential([new Masking(), new Dense(3)]), new LSTM(2)],
  'an LSTM inside of a model': () => [new Sequential([new Dense(3), new LSTM(2)])],
  'an LSTM in TimeDistributed': () => [new Reshape([4, 3, 1]), new TimeDistributed(new LSTM(2))],
  'zeros at masked steps that Flatten reads': () => [new Bidirectional(new LSTM(2, sequences)), new Flatten()],
  'zeros at masked steps in another order': () => [
    new LSTM(2, { ...sequences, goBackwards: true, zeroOutputForMask: true }),
    new LSTM(2),
  ],
  'a mean over steps': () => [new GlobalAveragePooling1D()],
  'zeros where the last step is masked': () => [new LSTM(2, { zeroOutputForMask: true })],
};

const masksRefused = /^Layer '[a-z_0-9]+' might read other masked steps in TensorFlow.js/;

function build(name: string): Sequential | Model {
  setRandomSeed(4);
  const model = models[name]();
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  return model;
}

/** Words for a layer of words, gaps for one that masks them. */
const inputs = (model: Sequential | Model) =>
  model.inputs.map(({ shape }) => {
    const { data, ...rest } = inputOf(shape.slice(1) as number[]);
    const [first] = model.layers;
    const word = (value: number, i: number) => (first instanceof Embedding ? (i * 7) % 5 : i % 3 === 1 ? 0 : value);
    const isMasked = first instanceof Embedding || first instanceof Masking;
    return { ...rest, data: isMasked ? data.map(word) : data };
  });

describe('model.json', () => {
  test.each(Object.keys(models))('%s comes back with the same bits', async (name) => {
    const [model, store] = [build(name), memory()];
    await model.save(store, { format: 'tensorflow' });
    const back = await loadModel(store);
    expect(back.predict(inputs(back)).data).toEqual(model.predict(inputs(model)).data);
    expect(back.optimizer?.className).toBe('Adam');
  });

  test('a file and its weights by path', async () => {
    const model = build('dense');
    await model.save(join(folder, 'model.json'));
    expect(readdirSync(folder).sort()).toEqual([
      expect.stringMatching(/^group1-[0-9a-f]{8}-shard1of1\.bin$/),
      'model.json',
    ]);
    const back = await loadModel(join(folder, 'model.json'));
    expect(back.predict(inputs(back)).data).toEqual(model.predict(inputs(model)).data);
    rmSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.bin'))!));
    await expect(loadModel(join(folder, 'model.json'))).rejects.toThrow(/There is no file .*shard1of1/);
  });

  test.each([
    ['uint8', 255, 1 / 127],
    ['uint16', 65535, 1e-4],
  ] as const)('weights quantised to %s', async (dtype, most, tolerance) => {
    const [model, store] = [build('dense'), memory()];
    await model.save(store, { format: 'tensorflow' });
    const { json } = store;
    // Affine, as TensorFlow.js's converter does it: value = stored · scale + min, for each tensor.
    const Kind = dtype === 'uint8' ? Uint8Array : Uint16Array;
    const parts = model.getWeights().map(({ data }, i) => {
      const [min, max] = [Math.min(...data), Math.max(...data)];
      const scale = (max - min) / most || 1;
      json.weightsManifest[0].weights[i].quantization = { dtype, scale, min, original_dtype: 'float32' };
      return new Kind([...data].map((value) => Math.round((value - min) / scale)));
    });
    const bytes = Uint8Array.from(parts.flatMap((part) => [...new Uint8Array(part.buffer)]));
    const name = json.weightsManifest[0].paths[0] as string;
    await store.write([
      { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
      { name, bytes },
    ]);
    const back = await loadModel(store);
    const [expected, actual] = [model.predict(inputs(model)).data, back.predict(inputs(back)).data];
    expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(tolerance);
  });

  test.each(['lstm', 'functional', 'states handed on'])('%s of Keras 3, as converted', async (name) => {
    const [model, store] = [build(name), memory()];
    await model.save(store, { format: 'tensorflow' });
    const { json, shard } = store;
    const { compile_config: _, ...topology } = model.toJSON();
    for (const weight of json.weightsManifest[0].weights) weight.name = `sequential/${weight.name}`;
    const description = { ...json, modelTopology: { keras_version: '3.15.1', model_config: topology } };
    await store.write([
      { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(description)) },
      { name: json.weightsManifest[0].paths[0], bytes: shard },
    ]);
    const back = await loadModel(store);
    expect(back.predict(inputs(back)).data).toEqual(model.predict(inputs(model)).data);
  });

  test('what one of the two does not have', async () => {
    const hard = new Sequential([new Dense(2, { inputShape: [2], activation: 'hard_sigmoid' })]);
    await expect(hard.save(memory(), { format: 'tensorflow' })).rejects.toThrow(/hard_sigmoid/);
    await expect(build('old hard sigmoid').save(memory())).rejects.toThrow(/legacy_hard_sigmoid/);
  });

  test.each<[string, RegExp, () => Sequential | Model]>([
    [
      'a backward layer of its own',
      /Layer 'bidirectional\w*' has a backward layer that differs from the forward one/,
      () => {
        const backwardLayer = new LSTM(2, { goBackwards: true, activation: 'relu' });
        return new Sequential([new Bidirectional(new LSTM(2), { backwardLayer, inputShape: [3, 2] })]);
      },
    ],
    [
      'a layer in two places',
      /Layer 'dense\w*' stands in several models or wrappers/,
      () => {
        const [x, dense] = [Input({ shape: [4, 2] }), new Dense(2)];
        return new Model({ inputs: x, outputs: new TimeDistributed(dense).apply(dense.apply(x)) });
      },
    ],
    [
      'a backward layer of another name',
      /Layer 'bidirectional\w*' has a backward layer that .* is not named 'backward_lstm\w*'/,
      () => {
        const backwardLayer = new LSTM(2, { goBackwards: true });
        return new Sequential([new Bidirectional(new LSTM(2), { backwardLayer, inputShape: [3, 2] })]);
      },
    ],
    [
      'a model inside of TimeDistributed',
      /Layer 'time_distributed\w*' has a Sequential inside, whose weights TensorFlow.js would not find/,
      () => new Sequential([new TimeDistributed(new Sequential([new Dense(2)]), { inputShape: [3, 2] })]),
    ],
    [
      'a mask',
      /Layer 'lstm\w*' is given a mask, which models of TensorFlow.js cannot have/,
      () => {
        const [x, mask] = [Input({ shape: [3, 2] }), Input({ shape: [3] })];
        return new Model({ inputs: [x, mask], outputs: new LSTM(2).apply(x, { mask }) });
      },
    ],
    ...Object.entries(otherwise).map(([name, layers]): [string, RegExp, () => Sequential] => [
      name,
      masksRefused,
      () => new Sequential([new Masking({ inputShape: [4, 3] }), ...layers()]),
    ]),
    [
      'masks in a functional model',
      masksRefused,
      () => {
        const x = Input({ shape: [4, 3] });
        return new Model({ inputs: x, outputs: new LSTM(2).apply(new Masking().apply(x)) });
      },
    ],
    [
      'two layers of one name',
      /two layers of the name 'same', whose weights TensorFlow.js would confuse/,
      () => {
        const dense = () => new Dense(2, { inputShape: [2], name: 'same' });
        return new Sequential([new Sequential([dense()]), new Sequential([dense()])]);
      },
    ],
    [
      'an activation that is not there',
      /Layer 'dense\w*' has the activation 'celu', which TensorFlow.js has not/,
      () => new Sequential([new Dense(2, { inputShape: [2], activation: 'celu' })]),
    ],
    [
      'an option that is not there',
      /Layer 'relu' has negative_slope=0\.1, which a ReLU of TensorFlow.js has not/,
      () => new Sequential([new ReLU({ inputShape: [2], negativeSlope: 0.1, name: 'relu' }), new Dense(1)]),
    ],
    [
      'a layer that is not there',
      /'rescaling\w*' is a Rescaling, which TensorFlow.js has not/,
      () => new Sequential([new Rescaling(0.1, { inputShape: [2] }), new Dense(1)]),
    ],
  ])('%s cannot be written', async (_, message, make) => {
    const store = memory();
    await expect(make().save(store, { format: 'tensorflow' })).rejects.toThrow(message);
    expect(store.names).toEqual([]);
  });

  test.each<[string, RegExp, CompileOptions]>([
    ['an optimizer', /no optimizer AdamW/, { optimizer: 'adamw', loss: 'mse' }],
    ['a loss', /no loss LogCosh/, { loss: new losses.LogCosh() }],
    ['Huber’s loss', /no Huber loss/, { optimizer: 'adam', loss: 'huber' }],
    ['its options', /no clipnorm of Adam/, { optimizer: new Adam({ clipnorm: 1 }), loss: 'mse' }],
    ['a metric', /no metric precision/, { optimizer: 'adam', loss: 'mse', metrics: ['precision'] }],
    [
      'options of a loss',
      /no options of the loss binary_crossentropy/,
      { loss: new losses.BinaryCrossentropy({ fromLogits: true }) },
    ],
  ])('a training with %s that is not there is left out, and that is said', async (_, message, options) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const [model, store] = [models.dense(), memory()];
    model.compile(options);
    await model.save(store, { format: 'tensorflow' });
    expect(warn.mock.calls.flat().join()).toMatch(message);
    warn.mockRestore();
    expect(store.json.trainingConfig).toBeUndefined();
    expect((await loadModel(store)).optimizer).toBeUndefined();
  });

  test('a penalty on the output is left out, and that is said', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const store = memory();
    const dense = new Dense(2, { inputShape: [2], activityRegularizer: 'l2', name: 'here' });
    await new Sequential([dense]).save(store, { format: 'tensorflow' });
    expect(warn.mock.calls.flat().join()).toMatch(/Layer 'here': its activityRegularizer is left out/);
    warn.mockRestore();
    expect(JSON.stringify(store.json)).not.toMatch(/activity/);
  });

  test('what is predicted for masked steps is said to differ where it does', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const [words, store] = [new Embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputShape: [4] }), memory()];
    const tags = (layer: LSTM | Bidirectional) => new Sequential([words, layer, new TimeDistributed(new Dense(2))]);
    await tags(new LSTM(3, sequences)).save(store, { format: 'tensorflow' });
    expect(warn).not.toHaveBeenCalled();
    const model = tags(new Bidirectional(new LSTM(3, sequences)));
    await model.save(store, { format: 'tensorflow' });
    expect(warn.mock.calls.flat().join()).toMatch(
      /^Model 'sequential\w*': what it predicts for masked steps is something else/,
    );
    warn.mockRestore();
    const x = [[1, 2, 0, 0]];
    expect((await loadModel(store)).predict(x)).toEqual(model.predict(x));
  });

  test('damaged files', async () => {
    const store = memory();
    await build('lstm').save(store, { format: 'tensorflow' });
    const { json, shard, names } = store;
    const open = async (change: (json: Json) => void, bytes = shard) => {
      const changed = structuredClone(json);
      change(changed);
      await store.write([
        { name: names[0], bytes: new TextEncoder().encode(JSON.stringify(changed)) },
        { name: names[1], bytes },
      ]);
      return loadModel(store);
    };
    const layers = (one: Json) => one.modelTopology.config.layers ?? one.modelTopology.config;
    await expect(open(() => {}, shard.subarray(8))).rejects.toThrow(/^The store.*bytes/);
    await expect(open((one) => (one.weightsManifest[0].weights[0].shape = [2, 1e9]))).rejects.toThrow(/^The store/);
    await expect(open((one) => one.weightsManifest[0].weights.pop())).rejects.toThrow(/^The store/);
    await expect(open((one) => (one.weightsManifest[0].paths = ['../../etc/passwd']))).rejects.toThrow(
      /plain name or a path below/,
    );
    await expect(open((one) => (layers(one)[1].class_name = 'GRU'))).rejects.toThrow(/Unknown layer class: GRU/);
    await expect(open((one) => (one.modelTopology = null))).rejects.toThrow(/no modelTopology/);
  });
});

describe.skipIf(!hasTensorflow)('TensorFlow.js (skipped unless MARKHOR_PEERS has @tensorflow/tfjs)', () => {
  test.each(Object.keys(models))('opens %s with the same predictions', async (name) => {
    const tf = load();
    const [model, store] = [build(name), memory()];
    await model.save(store, { format: 'tensorflow' });
    const { json, shard } = store;
    const artifacts = {
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: new Uint8Array(shard).buffer,
      trainingConfig: json.trainingConfig,
    };
    const other = await tf.loadLayersModel({ load: async () => artifacts });
    const x = inputs(model).map(({ shape, data }) => tf.tensor(data, shape));
    const actual = await other.predict(x.length === 1 ? x[0] : x).data();
    const expected = model.predict(inputs(model)).data;
    expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1e-5);
    expect([other.optimizer.getClassName(), other.loss, other.metrics]).toEqual(['Adam', 'meanSquaredError', ['mae']]);
  });

  test.each([
    ['sgd', 'SGD', { learningRate: Math.fround(0.01) }],
    [new SGD({ momentum: 0.9, nesterov: true }), 'Momentum', { momentum: 0.9, useNesterov: true }],
    [new RMSprop({ rho: 0.8, centered: true }), 'RMSProp', { decay: 0.8, centered: true }],
  ] as const)('trains with %s there as it would here', async (optimizer, className, options) => {
    const tf = load();
    const [model, store] = [models.dense(), memory()];
    model.compile({ optimizer, loss: 'categorical_crossentropy', metrics: ['accuracy'] });
    await model.save(store, { format: 'tensorflow' });
    const { modelTopology, trainingConfig } = store.json;
    const other = await tf.loadLayersModel({ load: async () => ({ modelTopology, trainingConfig }) });
    expect(other.optimizer.getClassName()).toBe(className);
    expect(other.optimizer.getConfig()).toMatchObject(options);
    const back = await loadModel(store);
    expect(back.optimizer!.getConfig()).toEqual(model.optimizer!.getConfig());
  });

  const inputShape = [5, 2];
  const layersOf = (options: object) => (layers: Json) => [
    layers.lstm({ units: 4, ...options, returnSequences: true, inputShape }),
  ];
  const inBothDirections = (layers: Json) => [
    layers.bidirectional({ layer: layers.lstm({ units: 4, returnSequences: true }), mergeMode: 'sum', inputShape }),
    layers.bidirectional({ layer: layers.lstm({ units: 3 }), mergeMode: 'concat' }),
    layers.repeatVector({ n: 3 }),
    layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
  ];
  test.each<[string, (layers: Json) => Json[]]>([
    ['the defaults of its LSTM', layersOf({})],
    ['other activations', layersOf({ recurrentActivation: 'sigmoid', activation: 'relu', goBackwards: true })],
    ['a forget bias', layersOf({ unitForgetBias: true, useBias: true, kernelInitializer: 'heNormal' })],
    ['layers around others', inBothDirections],
  ])('a model made there with %s opens here', async (_, first) => {
    const tf = load();
    const other = tf.sequential({
      layers: [...first(tf.layers), tf.layers.flatten(), tf.layers.dense({ units: 3, activation: 'softmax' })],
    });
    other.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const x = inputOf([5, 2]);
    await other.fit(tf.tensor(x.data, x.shape), tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), 3), {
      epochs: 3,
      verbose: 0,
    });
    let saved: Json = {};
    await other.save(
      { save: async (artifacts: Json) => ((saved = artifacts), { modelArtifactsInfo: {} }) },
      { includeOptimizer: true },
    );
    const { weightSpecs, weightData, ...rest } = saved;
    const description = { ...rest, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] };
    const store = memory();
    await store.write([
      { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(description)) },
      { name: 'w.bin', bytes: new Uint8Array(weightData) },
    ]);
    const model = await loadModel(store);
    const [expected, actual] = [await other.predict(tf.tensor(x.data, x.shape)).data(), model.predict(x).data];
    expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-5);
    expect(model.optimizer?.className).toBe('Adam');
  });
});
