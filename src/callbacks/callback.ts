import type { Source, Target } from '../storage/index.js';
import type { Tensor } from '../tensor.js';

/** Values by name: the loss and metrics of a batch or an epoch. */
export type Logs = Record<string, number>;

/** What a callback may know of the model. */
export interface TrainedModel {
  /** Set to true, training ends after the batch. */
  stopTraining: boolean;
  getWeights(): Tensor[];
  setWeights(weights: readonly Tensor[]): void;
  readonly optimizer?: { learningRate: number } | undefined;
  save(target: Target): Promise<void>;
  saveWeights(target: Target): Promise<void>;
  /** Saves all that training depends on. */
  saveCheckpoint(target: Target): Promise<void>;
  /** Goes on from there: the `fit` under way, or the next one. */
  loadCheckpoint(source: Source): Promise<void>;
}

export interface CallbackParams {
  verbose: number;
  epochs: number;
  /** Batches per epoch, null while unknown. */
  steps: number | null;
}

export type HookResult = void | Promise<void>;

/** What begins with `on`. */
export type HookName = Extract<keyof Callback, `on${string}`>;

/** Hooks that are given the index of the epoch or batch. */
export type IndexedHook = Extract<HookName, `on${string}${'Epoch' | 'Batch'}${string}`>;

/** Hooks that are given logs alone. */
export type PlainHook = Exclude<HookName, IndexedHook>;

/** What `fit`, `evaluate` and `predict` accept as a callback. */
export type CallbackLike = Callback | Hooks;

/** Some of the hooks, as functions: `{ onEpochEnd(epoch, logs) { … } }`. */
export type Hooks = { [K in HookName]?: (...args: Parameters<Callback[K]>) => unknown };

/**
 * Something that is told of the stages of training, evaluation and prediction. Derive from it and override hooks; training
 * waits for those that return a promise. Batch logs are running means since the begin of the epoch. Source: `keras.callbacks.Callback`.
 */
export class Callback {
  /** Typed as what every model has, also in a worker. Where yours is a `Sequential`, say so: `declare model: Sequential`. */
  model!: TrainedModel;
  params: CallbackParams = { verbose: 0, epochs: 0, steps: null };
  /**
   * Whether it takes those from which a training goes on.
   * @internal
   */
  readonly takesCheckpoints?: boolean;

  setModel(model: TrainedModel): void {
    // Not among what is printed of a callback: models know much.
    Object.defineProperty(this, 'model', { value: model, configurable: true, writable: true });
  }

  setParams(params: CallbackParams): void {
    this.params = params;
  }

  /** What it would have to know after an interruption, as plain values; undefined for nothing. Saved with checkpoints. */
  get memory(): unknown {
    return undefined;
  }

  set memory(_memory: unknown) {}

  /** False when the logs of the batch that now ends will not be read, so that they need not be made. */
  needsBatchLogs(): boolean {
    return true;
  }

  onTrainBegin(_logs?: Logs): HookResult {}
  onTrainEnd(_logs: Logs): HookResult {}
  onEpochBegin(_epoch: number, _logs?: Logs): HookResult {}
  /** `logs` has loss and metrics of the epoch, those of the validation with `val_` before their names. */
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  onTrainBatchBegin(batch: number, logs?: Logs): HookResult {
    return this.onBatchBegin(batch, logs);
  }
  onTrainBatchEnd(batch: number, logs: Logs): HookResult {
    return this.onBatchEnd(batch, logs);
  }
  /** The older name of `onTrainBatchBegin`. */
  onBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  /** The older name of `onTrainBatchEnd`. */
  onBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onTestBegin(_logs?: Logs): HookResult {}
  onTestEnd(_logs: Logs): HookResult {}
  onTestBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onTestBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onPredictBegin(_logs?: Logs): HookResult {}
  onPredictEnd(_logs?: Logs): HookResult {}
  onPredictBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onPredictBatchEnd(_batch: number, _logs?: Logs): HookResult {}
}

/** The names of all hooks. */
export const hookNames = Object.getOwnPropertyNames(Callback.prototype).filter((name): name is HookName =>
  name.startsWith('on'),
);
