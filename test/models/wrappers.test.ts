import { beforeEach, expect, test } from 'vitest';
import {
  Bidirectional,
  clearSession,
  Dense,
  Input,
  type Layer,
  LSTM,
  Model,
  modelFromJSON,
  RepeatVector,
  Sequential,
  type SymbolicTensor,
  Tensor,
  TimeDistributed,
} from '../../src/index.js';
import { type AnyModel, numbers, setNumbers, silent, weightsOf } from './helpers.js';

beforeEach(clearSession);

const [batch, steps, features, units] = [2, 4, 3, 2];
const x = numbers([batch, steps, features]);

/** Steps in the opposite order. */
function flip({ shape, data }: Tensor): Tensor {
  const [rows, length, width] = shape;
  const at = (i: number, step: number) => data.subarray((i * length + step) * width, (i * length + step + 1) * width);
  const flipped = Array.from({ length: rows }, (_, i) =>
    Array.from({ length }, (_, step) => [...at(i, length - 1 - step)]).flat(),
  );
  return new Tensor(shape, Float32Array.from(flipped.flat()));
}

const seq2seq = () =>
  new Sequential([
    new Bidirectional(new LSTM(units), { inputShape: [steps, features] }),
    new RepeatVector(5),
    new Bidirectional(new LSTM(3, { returnSequences: true }), { mergeMode: 'sum' }),
    new TimeDistributed(new Dense(1)),
  ]);

test('names, shapes and paths are those of Keras', () => {
  const model = seq2seq();
  expect(model.layers.map(({ name, output }) => [name, (output as SymbolicTensor).shape])).toEqual([
    ['bidirectional', [null, 2 * units]],
    ['repeat_vector', [null, 5, 2 * units]],
    ['bidirectional_1', [null, 5, 3]],
    ['time_distributed', [null, 5, 1]],
  ]);
  const ofLayer = (name: string) => model.getLayer(name).variables.map(({ path }) => path);
  expect(ofLayer('bidirectional_1')).toEqual(
    ['forward', 'backward'].flatMap((direction) =>
      ['kernel', 'recurrent_kernel', 'bias'].map((weight) => `bidirectional_1/${direction}_lstm_1/lstm_cell/${weight}`),
    ),
  );
  expect(ofLayer('time_distributed')).toEqual(['time_distributed/dense/kernel', 'time_distributed/dense/bias']);
});

test('as in Keras, the summary shows a wrapper as one layer', () => {
  const inside = new Sequential([new Dense(3), new Dense(1)]);
  const model = new Sequential([...seq2seq().layers.slice(0, 3), new TimeDistributed(inside)] as never);
  const { layers } = model.summary({ expandNested: true, printFn() {} });
  expect(layers.map(({ parameters, nested }) => [parameters, nested])).toEqual([
    [96, undefined],
    [0, undefined],
    [192, undefined],
    [16, undefined],
  ]);
});

test('each direction is an LSTM with the same weights, and the sequence of the backward one is in the order of time', () => {
  const options = { returnSequences: true, returnState: true } as const;
  const input = Input({ shape: [steps, features] });
  const both = new Bidirectional(new LSTM(units, options), { mergeMode: null });
  const model = new Model({ inputs: input, outputs: both.apply(input) });
  setNumbers(model);
  const single = (layer: LSTM<true>, goBackwards: boolean) => {
    const alone = new LSTM(units, { ...options, goBackwards });
    const outputs = alone.apply(input);
    alone.setWeights(layer.getWeights());
    return new Model({ inputs: input, outputs }).predictAll(x);
  };
  const [forward, h, c] = single(both.forwardLayer, false);
  const [backward, hBackward, cBackward] = single(both.backwardLayer, true);
  expect(model.predictAll(x)).toEqual([forward, flip(backward), h, c, hBackward, cBackward]);
});

test('masked steps of sequences are 0 in both directions', () => {
  const mask = new Tensor([batch, steps], Float32Array.from([1, 1, 0, 0, 1, 1, 1, 0]));
  const inputs = [Input({ shape: [steps, features] }), Input({ shape: [steps] })];
  const layer = new Bidirectional(new LSTM(units, { returnSequences: true }));
  const model = new Model({ inputs, outputs: layer.apply(inputs[0], { mask: inputs[1] }) });
  setNumbers(model);
  const rows = model.predict([x, mask]).toArray<number[][][]>();
  expect(rows[0].slice(2).flat()).toEqual(Array(2 * 2 * units).fill(0));
  expect(rows[1][2]).not.toContain(0);
});

test('what stateful layers remember is forgotten in both directions', () => {
  const model = new Sequential([
    new Bidirectional(new LSTM(units, { stateful: true }), { batchInputShape: [batch, steps, features] }),
  ]);
  setNumbers(model);
  const [first, second] = [model.predict(x), model.predict(x)];
  expect(second).not.toEqual(first);
  model.resetState();
  expect(model.predict(x)).toEqual(first);
});

