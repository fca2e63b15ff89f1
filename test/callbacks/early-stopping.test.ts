import { afterEach, describe, expect, test, vi } from 'vitest';
import { EarlyStopping, ReduceLROnPlateau, type EarlyStoppingOptions } from '../../src/callbacks/index.js';
import golden from '../golden/text.json' with { type: 'json' };
import { loop } from './loop.js';

afterEach(() => vi.restoreAllMocks());

/** The index of the epoch that training was stopped after, and that whose weights it ended with. */
async function run(options: EarlyStoppingOptions, losses: number[], name = 'loss') {
  const callback = new EarlyStopping({ monitor: name, ...options });
  const { weight } = await loop(callback, { losses, name });
  return { stopped: callback.stoppedEpoch, weight, callback };
}

describe('EarlyStopping', () => {
  const { losses, stopped_epoch_by_patience } = golden.early_stopping_patience;
  test.each(Object.entries(stopped_epoch_by_patience))('patience %s as Keras', async (patience, epoch) => {
    expect((await run({ patience: Number(patience) }, losses)).stopped).toBe(epoch);
  });

  test.each<[string, EarlyStoppingOptions, number[], number]>([
    ['never at the first epoch', { baseline: 1 }, [5, 4, 3, 2], 0],
    ['a baseline not reached', { baseline: 1, patience: 2 }, [5, 4, 4, 4], 2],
    ['a baseline reached', { baseline: 4.5, patience: 2 }, [5, 4, 4, 4], 3],
    ['minDelta', { minDelta: 0.5 }, [5, 4, 3.6, 3], 2],
    ['minDelta without sign', { minDelta: -0.5 }, [5, 4, 3.6, 3], 2],
    ['an equal value is no improvement', {}, [5, 5], 1],
    ['NaN is no improvement', { patience: 2 }, [5, Number.NaN, Number.NaN], 2],
    ['startFromEpoch', { startFromEpoch: 3 }, [1, 2, 3, 4, 3, 5], 5],
    ['max', { mode: 'max' }, [1, 2, 3, 2], 3],
  ])('%s', async (_, options, losses, stopped) => {
    expect((await run(options, losses)).stopped).toBe(stopped);
  });

  test('restores the best weights, also when not stopped early', async () => {
    expect((await run({ restoreBestWeights: true, patience: 2 }, [3, 1, 2, 2])).weight).toBe(1);
    expect((await run({ restoreBestWeights: true, patience: 9 }, [3, 1, 2])).weight).toBe(1);
    expect((await run({ patience: 2 }, [3, 1, 2, 2])).weight).toBe(3);
  });

  test.each(['accuracy', 'acc', 'auc', 'precision_1', 'recall', 'f1_score', 'head_accuracy', 'val_accuracy'])(
    '%s is better large',
    async (name) => expect((await run({}, [1, 2, 1.5], name)).stopped).toBe(2),
  );

  test.each(['loss', 'out_loss', 'mse', 'mae', 'mean_absolute_error', 'binary_crossentropy', 'meanSquaredError'])(
    '%s is better small',
    async (name) => expect((await run({}, [2, 1, 1.5], name)).stopped).toBe(2),
  );

  test('says what it does', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await run({ verbose: 1, patience: 3, restoreBestWeights: true }, [4, 3, 2, 1, 2, 2, 2]);
    expect(log.mock.calls.flat()).toEqual([
      'Epoch 7: early stopping',
      'Restoring model weights from the end of the best epoch: 4.',
    ]);
  });

  test('warns once of what is not there', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await loop(new EarlyStopping(), { losses: [1, 2, 3] });
    expect(warn.mock.calls).toEqual([["EarlyStopping monitors 'val_loss', which is not there. Available: loss."]]);
  });

  test('what is watched may stand in front', () => {
    const options = { patience: 3 };
    expect(new EarlyStopping('loss', options)).toEqual(new EarlyStopping({ monitor: 'loss', ...options }));
    expect(new ReduceLROnPlateau('loss', options)).toEqual(new ReduceLROnPlateau({ monitor: 'loss', ...options }));
  });

  test('can be used again', async () => {
    const callback = new EarlyStopping({ monitor: 'loss' });
    await loop(callback, { losses: [1, 2] });
    await loop(callback, { losses: [3, 2, 1] });
    expect([callback.stoppedEpoch, callback.best]).toEqual([0, 1]);
  });

  test.each<[object, ErrorConstructor, string]>([
    [{ patiense: 3 }, TypeError, 'Unrecognized option passed to EarlyStopping: `patiense`. Did you mean `patience`?'],
    [{ restore_best_weights: true }, TypeError, 'Did you mean `restoreBestWeights`?'],
    [{ mode: 'least' }, RangeError, "`mode` must be 'auto', 'min' or 'max'. Received: 'least'."],
    [{ patience: -1 }, RangeError, '`patience` must be a number from 0. Received: -1.'],
    [{ monitor: 'custom' }, RangeError, "Add `mode: 'min'` or `mode: 'max'`."],
    [{ baseline: '1' }, TypeError, "`baseline` must be a number. Received: '1'."],
  ])('%j is refused', (options, kind, message) => {
    expect(() => new EarlyStopping(options as EarlyStoppingOptions)).toThrow(kind);
    expect(() => new EarlyStopping(options as EarlyStoppingOptions)).toThrow(message);
  });
});

test.each([
  ['val_error_class_accuracy', 2],
  ['score_mae', 1],
  ['accuracy_loss', 1],
  ['val_loss_acc', 2],
])('%s: the end of a name says what is better', (monitor, best) => {
  const stopping = new EarlyStopping(monitor, { patience: 5 });
  stopping.onTrainBegin();
  for (const value of [1, 2]) stopping.onEpochEnd(value, { [monitor]: value });
  expect(stopping.best).toBe(best);
});
