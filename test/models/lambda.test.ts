import { expect, test, vi } from 'vitest';
import {
  Bidirectional,
  clearSession,
  cloneModel,
  Dense,
  Input,
  Lambda,
  LSTM,
  loadModel,
  modelFromJSON,
  Model,
  ops,
  Sequential,
  type Tensor,
  TimeDistributed,
} from '../../src/index.js';
import { inWorker } from '../../src/worker/index.js';
import { numbers, setNumbers, silent, weightsOf } from './helpers.js';
import { memoryStore } from '../saving/memory-store.js';

const timesHundred = (x: Tensor) => ops.multiply(x, 100);
const x = numbers([6, 4]);
const y = numbers([6, 1], 2);

/** The model of many lessons on time series: values without a last axis go in, and what comes out is scaled. */
function made(): Sequential {
  clearSession();
  const model = new Sequential([
    new Lambda((x) => ops.expandDims(x, -1), { inputShape: [null] }),
    new Bidirectional(new LSTM(3, { returnSequences: true })),
    new LSTM(2),
    new Dense(1),
    new Lambda(timesHundred),
  ]);
  setNumbers(model);
  model.compile({ optimizer: 'sgd', loss: 'mae' });
  return model;
}

test('what it makes of shapes is found by trying, sizes that are open included', () => {
  expect(made().layers.map((layer) => layer.outputShapes([[null, null, 3]])[0])[0]).toEqual([null, null, 3, 1]);
  const shapeOf = (f: (x: Tensor) => Tensor, shape: (number | null)[]) => new Lambda(f).outputShapes([shape])[0];
  expect(new Lambda(timesHundred, { outputShape: [3] }).outputShapes([[null, 3]])).toEqual([[null, 3]]);
  expect(shapeOf((x) => ops.mean(x, 1), [null, null, 3])).toEqual([null, 3]);
  expect(shapeOf((x) => ops.reshape(x, [-1, 6]), [null, 2, 3])).toEqual([null, 6]);
  expect(shapeOf((x) => ops.transpose(x, [0, 2, 1]), [4, null, 3])).toEqual([4, 3, null]);
});

