import { describe, expect, test } from 'vitest';
import { hookNames } from '../../src/callbacks/callback.js';
import {
  Callback,
  type CallbackLike,
  CallbackList,
  History,
  LambdaCallback,
  type Logs,
} from '../../src/callbacks/index.js';
import { Dense, Sequential } from '../../src/index.js';
import { loop, model } from './loop.js';

/** All hooks, noting their calls as Keras's names. */
const keys = (logs: Logs | undefined, write: (names: string[]) => string) =>
  logs && Object.keys(logs).length > 0 ? write(Object.keys(logs)) : '';

function recorder(calls: string[]): CallbackLike {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const note = (name: string) =>
    /Epoch|Batch/.test(name)
      ? (index: number, logs?: Logs) => void calls.push(`${snake(name)}(${index}${keys(logs, (names) => `,${names}`)})`)
      : (logs?: Logs) => void calls.push(`${snake(name)}${keys(logs, (names) => `(${names})`)}`);
  class Recorder extends Callback {}
  for (const name of hookNames) {
    const older = name.replace('Train', '') as 'onBatchEnd';
    Object.defineProperty(Recorder.prototype, name, {
      value(this: Callback, index: number, logs?: Logs) {
        (note(name) as (index: number | Logs, logs?: Logs) => void)(index, logs);
        if (name.includes('TrainBatch')) this[older](index, logs as Logs);
      },
    });
  }
  return new Recorder();
}

test('the order of one fit with validation is that of Keras', async () => {
  const calls: string[] = [];
  await loop(recorder(calls), { losses: [1], batches: 2, validation: true });
  expect(calls).toEqual([
    'on_train_begin',
    'on_epoch_begin(0)',
    'on_train_batch_begin(0)',
    'on_batch_begin(0)',
    'on_train_batch_end(0,loss)',
    'on_batch_end(0,loss)',
    'on_train_batch_begin(1)',
    'on_batch_begin(1)',
    'on_train_batch_end(1,loss)',
    'on_batch_end(1,loss)',
    'on_test_begin',
    'on_test_batch_begin(0)',
    'on_test_batch_end(0,loss)',
    'on_test_end(loss)',
    'on_epoch_end(0,loss,val_loss)',
    'on_train_end(loss,val_loss)',
  ]);
});

test('the older batch hooks are called through the newer ones', async () => {
  const seen: number[] = [];
  await loop({ onBatchEnd: (batch, logs) => void seen.push(batch, logs!.loss) }, { losses: [3], batches: 2 });
  expect(seen).toEqual([0, 3, 1, 3]);
});

describe('CallbackList', () => {
  test('knows which hooks are overridden', () => {
    const none = new CallbackList([new History(), { onEpochEnd() {} }]);
    expect(none.has('onTrainBatchEnd')).toBe(false);
    expect(none.has('onEpochEnd')).toBe(true);
    expect(new CallbackList({ onBatchEnd() {} }).has('onTrainBatchEnd')).toBe(true);
    expect(new CallbackList({ onTrainBatchBegin() {} }).has('onTrainBatchBegin')).toBe(true);
    expect(new CallbackList({ onTestBatchEnd() {} }).has('onTestBatchEnd')).toBe(true);
  });

  test('asks whether logs of a batch are wanted', () => {
    class Deaf extends Callback {
      override onTrainBatchEnd() {}
      override needsBatchLogs() {
        return false;
      }
    }
    expect(new CallbackList([new Deaf()]).needsBatchLogs('onTrainBatchEnd')).toBe(false);
    expect(new CallbackList([new Deaf(), { onBatchEnd() {} }]).needsBatchLogs('onTrainBatchEnd')).toBe(true);
  });

  test('gives no promise when none was given', () => {
    expect(new CallbackList([{ onEpochEnd: () => 5 }, { onTrainEnd() {} }]).call('onEpochEnd', 0, {})).toBeUndefined();
  });

  test('lets each callback end before the next', async () => {
    const order: string[] = [];
    const slow = { onEpochEnd: () => new Promise<void>((done) => setTimeout(() => done(void order.push('slow')), 5)) };
    const list = new CallbackList([slow, { onEpochEnd: () => void order.push('quick') }]);
    await list.call('onEpochEnd', 0);
    expect(order).toEqual(['slow', 'quick']);
  });

  test('tells model and params', () => {
    const history = new History();
    const params = { verbose: 1, epochs: 2, steps: 3 };
    const trained = model();
    new CallbackList(history, trained, params);
    expect(history.model).toBe(trained);
    expect(history.params).toBe(params);
    expect(JSON.parse(JSON.stringify(history))).toEqual({ params, history: {}, epoch: [] });
  });
});

test('History', async () => {
  const history = new History();
  await loop(history, { losses: [3, 2], batches: 1, validation: true });
  expect(history.history).toEqual({ loss: [3, 2], val_loss: [3, 2] });
  expect(history.epoch).toEqual([0, 1]);
});

describe('objects with hooks', () => {
  test('keep their this, from a class too', () => {
    class Count {
      count = 0;
      onEpochEnd() {
        this.count++;
      }
    }
    const [one, two] = [
      new Count(),
      {
        count: 5,
        onEpochEnd() {
          this.count++;
        },
      },
    ];
    new CallbackList([one, two]).call('onEpochEnd', 0);
    expect([one.count, two.count]).toEqual([1, 6]);
  });

  test.each<[unknown, string]>([
    [{ onEpochEnded() {} }, 'A callback has no hook `onEpochEnded`. Did you mean `onEpochEnd`?'],
    [{ on_epoch_end() {} }, 'Did you mean `onEpochEnd`?'],
    [
      new (class extends Callback {
        on_epoch_end() {}
      })(),
      'hook `on_epoch_end`. Did you mean `onEpochEnd`?',
    ],
    [
      { onEpochEnd: 3 },
      'A callback: received an invalid value for `onEpochEnd`, expected a function. Received: onEpochEnd=3',
    ],
    [
      {},
      'A callback is a Callback, made by `new`, or has hooks, such as { onEpochEnd(epoch, logs) { … } }. Received: {}.',
    ],
    [
      () => {},
      'A callback is a Callback, made by `new`, or has hooks, such as { onEpochEnd(epoch, logs) { … } }. Received: a function.',
    ],
    [History, 'made by `new`, or has hooks, such as { onEpochEnd(epoch, logs) { … } }. Received: function History.'],
    [null, 'Received: null.'],
  ])('%o is refused', (callback, message) => {
    expect(() => new CallbackList([callback as CallbackLike])).toThrow(TypeError);
    expect(() => new CallbackList([callback as CallbackLike])).toThrow(message);
  });

  test('LambdaCallback', async () => {
    const losses: number[] = [];
    await loop(new LambdaCallback({ onEpochEnd: (_, logs) => losses.push(logs!.loss) }), {
      losses: [2, 1],
      batches: 1,
    });
    expect(losses).toEqual([2, 1]);
  });
});

test('predict tells its callbacks of each batch', () => {
  const calls: string[] = [];
  const note = (name: string) => (given: unknown) => void calls.push(`${name} ${JSON.stringify(given)}`);
  const callbacks = { onPredictBegin: note('begin'), onPredictBatchEnd: note('batch'), onPredictEnd: note('end') };
  new Sequential([new Dense(1)]).predict([[1], [2], [3]], { batchSize: 2, callbacks });
  expect(calls).toEqual(['begin {}', 'batch 0', 'batch 1', 'end {}']);
});
