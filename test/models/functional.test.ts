import { beforeEach, expect, test } from 'vitest';
import {
  Add,
  type CompileOptions,
  Concatenate,
  clearSession,
  type DataLike,
  Dense,
  Flatten,
  Input,
  LSTM,
  Model,
  modelFromJSON,
  type SampleWeight,
  Sequential,
  SGD,
  type SymbolicTensor,
} from '../../src/index.js';
import { expectClose } from '../kernels/check-kernel.js';
import { numbers, setNumbers, silent, weightsOf } from './helpers.js';

beforeEach(clearSession);

/** a and b through one layer, joined, and two heads. */
function twoByTwo(): Model {
  const [a, b] = [Input({ shape: [3], name: 'a' }), Input({ shape: [3], name: 'b' })];
  const shared = new Dense(4, { activation: 'tanh', name: 'shared' });
  const both = new Concatenate({ name: 'both' }).apply([shared.apply(a), shared.apply(b)]);
  const left = new Dense(1, { name: 'left' }).apply(both);
  const right = new Dense(2, { name: 'right' }).apply(
    new Add({ name: 'sum' }).apply([shared.apply(a), shared.apply(b)]),
  );
  return new Model({ inputs: [a, b], outputs: [left, right] });
}

const pair = () => [numbers([6, 3], 1), numbers([6, 3], 2)] as const;
const targets = () => [numbers([6, 1], 3), numbers([6, 2], 4)] as const;

test('inputs and outputs may stand in front', () => {
  const input = Input({ shape: [3] });
  const output = new Dense(2).apply(input);
  const config = (model: Model) => ({ ...model.getConfig(), name: '' });
  const model = new Model(input, [output], { name: 'a', trainable: false });
  expect(config(model)).toEqual(config(new Model({ inputs: input, outputs: output, trainable: false })));
  expect(model.name).toBe('a');
});

test('a shared layer has one set of weights', () => {
  expect(
    twoByTwo()
      .getWeights()
      .map(({ shape }) => shape),
  ).toEqual([[3, 4], [4], [8, 1], [1], [4, 2], [2]]);
});

test('data come as arrays or by name', async () => {
  const results = [];
  for (const named of [false, true]) {
    const model = twoByTwo();
    setNumbers(model);
    model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
    const [[a, b], [left, right]] = [pair(), targets()];
    const history = await model.fit(named ? { b, a } : [a, b], named ? { right, left } : [left, right], {
      ...silent,
      epochs: 3,
      shuffle: false,
    });
    results.push([history.history, weightsOf(model), model.predictAll(named ? { b, a } : [a, b])]);
  }
  expect(results[1]).toEqual(results[0]);
});

test('losses, factors and metrics come for all outputs, as arrays or by name', async () => {
  const scores = [];
  for (const options of [
    { loss: 'mse', lossWeights: [1, 0.5], metrics: [['mae'], []], weightedMetrics: [] },
    { loss: ['mse', 'mse'], lossWeights: { right: 0.5 }, metrics: ['mae', null] },
    { loss: { left: 'mse', right: 'mse' }, lossWeights: { left: 1, right: 0.5 }, metrics: { left: 'mae' } },
  ] as CompileOptions[]) {
    const model = twoByTwo();
    setNumbers(model);
    model.compile(options);
    scores.push(await model.evaluate([...pair()], [...targets()], { ...silent, returnDict: true }));
  }
  expect(Object.keys(scores[0])).toEqual(['left_loss', 'left_mae', 'loss', 'right_loss']);
  expect(scores[0].loss).toBeCloseTo(scores[0].left_loss + 0.5 * scores[0].right_loss, 5);
  expect(scores[1]).toEqual(scores[0]);
  expect(scores[2]).toEqual(scores[0]);
});

test('layers and weights go by all names that Keras has for them', () => {
  const model = twoByTwo();
  const left = model.getLayer('left');
  for (const which of [{ name: 'left' }, { index: model.layers.indexOf(left) }])
    expect(model.getLayer(which)).toBe(left);
  left.trainable = false;
  expect(model.weights).toEqual(model.variables);
  expect(model.trainableWeights).toEqual(model.trainableVariables);
  expect(model.nonTrainableWeights).toEqual(left.weights);
  expect(left.trainableWeights).toEqual([]);
});

