import { invalid, resolveOptions, withArgument } from '../options.js';
import { Callback, type Logs } from './callback.js';
import { formatRate } from './learning-rate.js';
import { Monitor, type MonitorMode } from './monitor.js';

export interface ReduceLROnPlateauOptions {
  /** The name in the logs. Default: `'val_loss'`. */
  monitor?: string;
  /** The learning rate is multiplied by this. At least 0 and less than 1. Default: 0.1. */
  factor?: number;
  /** Epochs without improvement after which it is reduced. Default: 10. */
  patience?: number;
  /** 1 prints what it does. Default: 0. */
  verbose?: 0 | 1;
  /** Whether small or large is better. Default: `'auto'`, by the name. */
  mode?: MonitorMode;
  /** A smaller change is no improvement. Default: 0.0001. */
  minDelta?: number;
  /** Epochs after a reduction in which patience does not run. Default: 0. */
  cooldown?: number;
  /** The learning rate does not become smaller. Default: 0. */
  minLr?: number;
}

interface ReduceLROnPlateauMemory {
  best: number | null;
  wait: number;
  cooldownCounter: number;
}

const defaults: Required<ReduceLROnPlateauOptions> = {
  monitor: 'val_loss',
  factor: 0.1,
  patience: 10,
  verbose: 0,
  mode: 'auto',
  minDelta: 1e-4,
  cooldown: 0,
  minLr: 0,
};

/**
 * Reduces the learning rate when a value has not improved for `patience` epochs. Adds `learning_rate` to the logs.
 * Source: `keras.callbacks.ReduceLROnPlateau`.
 */
export class ReduceLROnPlateau extends Callback {
  /** The best value so far. */
  best: number | null = null;
  /** Epochs since the last improvement. */
  wait = 0;
  /** Epochs for which patience still does not run. */
  cooldownCounter = 0;
  private readonly options: Required<ReduceLROnPlateauOptions>;
  private readonly watched: Monitor;

  /** @param monitor What is watched, or all options in one object. */
  constructor(monitor?: string | ReduceLROnPlateauOptions, given: ReduceLROnPlateauOptions = {}) {
    super();
    const all = withArgument('ReduceLROnPlateau', 'monitor', monitor, given);
    const options = resolveOptions('ReduceLROnPlateau', defaults, all);
    const { factor } = options;
    if (!(factor >= 0 && factor < 1)) {
      throw invalid('ReduceLROnPlateau', 'factor', factor, 'a number from 0 and less than 1');
    }
    for (const name of ['patience', 'cooldown', 'minLr'] as const) {
      if (options[name] < 0) throw invalid('ReduceLROnPlateau', name, options[name], 'a number from 0');
    }
    this.watched = new Monitor('ReduceLROnPlateau', options);
    this.options = options;
  }

  override get memory(): ReduceLROnPlateauMemory {
    const { best, wait, cooldownCounter } = this;
    return { best, wait, cooldownCounter };
  }

  override set memory({ best, wait, cooldownCounter }: ReduceLROnPlateauMemory) {
    Object.assign(this, { best, wait, cooldownCounter });
  }

  override onTrainBegin(): void {
    this.memory = { best: null, wait: 0, cooldownCounter: 0 };
    this.watched.reset();
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    const current = this.watched.read(logs);
    logs.learning_rate = Math.fround(this.model.optimizer!.learningRate);
    if (current === undefined) return;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.wait = 0;
    }
    if (this.watched.improves(current, this.best)) {
      this.best = current;
      this.wait = 0;
    } else if (this.cooldownCounter === 0 && ++this.wait >= this.options.patience) this.reduce(epoch);
  }

  private reduce(epoch: number): void {
    const { factor, minLr, cooldown, verbose } = this.options;
    const optimizer = this.model.optimizer!;
    const before = Math.fround(optimizer.learningRate);
    if (before <= Math.fround(minLr)) return;
    const rate = Math.max(before * factor, minLr);
    optimizer.learningRate = rate;
    this.cooldownCounter = cooldown;
    this.wait = 0;
    if (verbose > 0) {
      console.log(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${formatRate(rate)}.`);
    }
  }
}
