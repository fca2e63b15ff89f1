import { inspect } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import {
  Activation,
  cloneModel,
  clearSession,
  Concatenate,
  Dense,
  Dropout,
  Flatten,
  Input,
  type Layer,
  losses,
  LSTM,
  Masking,
  metrics,
  Model,
  modelFromJSON,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  Sequential,
} from '../../src/index.js';
import { labels, numbers, setNumbers, silent, weightsOf } from './helpers.js';

beforeEach(clearSession);

const shapesOf = (model: Sequential) => model.getWeights().map(({ shape }) => shape);

test('layers come as a list, as an option, or one by one', () => {
  const layers = () => [new Dense(3, { inputDim: 2 }), new Dense(1)];
  const added = new Sequential();
  for (const layer of layers()) added.add(layer);
  const shapes = [[2, 3], [3], [3, 1], [1]];
  for (const model of [new Sequential(layers()), new Sequential({ layers: layers() }), added]) {
    expect(shapesOf(model)).toEqual(shapes);
    expect(model.outputShape).toEqual([null, 1]);
    expect(model.countParams()).toBe(13);
  }
  expect(added.layers.map(({ name }) => name)).toEqual(['dense', 'dense_1']);
});

test('the list of layers is a copy, here and in a functional model', () => {
  const model = new Sequential([new Dense(3, { inputDim: 2 }), new Dense(1)]);
  const input = Input({ shape: [2] });
  for (const one of [model, new Model(input, new Dense(1).apply(input))]) {
    const count = one.countParams();
    (one.layers as Layer[]).pop();
    expect([one.layers.length, one.countParams()]).toEqual([2, count]);
  }
});

test('`trainable` is a boolean', () => {
  const layer = new Dense(1);
  expect(() => (layer.trainable = 'false' as never)).toThrow(/^dense: .*`trainable`, expected a boolean.*'false'/);
  expect(layer.trainable).toBe(true);
});

test('consoles print models, layers and weights in a line', () => {
  const model = new Sequential([new Dense(3, { inputDim: 2 }), new Dense(1)]);
  expect(inspect(model)).toBe('<Sequential name=sequential, built=true>');
  expect(inspect(model.layers[0])).toBe('<Dense name=dense, built=true>');
  expect(inspect(model.weights)).toContain('<Variable path=dense_1/kernel, shape=(3, 1)>');
});

test('to frameworks that make proxies of objects, they are something else', () => {
  const things = [new Sequential(), new Dense(1), new metrics.AUC(), new losses.LogCosh()];
  const tags = things.map((one) => Object.prototype.toString.call(one));
  expect(tags).toEqual(['[object Sequential]', '[object Dense]', '[object AUC]', '[object LogCosh]']);
});

test('layers that depend on no shape are built from the beginning, as in Keras', () => {
  const built = [new Dropout(0.3), new Activation('relu'), new ReLU(), new Masking(), new Reshape([2, 2])];
  expect(built.every((layer) => layer.built)).toBe(true);
  const others = [new Flatten(), new Dense(1), new RepeatVector(2), new Rescaling(2), new Concatenate(), new LSTM(1)];
  expect(others.some((layer) => layer.built)).toBe(false);
  const lines: string[] = [];
  new Sequential([new Dense(2), new Dropout(0.1)]).summary({ printFn: (text) => lines.push(text) });
  expect(lines.join('')).toMatch(/dense_1 \(Dense\).*0 \(unbuilt\)[^]*dropout_1 \(Dropout\) +│ \? +│ +0 │/);
});

test('the input shape may come from Input, inputShape, inputDim or batchInputShape', () => {
  expect(new Sequential([Input({ shape: [3, 1] }), new LSTM(2)]).inputShape).toEqual([null, 3, 1]);
  expect(new Sequential([new LSTM(2, { inputShape: [3, 1] })]).inputShape).toEqual([null, 3, 1]);
  expect(new Sequential([new Dense(2, { inputDim: 4 })]).inputShape).toEqual([null, 4]);
  expect(new Sequential([new LSTM(2, { batchInputShape: [5, 3, 1] })]).inputShape).toEqual([5, 3, 1]);
});

