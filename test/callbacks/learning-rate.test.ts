import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type CallbackLike,
  LearningRateScheduler,
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  TerminateOnNaN,
} from '../../src/callbacks/index.js';
import { Dense, Input, Sequential, SGD } from '../../src/index.js';
import { loop } from './loop.js';

afterEach(() => vi.restoreAllMocks());

/** The learning rate after each epoch, and what was printed. */
async function run(callback: CallbackLike, losses: number[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const rates: number[] = [];
  const optimizer = { learningRate: 0.1 };
  const record = { onEpochEnd: () => void rates.push(Math.fround(optimizer.learningRate)) };
  await loop([callback, record], { losses, optimizer });
  return { rates, lines: log.mock.calls.flat() };
}

// Numbers and lines of Keras 3.15.1.
describe('ReduceLROnPlateau', () => {
  test.each<[string, ReduceLROnPlateauOptions, number[], number[]]>([
    ['patience', { patience: 2 }, [5, 4, 4, 4, 4, 4], [0.1, 0.1, 0.1, 0.01, 0.01, 0.001]],
    [
      'cooldown',
      { patience: 1, cooldown: 2, factor: 0.5 },
      [5, 5, 5, 5, 5, 5, 5],
      [0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125],
    ],
    ['small changes', { patience: 2 }, [5, 4.99995, 4.9999, 4.9998], [0.1, 0.1, 0.01, 0.01]],
    ['minDelta', { patience: 1, minDelta: 0.6 }, [5, 4.5, 4, 3.6], [0.1, 0.01, 0.01, 0.001]],
    ['minLr', { patience: 1, factor: 0.5, minLr: 0.03 }, [5, 5, 5, 5, 5, 5], [0.1, 0.05, 0.03, 0.03, 0.03, 0.03]],
    ['NaN', { patience: 2 }, [5, Number.NaN, Number.NaN], [0.1, 0.1, 0.01]],
    ['no patience', { patience: 0, factor: 0.5 }, [1, 1, 1], [0.1, 0.05, 0.025]],
  ])('%s', async (_, options, losses, expected) => {
    const { rates } = await run(new ReduceLROnPlateau({ monitor: 'loss', ...options }), losses);
    for (const [i, rate] of expected.entries()) expect(rates[i]).toBeCloseTo(rate, 7);
  });

  test('says what it does', async () => {
    const callback = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, verbose: 1, factor: 0.01 });
    expect((await run(callback, [5, 5, 5])).lines).toEqual([
      '\nEpoch 2: ReduceLROnPlateau reducing learning rate to 0.0010000000149011613.',
      '\nEpoch 3: ReduceLROnPlateau reducing learning rate to 1.0000000474974514e-05.',
    ]);
  });

  test('warns once of what is not there', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await run(new ReduceLROnPlateau(), [1, 2]);
    expect(warn.mock.calls).toEqual([["ReduceLROnPlateau monitors 'val_loss', which is not there. Available: loss."]]);
  });

  test.each<[object, RegExp]>([
    [{ factor: 1 }, /`factor`, expected a number from 0 and less than 1.*factor=1/],
    [{ patience: -1 }, /`patience`, expected a number from 0/],
    [{ monitor: 'x' }, /monitors 'x'.*Add `mode: 'min'`/],
    [{ min_lr: 0 }, /`min_lr`.*`minLr`/],
  ])('%j is refused', (options, message) => expect(() => new ReduceLROnPlateau(options)).toThrow(message));
});

describe('LearningRateScheduler', () => {
  test('sets the rate of each epoch, and says so', async () => {
    const seen: number[] = [];
    const schedule = (epoch: number, rate: number) => (seen.push(epoch), rate / 100);
    const { rates, lines } = await run(new LearningRateScheduler(schedule, { verbose: 1 }), [1, 1]);
    expect([seen, rates]).toEqual([
      [0, 1],
      [0.0010000000474974513, 1.0000000656873453e-5],
    ]);
    expect(lines).toEqual([
      '\nEpoch 1: LearningRateScheduler setting learning rate to 0.0010000000149011613.',
      '\nEpoch 2: LearningRateScheduler setting learning rate to 1.0000000474974514e-05.',
    ]);
  });

  test('what is no rate is refused', async () => {
    expect(() => new LearningRateScheduler(0.1 as never)).toThrow('`schedule` must be a function');
    await expect(run(new LearningRateScheduler(() => Number.NaN), [1])).rejects.toThrow(
      /finite number.*NaN at epoch 0/,
    );
  });
});

test.each<[string, CallbackLike[]]>([
  ['a schedule', []],
  ['a schedule and a plateau', [new ReduceLROnPlateau({ monitor: 'loss' })]],
])('the rate of an epoch is in the history, by %s', async (_, more) => {
  const model = new Sequential([Input({ shape: [1] }), new Dense(1)]);
  model.compile({ optimizer: new SGD(0.5), loss: 'mse' });
  const callbacks = [new LearningRateScheduler((_, rate) => rate / 2), ...more];
  const { history } = await model.fit([[1]], [[1]], { epochs: 3, verbose: 0, callbacks });
  expect(history.learning_rate).toEqual([0.25, 0.125, 0.0625]);
});

describe('TerminateOnNaN', () => {
  const losses = [1, Number.POSITIVE_INFINITY, 1];
  test('ends training', async () => {
    const { rates, lines } = await run(new TerminateOnNaN(), losses);
    expect([rates.length, lines]).toEqual([2, ['Batch 0: Invalid loss, terminating training']]);
  });

  test('or is an error', () =>
    expect(run(new TerminateOnNaN({ raiseError: true }), losses)).rejects.toThrow(
      'NaN or Inf loss encountered at batch 0. Loss value: Infinity. Terminating training immediately.',
    ));
});
