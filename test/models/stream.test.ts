import { describe, expect, test, vi } from 'vitest';
import { Dense, Input, LSTM, Model, Sequential, setRandomSeed } from '../../src/index.js';
import type { Batch, BatchSource } from '../../src/types.js';
import { inWorker } from '../../src/worker/index.js';
import { memoryStore } from '../saving/memory-store.js';
import { numbers, silent, weightsOf } from './helpers.js';
import { check, type Mistake, regression, unchanged, wrong } from './mistakes.js';

const [x, y, weights] = [numbers([11, 3]), numbers([11, 1], 2), numbers([11], 3)];
const slice = (tensor: typeof x, from: number, to: number) => {
  const width = tensor.size / tensor.shape[0];
  return { shape: [to - from, ...tensor.shape.slice(1)], data: tensor.data.subarray(from * width, to * width) };
};

/** The samples in batches of four, the last of three. */
function* inBatches(): Generator<Batch> {
  for (let from = 0; from < 11; from += 4) {
    const to = Math.min(from + 4, 11);
    yield [slice(x, from, to), slice(y, from, to), slice(weights, from, to)];
  }
}

async function* later() {
  for (const batch of inBatches()) {
    await Promise.resolve();
    yield batch;
  }
}

function* forever() {
  for (;;) yield* inBatches();
}

function model() {
  setRandomSeed(1);
  const made = new Sequential([new Dense(4, { activation: 'tanh' }), new Dense(1)]);
  made.compile({ optimizer: 'adam', loss: 'mse', weightedMetrics: ['mae'] });
  return made;
}

/** Weights and history of a training. */
async function trained(train: (model: Sequential) => Promise<{ history: object }>) {
  const made = model();
  const { history } = await train(made);
  return { history, weights: weightsOf(made) };
}

const epochs = { ...silent, epochs: 3 };
const atHand = { ...epochs, batchSize: 4, shuffle: false, sampleWeight: weights };

test.each<[string, BatchSource, object]>([
  ['a generator function', inBatches, {}],
  ['an asynchronous one', later, {}],
  ['what can be iterated again', { [Symbol.iterator]: inBatches }, {}],
  ['what can be iterated again, waiting', { [Symbol.asyncIterator]: later }, {}],
  ['a set', new Set(inBatches()), {}],
  ['a function that gives an array', () => [...inBatches()], {}],
  ['a generator without end', forever(), { stepsPerEpoch: 3 }],
])('%s gives the bits that its samples give', async (_, source, options) => {
  const held = { validationData: [x, y, weights] as const, validationBatchSize: 4 };
  const validation = source === inBatches ? { validationData: later } : held;
  const actual = await trained((one) => one.fit(source, { ...epochs, ...options, ...validation }));
  expect(actual).toEqual(await trained((one) => one.fit(x, y, { ...atHand, ...held })));
});

test('a source may be evaluated, all of it or some batches', async () => {
  const made = model();
  await made.fit(inBatches, silent);
  const some = { ...silent, batchSize: 4, sampleWeight: weights };
  expect(await made.evaluate(later(), silent)).toEqual(await made.evaluate(x, y, some));
  const first = { ...silent, batchSize: 4, sampleWeight: slice(weights, 0, 8), returnDict: true } as const;
  const expected = await made.evaluate(slice(x, 0, 8), slice(y, 0, 8), first);
  expect(await made.evaluate(forever(), { ...silent, steps: 2, returnDict: true })).toEqual(expected);
});

test('data at hand may be validated on a source', async () => {
  const [made, other] = [model(), model()];
  const options = { ...silent, validationData: forever(), validationSteps: 3 };
  const { history } = await made.fit(x, y, options);
  const expected = await other.fit(x, y, { ...silent, validationData: [x, y, weights], validationBatchSize: 4 });
  expect(history.val_mae).toEqual(expected.history.val_mae);
});

test('several inputs and outputs, and class weights', async () => {
  const [a, b] = [Input({ shape: [2] }), Input({ shape: [3, 1] })];
  const outputs = [new Dense(1, { name: 'one' }).apply(a), new LSTM(2, { name: 'two' }).apply(b)];
  const made = new Model({ inputs: [a, b], outputs });
  made.compile({ loss: 'mse' });
  const batch: Batch = [[numbers([5, 2]), numbers([5, 3, 1])], { one: numbers([5, 1]), two: numbers([5, 2]) }];
  expect(Object.keys((await made.fit(() => [batch], silent)).history)).toEqual(['loss', 'one_loss', 'two_loss']);
  const [classes, same] = [model(), model()];
  const labels = Array.from({ length: 11 }, (_, i) => i % 2);
  const classWeight = { 1: 3 };
  await classes.fit(() => [[x, labels]], { ...silent, classWeight });
  await same.fit(x, labels, { ...silent, classWeight, shuffle: false });
  expect(weightsOf(classes)).toEqual(weightsOf(same));
});

