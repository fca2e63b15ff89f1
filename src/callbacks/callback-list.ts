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
  /** Whether a hook is under way. For ever, where one has thrown: its run has ended. */
  isCalling = false;
  /** Throws what `leave` was given. */
  left?: () => never;
  /** Rejects what waits for the hook under way. */
  private reject?: (reason: unknown) => void;

  /** @param model Told to each callback, like `params`. */
  constructor(callbacks: readonly CallbackLike[] | CallbackLike, model?: TrainedModel, params?: CallbackParams) {
    this.callbacks = [callbacks].flat().map(toCallback);
    this.listeners = Object.fromEntries(hookNames.map((name) => [name, inOrder(this.callbacks, name)])) as Record<
      HookName,
      Callback[]
    >;
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
    return this.call(name, batch, this.needsBatchLogs(name) ? source.logs() : undefined);
  }

  /** Calls a hook that is given logs alone, or the index of an epoch or batch and then logs. */
  call(name: PlainHook, logs?: Logs): HookResult;
  call(name: IndexedHook, index: number, logs?: Logs): HookResult;
  call(name: HookName, first?: number | Logs, second?: Logs): HookResult {
    return this.callFrom(0, name, first, second);
  }

  /** Calls a hook where nothing waits: promises are not looked at. */
  tell(name: HookName, index?: number): void {
    for (const listener of this.listeners[name]) this.tellOne(listener, name, index);
  }

  /** Waits for hooks no longer, whose run was aborted: what they go on to do is their own. */
  leave(reason: unknown): void {
    this.left = () => {
      throw reason;
    };
    this.reject?.(reason);
  }

  /** Where there are no logs they are empty, as in Keras. */
  private tellOne(listener: Callback, name: HookName, first: number | Logs = {}, second: Logs = {}): HookResult {
    return listener[name](first as never, second as never);
  }

  private callFrom(begin: number, name: HookName, first?: number | Logs, second?: Logs): HookResult {
    const listeners = this.listeners[name];
    this.left?.();
    this.isCalling = true;
    for (let i = begin; i < listeners.length; i++) {
      const result = this.tellOne(listeners[i], name, first, second);
      if (isPromise(result)) {
        const ended = new Promise((resolve, reject) => {
          this.reject = reject;
          result.then(resolve, reject);
          // The hook itself may have begun the run for which it is left.
          this.left?.();
        });
        return ended.then(() => this.callFrom(i + 1, name, first, second));
      }
    }
    this.isCalling = false;
  }
}

/**
 * Those that override a hook. Who takes checkpoints comes behind the others, so that what they have done is in it, and nothing of
 * what they do when the training begins is done to what it has loaded; but before them in `onEpochBegin`, which comes again.
 */
function inOrder(callbacks: readonly Callback[], name: HookName): Callback[] {
  const rank = ({ takesCheckpoints }: Callback) => (takesCheckpoints ? (name === 'onEpochBegin' ? -1 : 1) : 0);
  return callbacks.filter((callback) => listens(callback, name)).sort((one, other) => rank(one) - rank(other));
}

/** Whether a callback overrides a hook, or the one of the older name that the hooks of the training batches call. */
function listens(callback: Callback, name: HookName): boolean {
  const names = [name, name.replace('TrainBatch', 'Batch') as HookName];
  return names.some((one) => callback[one] !== Callback.prototype[one]);
}