test('metricsNames says what evaluate returns', async () => {
  const model = twoByTwo();
  model.compile({ loss: { left: 'mse', right: 'mae' }, metrics: { right: ['mse'] } });
  const [list, byName] = [
    await model.evaluate([...pair()], [...targets()], { verbose: 0 }),
    await model.evaluate([...pair()], [...targets()], { verbose: 0, returnDict: true }),
  ];
  expect(model.metricsNames.map((name) => byName[name])).toEqual(list);
});

test('an output without a loss needs no target', async () => {
  const model = twoByTwo();
  model.compile({ loss: { left: 'mse' } });
  const before = weightsOf(model.getLayer('right'));
  await model.fit([...pair()], targets()[0], silent);
  expect(weightsOf(model.getLayer('right'))).toEqual(before);
});

const [w1, w2] = [
  [1, 2, 0, 1],
  [0, 1, 1, 3],
];
const ones = [[1], [1], [1], [1]];
const zeros = ones.map(() => [0, 0]);
const named = { a: ones, b: zeros };

// Numbers of Keras 3.15.1 for x = 0, 0.1 … 1.1 and kernels of ones.
test.each<[string, CompileOptions, DataLike, SampleWeight | null, Record<string, number>]>([
  ['weights for all', weighted(), [ones, zeros], w1, { a_loss: 1.1425, a_mae: 0.775, b_loss: 2.9925, b_mae: 1.425 }],
  ['weights for each', weighted(), [ones, zeros], [w1, w2], { a_mae: 0.775, b_loss: 8.2125, b_mae: 2.46 }],
  ['weights by name', weighted(), named, { b: w2, a: w1 }, { a_mae: 0.775, b_loss: 8.2125, b_mae: 2.46 }],
  ['weights for one', weighted(), [ones, zeros], [w1, null], { a_loss: 1.1425, b_loss: 3.735, b_mae: 1.65 }],
  ['metrics without a loss', lossless({ metrics: [['mae'], ['mae']] }), named, null, { a_mae: 1, b_mae: 1.65 }],
  ['weighted ones', lossless({ weightedMetrics: { b: ['mae'] } }), [ones, zeros], [w1, w2], { b_mae: 2.46 }],
  ['accuracy without a loss', lossless({ metrics: [[], ['acc']] }), [ones, [0, 1, 1, 0]], null, { b_acc: 0.5 }],
  ['a target for all', lossless({}), [ones, zeros], null, { loss: 1.435 }],
  ['a target by name for all', lossless({}), named, w1, { loss: 1.1425 }],
  ['a target for one', lossless({}), ones, [w1, w2], { loss: 1.1425 }],
])('two outputs: %s', async (_, options, y, sampleWeight, expected) => {
  const input = Input({ shape: [3] });
  const [a, b] = [1, 2].map((units, i) => new Dense(units, { kernelInitializer: 'ones', name: 'ab'[i] }).apply(input));
  const model = new Model({ inputs: input, outputs: [a, b] });
  model.compile(options);
  const x = [0, 3, 6, 9].map((i) => [i / 10, (i + 1) / 10, (i + 2) / 10]);
  const scores = await model.evaluate(x, y, { ...silent, sampleWeight, returnDict: true });
  for (const [name, value] of Object.entries(expected)) expect(scores[name], name).toBeCloseTo(value, 5);
  expect('a_loss' in scores).toBe(options.loss === 'mse');
});

function weighted(): CompileOptions {
  return { loss: 'mse', weightedMetrics: [['mae'], ['mae']] };
}

function lossless(options: CompileOptions): CompileOptions {
  return { loss: ['mse', null], ...options };
}

test('weights of the samples must name the outputs, and fit them', async () => {
  const model = twoByTwo();
  model.compile({ loss: 'mse' });
  const fit = (sampleWeight: SampleWeight) => model.fit([...pair()], [...targets()], { ...silent, sampleWeight });
  await expect(fit({ left: numbers([6]) })).rejects.toThrow(
    'sampleWeight must be an array or object with one for each of left, right. Received: {left}',
  );
  await expect(fit([numbers([6]), numbers([5])])).rejects.toThrow(
    /^sampleWeight 'right' must have one weight per sample/,
  );
});

