import { describe, expect, test, vi } from 'vitest';
import { Arena, theArena, useArena } from '../../src/graph/index.js';
import { Adam, Dense, Dropout, Embedding, Flatten, LSTM, Model, Sequential, SGD } from '../../src/index.js';
import { referenceMachine } from '../../src/kernels/index.js';
import { Tensor, tensor } from '../../src/tensor.js';
import { caught, numbers, setNumbers, silent, weightsOf } from './helpers.js';

// Runs that end early, that wait for each other, or share what they train with.

const x = numbers([10, 3], 1);
const y = numbers([10, 1], 2);

function dense(): Sequential {
  const model = new Sequential([new Dense(4, { activation: 'tanh', inputShape: [3] }), new Dense(1)]);
  setNumbers(model);
  model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
  return model;
}

const never = new Promise<void>(() => {});

describe.each(['onTrainBegin', 'onTrainBatchEnd', 'onEpochEnd', 'onTestEnd', 'onTrainEnd'])(
  'after an abort in %s',
  (hook) => {
    const abortingIn = async (model: Sequential, then: () => unknown) => {
      const { signal, abort } = aborting();
      const later = vi.fn();
      let waited: unknown;
      const ending = () => {
        abort();
        waited = then();
        return waited as Promise<void>;
      };
      const callbacks = [{ [hook]: ending }, { [hook]: later }];
      const validationData = [x, y] as [typeof x, typeof y];
      const first = caught(() => model.fit(x, y, { ...silent, signal, callbacks, validationData }));
      while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve));
      return { first, later, waited };
    };

    test('the next run does not wait for the hook', async () => {
      const model = dense();
      const { first, later } = await abortingIn(model, () => never);
      expect((await model.fit(x, y, { ...silent, epochs: 3 })).epoch).toEqual([0, 1, 2]);
      expect((await first).name).toBe('AbortError');
      expect(later).not.toHaveBeenCalled();
    });

    test.each<[string, (model: Sequential) => unknown]>([
      ['a fit', (model) => model.fit(x, y, silent)],
      ['an evaluation', (model) => model.evaluate(x, y, silent)],
    ])('the hook may wait for %s', async (_, run) => {
      const model = dense();
      const { first, waited } = await abortingIn(model, () => run(model));
      expect((await first).name).toBe('AbortError');
      expect(await waited).toBeTruthy();
      expect((await model.fit(x, y, { ...silent, epochs: 3 })).epoch).toEqual([0, 1, 2]);
    });
  },
);

function aborting() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test.each(['onTrainBatchEnd', 'onEpochEnd', 'onTestEnd'])('an abort in the last %s is one', async (hook) => {
  const { signal, abort } = aborting();
  const callbacks = { [hook]: () => abort() };
  const options = { ...silent, signal, callbacks, validationData: [x, y] as [typeof x, typeof y] };
  expect((await caught(() => dense().fit(x, y, options))).name).toBe('AbortError');
});

test('an abort in the last batch of an evaluation is one', async () => {
  const { signal, abort } = aborting();
  const callbacks = { onTestBatchEnd: () => abort() };
  expect((await caught(() => dense().evaluate(x, y, { ...silent, signal, callbacks }))).name).toBe('AbortError');
});

test('stopTraining counts from the call on, before the first batch is there, too', async () => {
  const model = dense();
  model.stopTraining = true;
  expect((await model.fit(x, y, { ...silent, epochs: 2 })).epoch).toEqual([0, 1]);
  const run = model.fit(x, y, { ...silent, epochs: 9 });
  model.stopTraining = true;
  expect((await run).epoch).toEqual([0]);
  const { signal, abort } = aborting();
  const ending = caught(() => model.fit(x, y, { ...silent, epochs: 9, signal }));
  abort();
  const waiting = model.fit(x, y, { ...silent, epochs: 9 });
  model.stopTraining = true;
  await ending;
  expect((await waiting).epoch).toEqual([0]);
});

const shared = new Dense(4, { inputShape: [3] });
const onShared = (optimizer: Adam, ...others: Dense[]) => {
  const model = new Sequential([shared, ...others]);
  model.compile({ optimizer, loss: 'mse' });
  return model;
};

test('models that share some weights do not share an optimizer', () => {
  const optimizer = new Adam(0.01);
  const [one, other] = [1, 2].map(() => onShared(optimizer, new Dense(1)));
  one.trainOnBatch(x, y);
  other.trainOnBatch(x, y);
  expect(() => one.trainOnBatch(x, y)).toThrow(/Adam already trains another model/);
});