test('a source without enough for all epochs ends the training, and that is said', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { epoch } = await model().fit(inBatches(), { ...silent, epochs: 5, stepsPerEpoch: 2 });
  expect(epoch).toEqual([0, 1]);
  expect(warn.mock.calls).toEqual([
    ['x ran out of data after 1 of 2 batches. Make sure that it has enough for all epochs.'],
    ['x ran out of data after 0 of 2 batches. Make sure that it has enough for all epochs.'],
  ]);
  warn.mockClear();
  // One that can begin anew does so.
  expect((await model().fit(inBatches, { ...silent, epochs: 3, stepsPerEpoch: 2 })).epoch).toEqual([0, 1, 2]);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

test('a source that ends with an epoch begins anew, which is no lack', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const validation = { validationData: later, validationSteps: 3 };
  const actual = await trained((one) => one.fit(inBatches, { ...epochs, ...validation, stepsPerEpoch: 3 }));
  expect(actual).toEqual(await trained((one) => one.fit(inBatches, { ...epochs, validationData: later })));
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test.each<[string, BatchSource, object, string]>([
  ['a generator', inBatches(), { validationSteps: 3 }, 'after 0 of 3 batches'],
  [
    'a function that gives one again',
    (
      (one) => () =>
        one
    )(inBatches()),
    {},
    'after 0 batches',
  ],
])('an epoch that %s leaves no validation has no figures of it', async (_, validationData, options, lack) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { history } = await model().fit(x, y, { ...silent, ...options, epochs: 2, validationData });
  expect([history.loss.length, history.val_loss.length]).toEqual([2, 1]);
  expect(warn.mock.calls).toEqual([[expect.stringContaining(`validationData ran out of data ${lack}.`)]]);
  warn.mockRestore();
});

describe('a generator is told that no more is wanted', () => {
  const closed = async (
    train: (source: () => Generator<Batch>, made: Sequential) => Promise<unknown>,
    batches: () => Iterable<Batch> = forever,
  ) => {
    let isClosed = false;
    const source = (function* () {
      try {
        yield* batches();
      } finally {
        isClosed = true;
      }
    })();
    await train(() => source, model()).catch(() => {});
    expect(isClosed).toBe(true);
  };
  const steps = { ...silent, stepsPerEpoch: 2 };

  test('when training is done', () => closed((source, made) => made.fit(source, steps)));
  test('when it is stopped', () =>
    closed((source, made) =>
      made.fit(source, { ...steps, callbacks: { onTrainBatchEnd: () => void (made.stopTraining = true) } }),
    ));
  test('when it fails', () =>
    closed((source, made) => made.fit(source, { ...steps, callbacks: { onTrainBatchEnd: () => Promise.reject(1) } })));
  test('when the signal says so', () =>
    closed((source, made) => {
      const controller = new AbortController();
      const callbacks = { onTrainBatchEnd: () => controller.abort() };
      return made.fit(source, { ...silent, callbacks, signal: controller.signal });
    }));
  test('when the signal says so while nothing comes', async () => {
    const controller = new AbortController();
    async function* silence(): AsyncGenerator<Batch> {
      yield* inBatches();
      controller.abort(new Error('enough'));
      await new Promise(() => {});
    }
    const waiting = model().fit(silence, { ...silent, signal: controller.signal });
    await expect(waiting).rejects.toThrow('enough');
  });
  test('and where it fails then, that is said', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const source = (function* () {
      try {
        yield* forever();
      } finally {
        throw new Error('broken'); // oxlint-disable-line no-unsafe-finally
      }
    })();
    await model().fit(() => source, { ...silent, stepsPerEpoch: 2 });
    expect(warn.mock.calls).toEqual([['x could not be closed: broken']]);
    warn.mockRestore();
  });
  test('when validation cannot be', () =>
    closed((source, made) => made.fit(source, { ...steps, validationData: () => [] })));
  test('when its first batch is none', () =>
    closed(
      (source, made) => made.fit(source, steps),
      () => [wrong(1), wrong(2)],
    ));
  test('when the callbacks of an evaluation are none', () =>
    closed(async (source, made) => {
      made.build([null, 3]);
      await made.evaluate(source, { ...silent, steps: 1, callbacks: wrong({}) });
    }));
  test('when evaluation is done', () => closed((source, made) => made.evaluate(source, { ...silent, steps: 1 })));
});