test('a sub-model may begin at any tensor, and shares the weights', () => {
  const input = Input({ shape: [3] });
  const hidden = new Dense(4, { activation: 'relu' }).apply(input);
  const head = new Dense(2).apply(new Dense(3).apply(hidden));
  const [whole, lower, upper] = [
    new Model({ inputs: input, outputs: head }),
    new Model({ inputs: input, outputs: hidden }),
    new Model({ inputs: hidden, outputs: head }),
  ];
  const x = numbers([5, 3]);
  expect(upper.predict(lower.predict(x)).data).toEqual(whole.predict(x).data);
  expect(upper.getWeights().map(({ shape }) => shape)).toEqual([[4, 3], [3], [3, 2], [2]]);
  expect(modelFromJSON(upper.toJSON()).inputShape).toEqual([null, 4]);
});

test('a sub-model may begin at one of several outputs of a layer', () => {
  const input = Input({ shape: [4, 2] });
  const [sequence, h] = new LSTM(3, { returnSequences: true, returnState: true }).apply(input);
  const joined = new Concatenate().apply([new Flatten().apply(sequence), h]);
  const model = new Model({ inputs: [sequence, h], outputs: joined });
  expect(model.predict([numbers([2, 4, 3]), numbers([2, 3])]).shape).toEqual([2, 15]);
  expect(model.countParams()).toBe(0);
});

test('two models that share a layer train in turn', async () => {
  const run = async (turns: boolean) => {
    const shared = new Dense(4, { activation: 'tanh' });
    const models = [1, 2].map((units) => new Sequential([Input({ shape: [3] }), shared, new Dense(units)]));
    setNumbers(models[0]);
    models[1].setWeights([...models[0].getWeights().slice(0, 2), numbers([4, 2], 60), numbers([2], 61)]);
    for (const model of models) model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
    for (let i = 0; i < 4; i++) {
      const which = turns ? i % 2 : 0;
      await models[which].fit(pair()[0], targets()[which], { ...silent, shuffle: false });
      expect(weightsOf(models[0]).slice(0, 2)).toEqual(weightsOf(models[1]).slice(0, 2));
    }
    return { models, shared: weightsOf(shared) };
  };
  const { models, shared } = await run(true);
  expect(shared).not.toEqual((await run(false)).shared);
  expect(models[1].predict(pair()[0]).data).toEqual(
    new Model({ inputs: models[1].inputs, outputs: models[1].outputs }).predict(pair()[0]).data,
  );
});

test('an LSTM may begin with the states of another', async () => {
  const input = Input({ shape: [6, 2] });
  const [, h, c] = new LSTM(3, { returnState: true, name: 'encoder' }).apply(input);
  const decoded = new LSTM(3, { returnSequences: true, name: 'decoder' }).apply(input, { initialState: [h, c] });
  const model = new Model({ inputs: input, outputs: new Dense(1).apply(decoded) });
  model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
  const encoder = weightsOf(model.getLayer('encoder'));
  const history = await model.fit(numbers([5, 6, 2]), numbers([5, 6, 1], 2), { ...silent, epochs: 20 });
  expect(history.history.loss[19]).toBeLessThan(history.history.loss[0]);
  expect(weightsOf(model.getLayer('encoder'))).not.toEqual(encoder);
  const copy = modelFromJSON(model.toJSON());
  copy.setWeights(model.getWeights());
  expect(copy.predict(numbers([2, 6, 2])).data).toEqual(model.predict(numbers([2, 6, 2])).data);
});

test('states are those after the last step, whole or in two parts', () => {
  const layer = new LSTM(3, { returnState: true });
  const [a, b] = [Input({ shape: [2, 2] }), Input({ shape: [2, 2] })];
  const [, h, c] = layer.apply(a);
  const parts = new Model({ inputs: [a, b], outputs: layer.apply(b, { initialState: [h, c] }) });
  const whole = Input({ shape: [4, 2] });
  const once = new Model({ inputs: whole, outputs: layer.apply(whole) });
  const x = numbers([1, 4, 2]);
  const halves = [0, 4].map((at) => ({ shape: [1, 2, 2], data: x.data.slice(at, at + 4) }));
  expect(parts.outputNames).toEqual(['lstm', 'lstm_1', 'lstm_2']);
  for (const [i, { data }] of parts.predictAll(halves).entries()) expect(data).toEqual(once.predictAll(x)[i].data);
});