test('models of the same weights do, in turns', () => {
  const four = numbers([10, 4], 3);
  const [optimizer, alone] = [new Adam(0.01), new Adam(0.01)];
  const [one, other] = [onShared(optimizer), onShared(optimizer)];
  setNumbers(one);
  for (const model of [one, other, one, other]) model.trainOnBatch(x, four);
  const taken = weightsOf(one);
  const single = onShared(alone);
  setNumbers(single);
  for (let i = 0; i < 4; i++) single.trainOnBatch(x, four);
  expect(weightsOf(single)).toEqual(taken);
  expect(optimizer.iterations).toBe(4);
});

test('data that were moved while they are trained on are an error', async () => {
  const moved = tensor(new Float32Array(30), [10, 3]);
  const onEpochEnd = () => void structuredClone(moved.data, { transfer: [moved.data.buffer as ArrayBuffer] });
  const run = dense().fit(moved, y, { ...silent, epochs: 2, callbacks: { onEpochEnd } });
  await expect(run).rejects.toThrow(/buffer of data of shape \(.*\) was moved or resized meanwhile. Give a copy/);
});

test('a prediction into a tensor does not mix shrunken data with the former ones', () => {
  const model = new Sequential([new Dense(1, { inputShape: [3] })]);
  const into = tensor([[0]]);
  const buffer = Reflect.construct(ArrayBuffer, [12, { maxByteLength: 12 }]) as ArrayBuffer & {
    resize(to: number): void;
  };
  const shrunken = new Tensor([1, 3], new Float32Array(buffer));
  model.predictOnBatch(tensor([[1, 2, 3]]), { into });
  buffer.resize(4);
  expect(() => model.predictOnBatch(shrunken, { into })).toThrow(/moved or resized/);
});

test('a tensor of a wrong shape is found before a state moves on', () => {
  const model = new Sequential([new LSTM(2, { stateful: true, batchInputShape: [1, 2, 1] })]);
  const input = tensor([[[1], [2]]]);
  const expected = [model.predict(input).data, model.predict(input).data];
  model.resetState();
  expect(model.predictOnBatch(input, { into: tensor([[0, 0]]) }).data).toEqual(expected[0]);
  expect(() => model.predictOnBatch(input, { into: tensor([0, 0]) })).toThrow(/`into.shape`/);
  expect(model.predict(input).data).toEqual(expected[1]);
});

test('a prediction into a tensor builds what is not built', () => {
  const model = new Sequential([new Dense(1, { kernelInitializer: 'ones' })]);
  expect(model.predictOnBatch(tensor([[1, 2]]), { into: tensor([[0]]) }).toArray()).toEqual([[3]]);
});

test('callbacks of a prediction do not wait for each other', () => {
  const told: string[] = [];
  const slow = { onPredictBegin: () => never, onPredictBatchEnd: () => never };
  const quick = {
    onPredictBegin: () => told.push('begin'),
    onPredictBatchEnd: (batch: number) => told.push(`batch ${batch}`),
    onPredictEnd: () => told.push('end'),
  };
  dense().predict(x, { batchSize: 5, callbacks: [slow, quick] });
  expect(told).toEqual(['begin', 'batch 0', 'batch 1', 'end']);
});

test('class weights of very many classes', () => {
  const model = new Sequential([new Dense(200_000, { activation: 'softmax', inputShape: [1] })]);
  model.compile({ loss: 'categoricalCrossentropy' });
  const target = new Float32Array(200_000);
  target[3] = 1;
  const batch = [[[1]], tensor(target, [1, 200_000])] as const;
  expect(model.trainOnBatch(...batch, { classWeight: { 3: 0 } })).toBe(0);
});

test('a prediction into a tensor checks indices each time', () => {
  const model = new Sequential([new Embedding(10, 2, { inputShape: [2] }), new Flatten(), new Dense(1)]);
  const into = tensor(new Float32Array(1), [1, 1]);
  const predict = (...indices: number[]) => model.predictOnBatch(tensor(indices, [1, 2]), { into });
  predict(1, 2);
  const before = Array.from(into.data);
  expect(() => predict(99, -4)).toThrow(/^x: .*99/);
  expect(Array.from(into.data)).toEqual(before);
});

test('a model begun before kernels were exchanged cannot be finished with others', async () => {
  const before = theArena();
  const model = new Sequential([new Dense(2), new Dropout(0.5), new Dense(1)]);
  model.compile({ loss: 'mse' });
  useArena(new Arena(referenceMachine()));
  try {
    await expect(model.fit(x, y, silent)).rejects.toThrow(/were made before others got their kernels/);
  } finally {
    useArena(before);
  }
});