test('without an input shape the first data, or build, make the weights', async () => {
  const model = new Sequential([new Dense(2), new Dense(1)]);
  expect([model.built, model.getWeights()]).toEqual([false, []]);
  model.compile({ loss: 'mse' });
  await model.fit(numbers([4, 3]), numbers([4, 1]), silent);
  expect(shapesOf(model)).toEqual([[3, 2], [2], [2, 1], [1]]);
  const built = new Sequential([new Dense(2)]);
  built.build([null, 5]);
  built.build([null, 5]);
  expect(shapesOf(built)).toEqual([[5, 2], [2]]);
});

test('an input that does not fit leaves a model without weights as it was', () => {
  const model = new Sequential([new Dense(2), new LSTM(3)]);
  expect(() => model.build([null, 4])).toThrow(/expected ndim=3/);
  expect([model.built, model.layers[0].built]).toEqual([false, false]);
  model.build([null, 6, 5]);
  expect(shapesOf(model)[0]).toEqual([5, 2]);
});

test('a metric that does not fit leaves a model without weights as it was', () => {
  const model = new Sequential([new Dense(3)]);
  model.compile({ loss: 'mse', metrics: [new metrics.F1Score()] });
  expect(() => model.trainOnBatch(numbers([2, 4, 5]), numbers([2, 4, 3]))).toThrow('F1Score expects 2D inputs');
  expect(model.built).toBe(false);
});

test('pop takes the last layer away, also after training', async () => {
  const model = new Sequential([new Dense(3, { inputDim: 2 }), new Dense(2), new Dense(1)]);
  model.compile({ loss: 'mse' });
  await model.fit(numbers([4, 2]), numbers([4, 1]), silent);
  expect(model.pop().name).toBe('dense_2');
  expect(model.outputShape).toEqual([null, 2]);
  await model.fit(numbers([4, 2]), numbers([4, 2]), silent);
  model.add(new Dense(5, { activation: 'softmax' }));
  expect(model.predict(numbers([4, 2])).shape).toEqual([4, 5]);
  expect(() => new Sequential().pop()).toThrow(/no layers/);
});

test('a layer of another model keeps its layers', () => {
  const inner = new Sequential([new Dense(3, { inputShape: [2] })], { name: 'inner' });
  const x = Input({ shape: [2] });
  const outer = new Model(x, inner.apply(x));
  expect(() => inner.add(new Dense(1))).toThrow(/^Model 'inner' has been used as a layer\. Call `add` before/);
  expect(() => inner.pop()).toThrow(/`pop`/);
  expect(outer.predict([[1, 2]]).shape).toEqual([1, 3]);
});

test('a fixed batch size may be that of a model inside, too', async () => {
  const batch = { batchShape: [2, 3, 2] };
  const inner = new Sequential([Input(batch), new LSTM(2, { stateful: true })]);
  const model = new Sequential([Input(batch), inner, new Dense(1)]);
  model.compile({ loss: 'mse' });
  await model.fit(numbers([8, 3, 2]), numbers([8, 1]), { ...silent, batchSize: 2 });
  expect(model.predict(numbers([8, 3, 2]), { batchSize: 2 }).shape).toEqual([8, 1]);
});

test('a Sequential may be a layer of a Sequential', async () => {
  const inner = new Sequential([new Dense(3, { activation: 'tanh' }), new Dropout(0.5)], { name: 'inner' });
  const model = new Sequential([Input({ shape: [4] }), inner, new Dense(1)]);
  const flat = new Sequential([Input({ shape: [4] }), new Dense(3, { activation: 'tanh' }), new Dense(1)]);
  flat.setWeights(model.getWeights());
  expect(model.predict(numbers([5, 4])).data).toEqual(flat.predict(numbers([5, 4])).data);
  expect(model.countParams()).toBe(19);
  model.compile({ loss: 'mse' });
  const before = weightsOf(inner);
  await model.fit(numbers([5, 4]), numbers([5, 1]), silent);
  expect(weightsOf(inner)).not.toEqual(before);
});

test('nested models that know no shape are built with their surroundings', () => {
  const model = new Sequential([new Sequential([new Dense(3)]), new Sequential([new Dense(2)])]);
  expect(model.predict(numbers([5, 4])).shape).toEqual([5, 2]);
});