test('masked steps change nothing', () => {
  const [x, mask] = [Input({ shape: [4, 2], name: 'x' }), Input({ shape: [4], name: 'mask' })];
  const layer = new LSTM(3);
  const model = new Model({ inputs: [x, mask], outputs: layer.apply(x, { mask }) });
  const short = Input({ shape: [2, 2] });
  const two = new Model({ inputs: short, outputs: layer.apply(short) });
  const data = numbers([1, 4, 2]);
  const masked = model.predict({ x: data, mask: [[1, 1, 0, 0]] });
  expect(masked.data).toEqual(two.predict({ shape: [1, 2, 2], data: data.data.slice(0, 4) }).data);
});

test('a model used twice as a layer adds its gradients', () => {
  const inner = new Sequential([Input({ shape: [3] }), new Dense(1, { useBias: false })]);
  const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
  const sum = new Add().apply([inner.apply(a), inner.apply(b)]);
  const model = new Model({ inputs: [a, b], outputs: sum as SymbolicTensor });
  model.setWeights([[[1], [1], [1]]]);
  model.compile({ optimizer: new SGD(1), loss: 'mae' });
  model.trainOnBatch([[[1, 2, 3]], [[10, 20, 30]]], [[100]]);
  expectClose(model.getWeights()[0].data, [12, 23, 34], 1e-6, 'kernel');
});

test('layers have the order of Keras, in which files keep weights', () => {
  const dense = (name: string) => new Dense(3, { name });
  const [i, j] = [Input({ shape: [3], name: 'i' }), Input({ shape: [3], name: 'j' })];
  const names = (model: Model) => model.layers.map(({ name }) => name);

  const shared = dense('shared');
  const left = shared.apply(dense('A').apply(i));
  const right = dense('E').apply(dense('C').apply(shared.apply(dense('B').apply(j))));
  const outputs = dense('O').apply(new Add({ name: 'add' }).apply([left, right]));
  const order = ['i', 'j', 'A', 'B', 'shared', 'C', 'E', 'add', 'O'];
  expect(names(new Model({ inputs: [i, j], outputs }))).toEqual(order);

  const [p, q] = [dense('P'), dense('Q')];
  const twice = p.apply(new Add({ name: 'sum' }).apply([q.apply(i), p.apply(j)]));
  expect(names(new Model({ inputs: [i, j], outputs: twice })).filter((name) => /[PQ]/.test(name))).toEqual(['P', 'Q']);
  const x = Input({ shape: [3, 2], name: 'x' });
  const [mask, h, c] = [dense('M').apply(j), dense('H').apply(i), dense('C').apply(i)];
  const begun = new LSTM(3, { name: 'L' }).apply(x, { mask, initialState: [h, c] });
  expect(names(new Model({ inputs: [x, i, j], outputs: begun }))).toEqual(['i', 'j', 'x', 'H', 'C', 'M', 'L']);
  const unused = new Model({ inputs: [i, j, x], outputs: dense('Z').apply(i) });
  expect(names(unused)).toEqual(['i', 'j', 'x', 'Z']);
});

test('an input of truth values, as masks have it in Keras, takes 0 and 1', () => {
  const [i, mask] = [Input({ shape: [3, 1] }), Input({ shape: [3], dtype: 'bool' })];
  const model = new Model({ inputs: [i, mask], outputs: new LSTM(2).apply(i, { mask }) });
  const predict = (masks: number[][]) => model.predict([numbers([1, 3, 1]), masks] as never).toArray();
  expect(predict([[1, 1, 1]])).not.toEqual(predict([[1, 1, 0]]));
});

test('a model of a part of another goes from its input to the output of a layer', () => {
  const whole = new Sequential([Input({ shape: [3] }), new Dense(4, { name: 'code' }), new Dense(3)]);
  const code = whole.getLayer('code');
  const part = new Model({ inputs: whole.input, outputs: code.output });
  const rest = new Model({ inputs: whole.layers[1].input, outputs: whole.output });
  const x = numbers([2, 3]);
  expect(rest.predict(part.predict(x))).toEqual(whole.predict(x));
  expect(twoByTwo().output).toHaveLength(2);
  const models = [twoByTwo(), whole];
  const all = new Model({ inputs: models.map(({ input }) => input), outputs: models.map(({ output }) => output) });
  expect(all.predictAll([x, x, x])).toEqual([...models[0].predictAll([x, x]), whole.predict(x)]);
  expect(() => new Dense(1).output).toThrow(/'dense_\d' has not been applied yet/);
});
