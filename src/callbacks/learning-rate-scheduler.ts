import { show } from '../errors.js';
import { resolveOptions, withArgument } from '../options.js';
import { Callback, type Logs } from './callback.js';
import { formatRate } from './learning-rate.js';

export interface LearningRateSchedulerOptions {
  /** 1 prints the rate of each epoch. Default: 0. */
  verbose?: 0 | 1;
}

/** The learning rate of an epoch, counted from 0, from the one so far. */
export type LearningRateFunction = (epoch: number, learningRate: number) => number;

/**
 * Sets the optimizer's learning rate at the beginning of each epoch. Adds `learning_rate` to the logs.
 *
 *     new LearningRateScheduler((epoch, learningRate) => (epoch < 10 ? learningRate : learningRate * 0.9))
 *
 * @throws TypeError while training, when the function answers anything but a finite number. Source: `keras.callbacks.LearningRateScheduler`.
 */
export class LearningRateScheduler extends Callback {
  readonly schedule: LearningRateFunction;
  private readonly verbose: number;

  constructor(
    given: LearningRateFunction | ({ schedule: LearningRateFunction } & LearningRateSchedulerOptions),
    options: LearningRateSchedulerOptions = {},
  ) {
    super();
    const { schedule, verbose } = resolveOptions(
      'LearningRateScheduler',
      { schedule: null as LearningRateFunction | null, verbose: 0 },
      withArgument('LearningRateScheduler', 'schedule', given, options),
    );
    if (typeof schedule !== 'function') {
      throw new TypeError(
        `LearningRateScheduler: \`schedule\` must be a function (epoch, learningRate) => number. Received: ${show(schedule)}.`,
      );
    }
    this.schedule = schedule;
    this.verbose = verbose;
  }

  override onEpochBegin(epoch: number): void {
    const optimizer = this.model.optimizer!;
    const rate = this.schedule(epoch, Math.fround(optimizer.learningRate));
    if (!Number.isFinite(rate)) {
      throw new TypeError(
        `LearningRateScheduler: \`schedule\` must return a finite number. Received: ${show(rate)} at epoch ${epoch}.`,
      );
    }
    optimizer.learningRate = rate;
    if (this.verbose > 0) {
      console.log(`\nEpoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${formatRate(rate)}.`);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logs.learning_rate = Math.fround(this.model.optimizer!.learningRate);
  }
}