test('one that was given itself, for so many batches, goes on in the next call', async () => {
  const given: number[] = [];
  const numbered = function* () {
    for (let i = 0; ; i++) {
      given.push(i);
      yield [x, y] as const;
    }
  };
  const [source, held] = [numbered(), numbered()];
  const made = model();
  for (let i = 0; i < 2; i++)
    await made.fit(source, { ...silent, stepsPerEpoch: 2, validationData: held, validationSteps: 1 });
  await made.evaluate(source, { ...silent, steps: 1 });
  expect(given.filter((i) => i === 4)).toHaveLength(1);
  expect(source.next().done).toBe(false);
});

test('predict takes none, and says what does', () => {
  expect(() => model().predict(wrong(forever))).toThrow(/^predict: x is a source of batches. Call `predictOnBatch`/);
});

test('a checkpoint goes on in the middle of an epoch', async () => {
  const store = memoryStore('checkpoint.keras');
  const expected = await trained((one) => one.fit(later, epochs));
  await trained((one) =>
    one.fit(later, {
      ...epochs,
      callbacks: {
        async onTrainBatchEnd(batch) {
          if (batch !== 1 || one.optimizer!.iterations !== 5) return;
          await one.saveCheckpoint(store);
          one.stopTraining = true;
        },
      },
    }),
  );
  const { weights } = await trained((one) =>
    one.fit(later, { ...epochs, callbacks: { onTrainBegin: () => one.loadCheckpoint(store) } }),
  );
  expect(weights).toEqual(expected.weights);
});

const sources: [string, unknown, object, RegExp, Mistake[2]?][] = [
  ['nothing', () => [], {}, /^x has no batches\.$/],
  ['no batches', () => 1, {}, /^x must give batches, \[x, y\]/, TypeError],
  ['an object', () => [{ x, y }], {}, /^x, batch 0: a batch is \[x, y\] or \[x, y, sampleWeight\]\.$/, TypeError],
  ['another shape', () => [[numbers([4, 2]), y]], {}, /^x, batch 0: /],
  ['other counts', () => [[x, numbers([4, 1])]], {}, /x, batch 0: Data .*'x' sizes: 11/],
  ['NaN', () => [[x, [...y.data.slice(1), Number.NaN]]], {}, /^x, batch 0: y .*NaN/],
  ['a generator for epochs', inBatches(), { epochs: 2 }, /^x is a generator, which runs once, but is wanted 2 times\./],
  ['a batch size', inBatches, { batchSize: 4 }, /^`batchSize` is for data that are at hand\./, TypeError],
  ['a split', inBatches, { validationSplit: 0.1 }, /^`validationSplit` is for data/, TypeError],
  ['weights', inBatches, { sampleWeight: weights }, /^`sampleWeight` is for data/, TypeError],
  ['half a step', inBatches, { stepsPerEpoch: 0.5 }, /^x: the number of its batches .* Received: 0\.5$/],
  ['no validation', inBatches, { validationData: () => [] }, /^validationData has no batches\.$/],
];
test.each(sources)('%s is refused', (_, source, options, message, kind) =>
  check(unchanged(regression, (one) => one.fit(wrong(source), { ...silent, ...options }), message, kind)),
);

test('what else cannot be', async () => {
  const made = regression();
  await expect(made.fit(x, y, { stepsPerEpoch: 2 })).rejects.toThrow(
    /`stepsPerEpoch`, expected null: arrays are whole epochs/,
  );
  await expect(made.fit(x, y, { validationData: [x, y], validationSteps: 2 })).rejects.toThrow(
    /`validationSteps`, expected null/,
  );
  await expect(made.evaluate(x, y, { steps: 2 })).rejects.toThrow(/^evaluate: .*`steps`, expected null/);
  await expect(made.fit(wrong(inBatches), y, silent)).rejects.toThrow(/^fit takes an object of options/);
  await expect(new Sequential([new Dense(1)]).fit(inBatches)).rejects.toThrow(/compile/);
  const worker = await inWorker(made);
  await expect(worker.fit(wrong(inBatches), wrong(silent))).rejects.toThrow(/cannot be sent to a worker/);
  worker.terminate();
});
