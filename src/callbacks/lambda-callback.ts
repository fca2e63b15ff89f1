import { alternatives, show } from '../errors.js';
import { toConfigKey } from '../naming.js';
import { invalid, isPlain } from '../options.js';
import { Callback, type CallbackLike, type HookName, type Hooks, hookNames } from './callback.js';

/**
 * A callback made of functions. Plain objects given to `fit` become one. Within a function that has its own `this`, that is the object.
 * Source: `keras.callbacks.LambdaCallback`.
 */
export class LambdaCallback extends Callback {
  constructor(hooks: Hooks) {
    super();
    for (const name of hooksOf(hooks)) {
      Object.defineProperty(this, name, { value: (hooks[name] as () => unknown).bind(hooks) });
    }
  }
}

/**
 * The hooks of an object, those of its class included. Other values than functions are its own business, and so are methods of a
 * class.
 * @throws TypeError for a function that is no hook, with the hook that was likely meant, and when there is no hook at all.
 */
function hooksOf(object: Hooks): HookName[] {
  for (const [name, value] of isPlain(object) ? Object.entries(object) : []) {
    if (typeof value === 'function' && !(hookNames as readonly string[]).includes(name)) throw noHook(name);
  }
  const given = hookNames.filter((name) => object?.[name] !== undefined);
  const wrong = given.find((name) => typeof object[name] !== 'function');
  if (wrong) throw invalid('A callback', wrong, object[wrong], 'a function', TypeError);
  if (given.length > 0) return given;
  throw new TypeError(
    `A callback is a Callback, made by \`new\`, or has hooks, such as { onEpochEnd(epoch, logs) { … } }. Received: ${show(object)}.`,
  );
}

const noHook = (name: string) => new TypeError(`A callback has no hook \`${name}\`.${alternatives(name, hookNames)}`);

/** @throws TypeError for what is neither a Callback nor an object of hooks, and for hooks that are called as in Python. */
export function toCallback(callback: CallbackLike): Callback {
  if (callback instanceof Callback) {
    const foreign = hookNames.map(toConfigKey).find((name) => name in callback);
    if (foreign) throw noHook(foreign);
    return callback;
  }
  return new LambdaCallback(callback);
}

export function isPromise(value: unknown): value is Promise<void> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
