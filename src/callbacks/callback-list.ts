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

/**
 * Calls hooks on several callbacks, in order, each after the one before has ended. The answer is a promise only if one of them
 * gave one, so that a loop whose callbacks are all synchronous neither waits nor allocates.
 */
export class CallbackList {
  readonly callbacks: readonly Callback[];
  private readonly listeners: Record<HookName, readonly Callback[]>;

  /** @param model Told to each callback, like `params`. */
  constructor(callbacks: readonly CallbackLike[] | CallbackLike, model?: TrainedModel, params?: CallbackParams) {
    this.callbacks = [callbacks].flat().map(toCallback);
    this.listeners = Object.fromEntries(
      hookNames.map((name) => [name, this.callbacks.filter((callback) => listens(callback, name))]),
    ) as Record<HookName, Callback[]>;
    for (const callback of this.callbacks) {
      if (model) callback.setModel(model);
      if (params) callback.setParams(params);
    }
  }

  /** Whether any callback overrides the hook: a loop that waits for none need not wait. */
  has(name: HookName): boolean {
    return this.listeners[name].length > 0;
  }

  /** Whether the logs of the batch that now ends will be read by anyone. If not, the hook may be called without. */
  needsBatchLogs(name: 'onTrainBatchEnd' | 'onTestBatchEnd'): boolean {
    const listeners = this.listeners[name];
    for (let i = 0; i < listeners.length; i++) if (listeners[i].needsBatchLogs()) return true;
    return false;
  }

  /** Calls the hook at the end of a batch, with logs if anyone reads them. */
  endBatch(name: 'onTrainBatchEnd' | 'onTestBatchEnd', batch: number, source: { logs(): Logs }): HookResult {
    return this.callAt(name, batch, this.needsBatchLogs(name) ? source.logs() : undefined);
  }

  /** Calls a hook that is given logs alone, from the listener at `from` on. */
  call(name: PlainHook, logs?: Logs, from = 0): HookResult {
    const listeners = this.listeners[name];
    for (let i = from; i < listeners.length; i++) {
      const result = listeners[i][name](logs as Logs);
      if (isPromise(result)) return result.then(() => this.call(name, logs, i + 1));
    }
  }

  /** Calls a hook that is given the index of an epoch or batch. */
  callAt(name: IndexedHook, index: number, logs?: Logs, from = 0): HookResult {
    const listeners = this.listeners[name];
    for (let i = from; i < listeners.length; i++) {
      const result = listeners[i][name](index, logs as Logs);
      if (isPromise(result)) return result.then(() => this.callAt(name, index, logs, i + 1));
    }
  }
}

/** Whether a callback overrides a hook, or the one of the older name that the hooks of the training batches call. */
function listens(callback: Callback, name: HookName): boolean {
  const names = [name, name.replace('TrainBatch', 'Batch') as HookName];
  return names.some((one) => callback[one] !== Callback.prototype[one]);
}