test('it is called once for each size of batches', () => {
  const f = vi.fn(timesHundred);
  const model = new Sequential([Input({ shape: [4] }), new Lambda(f), new Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const calls = [model.predict(x), model.predict(x), model.trainOnBatch(x, y), model.trainOnBatch(x, y)].length;
  const known = f.mock.calls.length;
  for (let i = 0; i < calls; i++) {
    model.predict(x);
    model.trainOnBatch(x, y);
  }
  expect(f.mock.calls.length).toBe(known);
});

test('samples may be along another axis, too, and another use may make another shape', () => {
  const similar = new Lambda((x) => ops.matmul(x, ops.transpose(x)));
  const model = new Sequential([Input({ shape: [2] }), similar]);
  expect(model.predict(numbers([3, 2])).shape).toEqual([3, 3]);
  let kept = [0, 1, 2];
  const taking = new Lambda((x) => ops.take(x, kept, -1));
  const input = Input({ shape: [4] });
  expect(new Model(input, taking.apply(input)).outputShape).toEqual([null, 3]);
  kept = [3];
  expect(new Model(input, taking.apply(input)).predict([[1, 2, 3, 4]]).toArray()).toEqual([[4]]);
});

test('it trains as a layer that does the same', async () => {
  const model = made();
  const plain = new Sequential([Input({ shape: [4] }), new Dense(1)]);
  const scaled = new Sequential([Input({ shape: [4] }), new Dense(1), new Lambda((x) => ops.multiply(x, 1))]);
  for (const one of [plain, scaled]) {
    setNumbers(one);
    one.compile({ optimizer: 'sgd', loss: 'mse' });
    await one.fit(x, y, { ...silent, epochs: 3 });
  }
  expect(weightsOf(scaled)).toEqual(weightsOf(plain));
  const { history } = await model.fit(x, y, { ...silent, epochs: 2 });
  expect(history.loss[1]).not.toBe(history.loss[0]);
  expect(model.predict(numbers([2, 9])).shape).toEqual([2, 1]);
});

test('in functional models, and for each step', () => {
  const input = Input({ shape: [4, 2] });
  const each = new TimeDistributed(new Lambda((x) => ops.sum(x, -1, true))).apply(input);
  const model = new Model(input, new Lambda(timesHundred).apply(each));
  const [[[first]]] = model.predict([[[1, 2], [3, 4], [5, 6], [7, 8]]]).toArray<number[][][]>(); // prettier-ignore
  expect(first).toBe(300);
});

test('of several tensors', async () => {
  const difference = ([a, b]: readonly Tensor[]) => ops.subtract(a, ops.mean(b, 1, true));
  const inputs = [Input({ shape: [3] }), Input({ shape: [null] })];
  const hidden = [new Dense(2).apply(inputs[0]), inputs[1]];
  const model = new Model({ inputs, outputs: new Lambda(difference).apply(hidden) });
  expect(model.outputShape).toEqual([null, 2]);
  setNumbers(model);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const data = [numbers([4, 3]), numbers([4, 5])] as never;
  const { history } = await model.fit(data, numbers([4, 2]), { ...silent, epochs: 2 });
  expect(history.loss[1]).toBeLessThan(history.loss[0]);
  const store = memoryStore();
  await model.save(store);
  const back = await loadModel(store, { customObjects: { difference } });
  const clone = cloneModel(model);
  clone.setWeights(model.getWeights());
  for (const one of [back, clone]) expect(one.predict(data)).toEqual(model.predict(data));
});

test('files hold the name, of the function or else of the layer', async () => {
  const model = made();
  const store = memoryStore();
  await model.save(store);
  const config = JSON.stringify(model.toJSON());
  expect(config).toContain('"function":{"module":"builtins","class_name":"function","config":"timesHundred"');
  const customObjects = { timesHundred, lambda: (x: Tensor) => ops.expandDims(x, -1) };
  const back = await loadModel(store, { customObjects });
  expect(back.predict(x)).toEqual(model.predict(x));
  expect(cloneModel(model).outputShape).toEqual([null, 1]);
  expect(config).toContain('"config":"lambda"');
  const scale = (factor: number) => (x: Tensor) => ops.multiply(x, factor);
  const twice = new Sequential([Input({ shape: [1] }), new Lambda(scale(2)), new Lambda(scale(3))]);
  const [first, second] = twice.layers.map(({ name }) => name);
  const again = modelFromJSON(twice.toJSON(), { customObjects: { [first]: scale(2), [second]: scale(3) } });
  expect(
    cloneModel(twice)
      .predict([[1]])
      .toArray(),
  ).toEqual([[6]]);
  expect(again.predict([[1]]).toArray()).toEqual([[6]]);
  const json = JSON.stringify(twice.toJSON()).replace('"arguments":{}', '"arguments":{"k":3}');
  expect(() => modelFromJSON(json, { customObjects: { [first]: scale(2), [second]: scale(3) } })).toThrow(
    /`arguments`/,
  );
  await expect(loadModel(store)).rejects.toThrow(/Layer 'lambda' \(Lambda\) is a function of your own.*customObjects/);
  await expect(inWorker(model)).rejects.toThrow(/is a function of your own, which cannot be sent to a worker/);
  await expect(model.save(memoryStore(), { format: 'onnx' })).rejects.toThrow(/[Ll]ambda/);
});

test.each<[string, () => unknown, RegExp]>([
  ['no function', () => new Lambda(undefined as never), /^Lambda: .*`function`, expected one of `ops`/],
  ['the batch is gone', () => new Lambda((x) => ops.sum(x)).outputShapes([[null, 3]]), /must keep the batch in front/],
  [
    'the batch is joined',
    () => new Lambda((x) => ops.reshape(x, -1)).outputShapes([[null, 3]]),
    /keep the batch in front/,
  ],
  ['numbers', () => new Lambda(() => 1 as never).outputShapes([[null, 3]]), /must return what `ops` make/],
  [
    'operators',
    () => new Lambda((x) => (Number(x) * 2) as never).outputShapes([[null, 3]]),
    /no numbers yet. Use `ops`/,
  ],
  [
    'another shape',
    () => new Lambda(timesHundred, { outputShape: [4] }).outputShapes([[null, 3]]),
    /`outputShape`, expected \(3,\).*\[4\]/,
  ],
  ['an option', () => new Lambda(timesHundred, { units: 3 } as never), /Unrecognized option passed to Lambda: `units`/],
])('%s', (_, action, message) => expect(action).toThrow(message));