test('a layer inside is frozen with the wrapper', async () => {
  const model = seq2seq();
  model.layers[0].trainable = false;
  model.compile({ loss: 'mse' });
  const before = model.layers.map(weightsOf);
  await model.fit(x, numbers([batch, 5, 1]), silent);
  const isSame = model.layers.map((layer, i) => weightsOf(layer).flat().join() === before[i].flat().join());
  expect(isSame).toEqual([true, true, false, false]);
});

test('as in Keras, the steps add the penalties on outputs deeper inside, but that of the layer itself is left out', () => {
  const penalized = (activityRegularizer: 'l2' | null = 'l2') =>
    new Dense(3, { activation: 'tanh', activityRegularizer });
  const loss = (layer: Layer) => {
    const model = new Sequential([Input({ shape: [steps, features] }), layer]);
    setNumbers(model);
    model.compile({ loss: 'mse' });
    return model.testOnBatch(x, numbers([batch, steps, 3]));
  };
  // A Dense takes all steps at once, and its penalty is the sum over them.
  const plain = loss(new Sequential([penalized(), penalized(null)]));
  expect(loss(new TimeDistributed(new Sequential([penalized(), penalized(null)])))).toBeCloseTo(plain as number, 6);
  expect(loss(new TimeDistributed(penalized()))).toBe(loss(penalized(null)));
});

test('as in Keras, the penalties of all calls inside of a model count, and of its own calls the last', () => {
  const losses = [1, 2].map((calls) => {
    const [input, inner] = [Input({ shape: [3] }), Input({ shape: [3] })];
    const shared = new Dense(3, { activityRegularizer: 'l2' });
    const twice = new Model({ inputs: inner, outputs: shared.apply(shared.apply(inner)) });
    let output: SymbolicTensor = input;
    for (let i = 0; i < calls; i++) output = twice.apply(output) as SymbolicTensor;
    const model = new Model({ inputs: input, outputs: output });
    model.setWeights([
      new Tensor([3, 3], Float32Array.of(0, 2, 0, 0, 0, 2, 2, 0, 0)),
      new Tensor([3], new Float32Array(3)),
    ]);
    const ones = new Tensor([1, 3], Float32Array.of(1, 1, 1));
    model.compile({ loss: 'mse' });
    return model.testOnBatch(ones, model.predict(ones));
  });
  // 0.01 times the sum of squares of outputs of 2 and 4, and of 8 and 16.
  for (const [i, expected] of [0.6, 9.6].entries()) expect(losses[i]).toBeCloseTo(expected, 5);
});

test('as in Keras, a backward layer is taken as it is, and the other one made anew', () => {
  const [forward, backwardLayer] = [new LSTM(units), new LSTM(units, { goBackwards: true })];
  const wrapper = new Bidirectional(forward, { backwardLayer });
  wrapper.build([batch, steps, features]);
  backwardLayer.trainable = false;
  expect([wrapper.forwardLayer === forward, wrapper.backwardLayer === backwardLayer]).toEqual([false, true]);
  expect(wrapper.trainableVariables).toEqual(wrapper.forwardLayer.variables);
});

test('a part of what is inside may be frozen', () => {
  const wrapper = new TimeDistributed(new Bidirectional(new LSTM(units)));
  wrapper.layer.forwardLayer.trainable = false;
  wrapper.build([batch, 5, steps, features]);
  expect(wrapper.trainableVariables).toEqual(wrapper.layer.backwardLayer.variables);
});

test.each<[string, () => AnyModel]>([
  ['Sequential', seq2seq],
  [
    'two outputs and states',
    () => {
      const input = Input({ shape: [steps, features] });
      const options = { returnState: true } as const;
      const [forward, backward, ...states] = new Bidirectional(new LSTM(units, options), { mergeMode: null }).apply(
        input,
      );
      const output = new Bidirectional(new LSTM(units)).apply(input, { initialState: states });
      return new Model({ inputs: input, outputs: [forward, backward, output] });
    },
  ],
  [
    'a model inside, and a backward layer of its own',
    () => {
      const backwardLayer = new LSTM(units, { goBackwards: true, activation: 'relu', returnSequences: true });
      return new Sequential([
        new Bidirectional(new LSTM(units, { returnSequences: true }), { backwardLayer, inputShape: [steps, features] }),
        new TimeDistributed(new Sequential([new Dense(3, { activation: 'tanh' }), new Dense(1)])),
      ]);
    },
  ],
  [
    'a layer inside of two wrappers that is also used by itself',
    () => {
      const [input, dense] = [Input({ shape: [steps, features] }), new Dense(features)];
      const once = new TimeDistributed(dense).apply(dense.apply(input));
      return new Model({ inputs: input, outputs: new TimeDistributed(dense).apply(once) });
    },
  ],
])('configuration: %s', (_, make) => {
  const model = make();
  const back = modelFromJSON(JSON.stringify(model.toJSON()));
  expect(back.toJSON()).toEqual(model.toJSON());
  expect(back.countParams()).toBe(model.countParams());
  for (const one of [model, back]) setNumbers(one);
  expect(back.predictAll(x)).toEqual(model.predictAll(x));
});