test('a configuration makes the same model, and with its weights the same predictions', async () => {
  const model = new Sequential([
    Input({ shape: [4, 2] }),
    new LSTM(3, { returnSequences: true, dropout: 0.1, kernelRegularizer: 'l2' }),
    new Flatten(),
    new Sequential([new Dense(3, { activation: 'relu' })]),
    new Dense(2, { activation: 'softmax', useBias: false }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  await model.fit(numbers([6, 4, 2]), labels(6, 2), silent);
  const copy = modelFromJSON(JSON.stringify(model.toJSON()));
  copy.setWeights(model.getWeights());
  const x = numbers([7, 4, 2], 9);
  expect(copy.predict(x).data).toEqual(model.predict(x).data);
  expect(copy.toJSON()).toEqual(model.toJSON());
  const scores = [model, copy].map((one) => one.evaluate(numbers([6, 4, 2]), labels(6, 2), silent));
  expect(await scores[1]).toEqual(await scores[0]);
});

test('a clone has the layers, not the weights, and is not compiled', () => {
  const model = new Sequential([new Dense(3, { inputDim: 2, activation: 'relu' }), new Dense(1)]);
  model.compile({ loss: 'mse' });
  const clone: Sequential = cloneModel(model);
  expect(clone.getConfig()).toEqual(model.getConfig());
  expect(weightsOf(clone)[0]).not.toEqual(weightsOf(model)[0]);
  expect(() => clone.trainOnBatch([[1, 2]], [1])).toThrow(/must call `compile\(\)`/);
  clone.setWeights(model.getWeights());
  expect(clone.predict([[1, 2]])).toEqual(model.predict([[1, 2]]));
});

test('a configuration has the penalty on the output of any layer', () => {
  const activityRegularizer = 'l2';
  const model = new Sequential([
    new Dense(4, { inputShape: [2], activityRegularizer }),
    new Activation('relu', { activityRegularizer }),
    new Dropout(0.5, { activityRegularizer }),
    new Reshape([2, 2], { activityRegularizer }),
    new Flatten({ activityRegularizer }),
  ]);
  model.compile({ loss: 'mse' });
  const copy = modelFromJSON(model.toJSON());
  copy.setWeights(model.getWeights());
  const [x, y] = [numbers([3, 2]), numbers([3, 4])];
  expect(copy.testOnBatch(x, y)).toBe(model.testOnBatch(x, y));
});

test('weights are read and set in Keras order', () => {
  const model = new Sequential([Input({ shape: [4, 2] }), new LSTM(3), new Dense(1)]);
  expect(model.variables.map(({ path }) => path)).toEqual([
    'lstm/lstm_cell/kernel',
    'lstm/lstm_cell/recurrent_kernel',
    'lstm/lstm_cell/bias',
    'dense/kernel',
    'dense/bias',
  ]);
  setNumbers(model);
  const copies = weightsOf(model);
  model.getWeights()[0].data.fill(7);
  expect(weightsOf(model)).toEqual(copies);
  expect(model.getLayer('dense')).toBe(model.getLayer(1));
});

// Found by running Keras 3.15.1.
test.each<[string, () => unknown, string]>([
  ['nothing', () => {}, 'functional'],
  ['a list', () => new Sequential([Input({ shape: [2] }), new Dense(1), new Dense(1)]), 'functional_1'],
  ['a name', () => new Sequential({ layers: [Input({ shape: [2] }), new Dense(1)], name: 'mine' }), 'functional_1'],
  [
    'adding',
    () =>
      new Sequential()
        .add(Input({ shape: [2] }))
        .add(new Dense(1))
        .add(new Dense(1)),
    'functional_2',
  ],
  ['popping', () => new Sequential([new Dense(1, { inputDim: 2 }), new Dense(1)]).pop(), 'functional_2'],
  ['popping all', () => new Sequential([new Dense(1, { inputDim: 2 })]).pop(), 'functional_1'],
  ['an Input alone', () => new Sequential([Input({ shape: [2] })]), 'functional'],
  ['no shape', () => new Sequential([new Dense(1)]), 'functional'],
  ['building', () => new Sequential([new Dense(1), new Dense(1)]).build([null, 2]), 'functional_1'],
  ['a model inside', () => new Sequential([Input({ shape: [2] }), new Sequential([new Dense(1)])]), 'functional_2'],
])('the name of a functional model after %s, as in Keras', (_, before, name) => {
  clearSession();
  before();
  const inputs = Input({ shape: [2] });
  expect(new Model({ inputs, outputs: new Dense(1).apply(inputs) }).name).toBe(name);
});
