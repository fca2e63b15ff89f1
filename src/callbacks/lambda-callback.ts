import { show, suggest } from '../errors.js';
import { toConfigKey } from '../naming.js';
import { isPlain } from '../options.js';
import { Callback, type CallbackLike, checkHooks, type HookResult, type Hooks, hookNames } from './callback.js';

/**
 * A callback made of functions. Plain objects given to `fit` become one. Within a function that has its own `this`, that is the object.
 * Source: `keras.callbacks.LambdaCallback`.
 */
export class LambdaCallback extends Callback {
  constructor(hooks: Hooks) {
    super();
    checkHooks(isPlain(hooks) ? hooks : hooksOf(hooks), 'A callback');
    for (const [name, hook] of Object.entries(hooksOf(hooks))) {
      // Only promises are passed on: an arrow function may return whatever its expression happens to be.
      const call = (...args: unknown[]): HookResult => {
        const result = hook.apply(hooks, args);
        return isPromise(result) ? result : undefined;
      };
      Object.defineProperty(this, name, { value: call });
    }
  }
}

type Hook = (...args: unknown[]) => unknown;

/** The hooks of an object, those of its class included. */
function hooksOf(object: Hooks): Record<string, Hook> {
  const hooks: Record<string, Hook> = {};
  for (const name of hookNames) if (object[name] !== undefined) hooks[name] = object[name] as Hook;
  return hooks;
}

/** @throws TypeError for what is neither a Callback nor an object of hooks, and for hooks that are called as in Python. */
export function toCallback(callback: CallbackLike): Callback {
  if (callback instanceof Callback) {
    const foreign = hookNames.map(toConfigKey).find((name) => name in callback);
    if (foreign) throw new TypeError(`A callback has no hook \`${foreign}\`.${suggest(foreign, hookNames)}`);
    return callback;
  }
  if (typeof callback === 'object' && callback !== null && !Array.isArray(callback))
    return new LambdaCallback(callback);
  const cure =
    typeof callback === 'function' ? ' Write `{ onEpochEnd: (epoch, logs) => … }`, or `new` for a class.' : '';
  throw new TypeError(`A callback must be a Callback or an object with hooks. Received: ${show(callback)}.${cure}`);
}

export function isPromise(value: unknown): value is Promise<void> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
