import { show } from '../errors.js';
import { resolveOptions, withArgument } from '../options.js';
import type { Shape } from '../shape.js';
import { Tensor } from '../tensor.js';
import { Callback, type Logs } from './callback.js';
import { Monitor, type MonitorMode } from './monitor.js';

export interface EarlyStoppingOptions {
  /** The name in the logs. Default: `'val_loss'`. */
  monitor?: string;
  /** A smaller change is no improvement. Default: 0. */
  minDelta?: number;
  /** Epochs without improvement after which training stops. 0 is the same as 1. Default: 0. */
  patience?: number;
  /** 1 prints what it does. Default: 0. */
  verbose?: 0 | 1;
  /** Whether small or large is better. Default: `'auto'`, by the name. */
  mode?: MonitorMode;
  /** Improvements that stay behind this value do not restart the patience. Default: none. */
  baseline?: number | null;
  /** Whether training ends with the weights of the best epoch, also when it was not stopped early. Default: false. */
  restoreBestWeights?: boolean;
  /** Epochs before this one are not looked at. Default: 0. */
  startFromEpoch?: number;
}

interface EarlyStoppingMemory {
  best: number | null;
  bestEpoch: number;
  wait: number;
  stoppedEpoch: number;
  bestWeights: { shape: Shape; data: number[] }[] | null;
}

const defaults: Required<EarlyStoppingOptions> = {
  monitor: 'val_loss',
  minDelta: 0,
  patience: 0,
  verbose: 0,
  mode: 'auto',
  baseline: null,
  restoreBestWeights: false,
  startFromEpoch: 0,
};

/**
 * Stops training when a value has not improved for `patience` epochs; never after the first epoch.
 * Source: `keras.callbacks.EarlyStopping`.
 */
export class EarlyStopping extends Callback {
  readonly monitor: string;
  readonly minDelta: number;
  readonly patience: number;
  readonly verbose: 0 | 1;
  readonly mode: MonitorMode;
  readonly baseline: number | null;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
  /** The best value so far. */
  best: number | null = null;
  bestEpoch = 0;
  bestWeights: Tensor[] | null = null;
  /** Epochs since the last improvement. */
  wait = 0;
  /** The index of the epoch that training was stopped after, or 0. */
  stoppedEpoch = 0;
  private readonly watched: Monitor;

  /** @param monitor What is watched, or all options in one object. */
  constructor(monitor?: string | EarlyStoppingOptions, given: EarlyStoppingOptions = {}) {
    super();
    const all = withArgument('EarlyStopping', 'monitor', monitor, given);
    const options = resolveOptions('EarlyStopping', defaults, all, ['verbose']);
    this.monitor = options.monitor;
    this.minDelta = Math.abs(options.minDelta);
    this.patience = options.patience;
    this.verbose = options.verbose;
    this.mode = options.mode;
    this.baseline = options.baseline;
    this.restoreBestWeights = options.restoreBestWeights;
    this.startFromEpoch = options.startFromEpoch;
    this.watched = new Monitor('EarlyStopping', options);
    for (const name of ['patience', 'startFromEpoch', 'minDelta'] as const) {
      if (this[name] >= 0) continue;
      throw new RangeError(`EarlyStopping: \`${name}\` must be a number from 0. Received: ${show(options[name])}.`);
    }
    if (this.baseline !== null && typeof this.baseline !== 'number') {
      throw new TypeError(`EarlyStopping: \`baseline\` must be a number. Received: ${show(this.baseline)}.`);
    }
  }

  override get memory(): EarlyStoppingMemory {
    const { best, bestEpoch, wait, stoppedEpoch, bestWeights } = this;
    const weights = bestWeights && bestWeights.map(({ shape, data }) => ({ shape, data: [...data] }));
    return { best, bestEpoch, wait, stoppedEpoch, bestWeights: weights };
  }

  override set memory({ best, bestEpoch, wait, stoppedEpoch, bestWeights }: EarlyStoppingMemory) {
    Object.assign(this, { best, bestEpoch, wait, stoppedEpoch });
    this.bestWeights = bestWeights && bestWeights.map(({ shape, data }) => new Tensor(shape, Float32Array.from(data)));
  }

  override onTrainBegin(): void {
    this.memory = { best: null, bestEpoch: 0, wait: 0, stoppedEpoch: 0, bestWeights: null };
    this.watched.reset();
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    const current = this.watched.read(logs);
    if (current === undefined || epoch < this.startFromEpoch) return;
    if (this.restoreBestWeights && this.bestWeights === null) this.keepWeights(epoch);
    this.wait++;
    if (this.watched.improves(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (this.restoreBestWeights) this.keepWeights(epoch);
      if (this.watched.improves(current, this.baseline)) this.wait = 0;
      return;
    }
    if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose > 0) console.log(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (this.restoreBestWeights && this.bestWeights !== null) {
      if (this.verbose > 0) {
        console.log(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
      }
      this.model.setWeights(this.bestWeights);
    }
  }

  private keepWeights(epoch: number): void {
    this.bestWeights = this.model.getWeights();
    this.bestEpoch = epoch;
  }
}