test('names of outputs of one layer leave the names of other layers to these', () => {
  const input = new Dense(3, { name: 'first', inputShape: [3] });
  const [twice, next] = [new Dense(1, { name: 'dense' }), new Dense(1, { name: 'dense_1' })];
  const base = new Sequential([input]);
  const [out] = base.outputs;
  const outputs = [twice.apply(out), twice.apply(out), next.apply(out)];
  expect(new Model({ inputs: base.inputs[0], outputs }).outputNames).toEqual(['dense', 'dense_2', 'dense_1']);
});

test('a run that was aborted before its hooks were called calls none', async () => {
  const model = dense();
  const { signal, abort } = aborting();
  const hook = vi.fn();
  const callbacks = { onTrainBegin: hook, onTestBegin: hook };
  const runs = [
    model.fit(x, y, { ...silent, signal, callbacks }),
    (abort(), model.fit(x, y, { ...silent, epochs: 2 })),
  ];
  await expect(runs[0]).rejects.toThrow(/abort/);
  expect((await runs[1]).epoch).toEqual([0, 1]);
  expect(hook).not.toHaveBeenCalled();
});

test('a run that was aborted calls no more hooks, and files that they write are waited for', async () => {
  const model = dense();
  const { signal, abort } = aborting();
  const later = vi.fn();
  const written: string[] = [];
  const store = {
    name: 'a.keras',
    async write() {
      await new Promise((resolve) => setTimeout(resolve, 20));
      written.push('file');
    },
  };
  let second: Promise<unknown> | undefined;
  const onTrainBatchEnd = async () => {
    abort();
    const saving = model.save(store);
    second ??= model.fit(x, y, { ...silent, callbacks: { onTrainBegin: () => void written.push('fit') } });
    await saving;
  };
  const callbacks = [{ onTrainBatchEnd }, { onEpochEnd: later, onTrainEnd: later }];
  await expect(model.fit(x, y, { ...silent, signal, callbacks })).rejects.toThrow(/abort/);
  await second;
  expect(written).toEqual(['file', 'fit']);
  expect(later).not.toHaveBeenCalled();
});

test('evaluations of a hook, whose hooks do not end, end with an abort', async () => {
  const model = dense();
  const { signal, abort } = aborting();
  const within: Promise<unknown>[] = [];
  const onEpochEnd = () => {
    const callbacks = { onTestEnd: () => never };
    for (let i = 0; i < 2; i++) within.push(caught(() => model.evaluate(x, y, { ...silent, callbacks })));
  };
  const first = caught(() => model.fit(x, y, { ...silent, signal, callbacks: { onEpochEnd } }));
  while (within.length < 2) await new Promise((resolve) => setTimeout(resolve));
  await new Promise((resolve) => setTimeout(resolve, 20));
  abort();
  expect((await model.fit(x, y, silent)).epoch).toEqual([0]);
  for (const error of [await first, ...(await Promise.all(within))]) expect(error).toHaveProperty('name', 'AbortError');
});

test('within a hook of one model another with the same weights trains by the same optimizer', async () => {
  const four = numbers([10, 4], 3);
  const optimizer = new Adam(0.01);
  const [one, other] = [onShared(optimizer), onShared(optimizer)];
  const alone = onShared(new Adam(0.01));
  const start = weightsOf(one);
  const options = { ...silent, shuffle: false, batchSize: 10 };
  const onTrainBatchEnd = () => void other.trainOnBatch(x, four);
  await one.fit(x, four, { ...options, epochs: 3, callbacks: { onTrainBatchEnd } });
  const taken = weightsOf(one);
  alone.setWeights(start.map((data, i) => ({ data, shape: alone.weights[i].shape })));
  await alone.fit(x, four, { ...options, epochs: 6 });
  expect(weightsOf(alone)).toEqual(taken);
});

test('saving a model leaves its optimizer to another that trains by it', async () => {
  const optimizer = new Adam(0.01);
  const [one, other] = [1, 2].map(() => onShared(optimizer, new Dense(1)));
  one.trainOnBatch(x, y);
  const files: unknown[] = [];
  await other.save({ name: 'a.keras', write: async (given) => void files.push(...given) });
  expect(files).toHaveLength(1);
  one.trainOnBatch(x, y);
  expect(optimizer.iterations).toBe(2);
});

test('a Sequential of thousands of layers', () => {
  const layers = Array.from({ length: 4000 }, () => new Dropout(0));
  const model = new Sequential([new Dense(1, { inputShape: [3] }), ...layers]);
  expect(model.topology.nodes).toHaveLength(4002);
});

test('a stack has the line that called, however deep the mistake was found, and the limit is as before', async () => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 5;
  const lesson = () => dense().fit(x, numbers([10, 2]), { verbose: 0 });
  const { stack } = await caught(lesson);
  expect(Error.stackTraceLimit).toBe(5);
  Error.stackTraceLimit = stackTraceLimit;
  expect(stack).toMatch(/targetShape[^]*\bat lesson\b/);
});
