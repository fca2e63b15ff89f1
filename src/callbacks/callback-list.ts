import {
  Callback,
  type CallbackLike,
  type CallbackParams,
  type HookName,
  type HookResult,
  hookNames,
  type IndexedHook,
  type Logs,
  type PlainHook,
  type TrainedModel,
} from './callback.js';
import { isPromise, toCallback } from './lambda-callback.js';

/** The older names, which the hooks of the training batches call. */
const older: Partial<Record<HookName, HookName>> = { onTrainBatchBegin: 'onBatchBegin', onTrainBatchEnd: 'onBatchEnd' };

/**
 * Calls hooks on several callbacks, in order, each after the one before has ended. The answer is a promise only if one of them
 * gave one, so that a loop whose callbacks are all synchronous neither waits nor allocates.
 */
export class CallbackList {
  readonly callbacks: readonly Callback[];
  private readonly listeners: Record<HookName, readonly Callback[]>;

  /** @param model Told to each callback, like `params`. */
  constructor(callbacks: readonly CallbackLike[] | CallbackLike, model?: TrainedModel, params?: CallbackParams) {
    this.callbacks = (Array.isArray(callbacks) ? callbacks : [callbacks]).map(toCallback);
    this.listeners = Object.fromEntries(
      hookNames.map((name) => [name, this.callbacks.filter((callback) => listens(callback, name))]),
    ) as Record<HookName, Callback[]>;
    if (model) this.setModel(model);
    if (params) this.setParams(params);
  }

  setModel(model: TrainedModel): void {
    for (const callback of this.callbacks) callback.setModel(model);
  }

  setParams(params: CallbackParams): void {
    for (const callback of this.callbacks) callback.setParams(params);
  }

  /** Whether any callback overrides the hook. */
  has(name: HookName): boolean {
    return this.listeners[name].length > 0;
  }

  get hasTrainBatchHooks(): boolean {
    return this.has('onTrainBatchBegin') || this.has('onTrainBatchEnd');
  }

  get hasTestBatchHooks(): boolean {
    return this.has('onTestBatchBegin') || this.has('onTestBatchEnd');
  }

  /** Whether the logs of the batch that now ends will be read by anyone. If not, the hook may be called without. */
  needsBatchLogs(name: 'onTrainBatchEnd' | 'onTestBatchEnd'): boolean {
    const listeners = this.listeners[name];
    for (let i = 0; i < listeners.length; i++) if (listeners[i].needsBatchLogs()) return true;
    return false;
  }

  onTrainBegin(logs?: Logs): HookResult {
    return this.plain('onTrainBegin', logs, 0);
  }
  onTrainEnd(logs?: Logs): HookResult {
    return this.plain('onTrainEnd', logs, 0);
  }
  onTestBegin(logs?: Logs): HookResult {
    return this.plain('onTestBegin', logs, 0);
  }
  onTestEnd(logs?: Logs): HookResult {
    return this.plain('onTestEnd', logs, 0);
  }
  onPredictBegin(logs?: Logs): HookResult {
    return this.plain('onPredictBegin', logs, 0);
  }
  onPredictEnd(logs?: Logs): HookResult {
    return this.plain('onPredictEnd', logs, 0);
  }
  onEpochBegin(epoch: number, logs?: Logs): HookResult {
    return this.indexed('onEpochBegin', epoch, logs, 0);
  }
  onEpochEnd(epoch: number, logs?: Logs): HookResult {
    return this.indexed('onEpochEnd', epoch, logs, 0);
  }
  onTrainBatchBegin(batch: number, logs?: Logs): HookResult {
    return this.indexed('onTrainBatchBegin', batch, logs, 0);
  }
  onTrainBatchEnd(batch: number, logs?: Logs): HookResult {
    return this.indexed('onTrainBatchEnd', batch, logs, 0);
  }
  onTestBatchBegin(batch: number, logs?: Logs): HookResult {
    return this.indexed('onTestBatchBegin', batch, logs, 0);
  }
  onTestBatchEnd(batch: number, logs?: Logs): HookResult {
    return this.indexed('onTestBatchEnd', batch, logs, 0);
  }
  onPredictBatchBegin(batch: number, logs?: Logs): HookResult {
    return this.indexed('onPredictBatchBegin', batch, logs, 0);
  }
  onPredictBatchEnd(batch: number, logs?: Logs): HookResult {
    return this.indexed('onPredictBatchEnd', batch, logs, 0);
  }

  private plain(name: PlainHook, logs: Logs | undefined, from: number): HookResult {
    const listeners = this.listeners[name];
    for (let i = from; i < listeners.length; i++) {
      const result = listeners[i][name](logs as Logs);
      if (isPromise(result)) return result.then(() => this.plain(name, logs, i + 1));
    }
  }

  private indexed(name: IndexedHook, index: number, logs: Logs | undefined, from: number): HookResult {
    const listeners = this.listeners[name];
    for (let i = from; i < listeners.length; i++) {
      const result = listeners[i][name](index, logs as Logs);
      if (isPromise(result)) return result.then(() => this.indexed(name, index, logs, i + 1));
    }
  }
}

function listens(callback: Callback, name: HookName): boolean {
  if (callback[name] !== Callback.prototype[name]) return true;
  const oldName = older[name];
  return oldName !== undefined && callback[oldName] !== Callback.prototype[oldName];
}