test('a class of the user’s own that wraps another layer', () => {
  class Each extends TimeDistributed {}
  const json = new Sequential([new Each(new Dense(2), { inputShape: [4, 3] })]).toJSON() as never as {
    config: { layers: { registered_name: string }[] };
  };
  json.config.layers[1].registered_name = 'mine>Each';
  const [layer] = modelFromJSON(json, { customObjects: { 'mine>Each': Each } }).layers;
  expect(layer).toBeInstanceOf(Each);
  expect((layer as Each).layer).toBeInstanceOf(Dense);
});

test.each<[string, () => unknown, RegExp]>([
  ['no layer', () => new Bidirectional(null as never), /with an LSTM: new Bidirectional\(new LSTM\(32\)\)/],
  ['a Dense', () => new Bidirectional(new Dense(2) as never), /with an LSTM.*Received: layer=/],
  [
    'a mode',
    () => new Bidirectional(new LSTM(2), { mergeMode: 'max' as never }),
    /Invalid merge mode. Received: 'max'. Merge mode should be one of 'concat', 'sum', 'mul', 'ave', null/,
  ],
  [
    'two layers of one direction',
    () => new Bidirectional(new LSTM(2, { goBackwards: true })),
    /different `goBackwards` value. Received: forwardLayer.goBackwards=true, backwardLayer.goBackwards=true/,
  ],
  [
    'two layers that differ',
    () => new Bidirectional(new LSTM(2), { backwardLayer: new LSTM(3, { goBackwards: true }) }),
    /the same value for attribute "units", got "2" for forward layer and "3" for backward layer/,
  ],
  ['an unknown option', () => new Bidirectional(new LSTM(2), { merge_mode: 'sum' } as never), /mergeMode/],
  [
    'two states',
    () => {
      const [input, h] = [Input({ shape: [4, 3] }), Input({ shape: [2] })];
      return new Bidirectional(new LSTM(2)).apply(input, { initialState: [h, h] as never });
    },
    /Bidirectional.apply: received .*`initialState`, expected \[h, c, h, c\]/,
  ],
  [
    'too few axes',
    () => new Bidirectional(new LSTM(2)).apply(Input({ shape: [3] })),
    /'bidirectional' \(Bidirectional\).*expected ndim=3, found ndim=2.*add `returnSequences: true` to the LSTM before it/,
  ],
  [
    'no steps',
    () => new TimeDistributed(new Dense(2)).apply(Input({ shape: [3] })),
    /min_ndim=3.*add `returnSequences: true`/,
  ],
  ['no layer for each step', () => new TimeDistributed(32 as never), /new TimeDistributed\(new Dense\(1\)\)/],
  ['no n', () => new RepeatVector({} as never), /RepeatVector: `n` is missing/],
  [
    'several outputs for each step',
    () => new TimeDistributed(new LSTM(2, { returnState: true })).apply(Input({ shape: [5, 4, 3] })),
    /'time_distributed': the layer inside must have one output, but 'lstm' has 3/,
  ],
  [
    'a state for each step',
    () => new TimeDistributed(new LSTM(2, { stateful: true })),
    /'lstm' is stateful, but here each step begins anew. Make it with `stateful: false`/,
  ],
  [
    'a configuration without what makes the layer inside',
    () => TimeDistributed.fromConfig(new TimeDistributed(new Dense(2)).getConfig()),
    /with a layer: new TimeDistributed\(new Dense\(1\)\). Received: \{module/,
  ],
  [
    'an unknown layer inside',
    () =>
      modelFromJSON({
        class_name: 'Sequential',
        config: { layers: [{ class_name: 'TimeDistributed', config: { layer: { class_name: 'Conv', config: {} } } }] },
      }),
    /^layers\[0\] \(TimeDistributed\): inside \(Conv\): Unknown layer class: Conv/,
  ],
  ['n of 0', () => new RepeatVector(0), /RepeatVector.*`n`.*integer from 1/],
  ['a sequence to repeat', () => new RepeatVector(2).apply(Input({ shape: [4, 3] })), /expected ndim=2, found ndim=3/],
])('mistake: %s', (_, work, message) => expect(work).toThrow(message));
