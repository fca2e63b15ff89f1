import { Ambient } from './ambient.js';
import { alternatives, show } from './errors.js';
import { toOptionName } from './naming.js';

/**
 * What becomes of an option that is not known: it is an error, except while a file is read, for those of newer releases have
 * options that are not known here.
 */
export const onUnknown = new Ambient((owner: string, name: string, known: readonly string[]): void => {
  throw new TypeError(`Unrecognized option passed to ${owner}: \`${name}\`.${alternatives(name, known)}`);
});

/**
 * The options given, completed by the defaults.
 * @param checked Options that the caller checks: their values may be of other types than the defaults.
 * @throws TypeError for a name that is not an option, with the one that was probably meant; RangeError for values of another type.
 */
export function resolveOptions<T extends object>(
  owner: string,
  defaults: T,
  given: object = {},
  checked: readonly (keyof T)[] = [],
): T {
  const known = Object.keys(defaults);
  if (!isPlain(given)) {
    throw new TypeError(`${owner} takes an object of options: { ${known.join(', ')} }. Received: ${show(given)}`);
  }
  const options = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name)) onUnknown.value(owner, name, known);
    else if (value !== undefined) {
      if (!checked.includes(name as keyof T)) checkType(owner, name, value, defaults[name as keyof T]);
      options[name as keyof T] = value;
    }
  }
  return options;
}

/** An object as `{}` makes it. By the name of the constructor, for other windows have other objects. */
export function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.getPrototypeOf(value)?.constructor ?? Object).name === 'Object'
  );
}

/**
 * The options of a constructor that takes `(value, options)` or one object with both.
 * @throws TypeError for options that are no object, or stand behind such an object.
 */
export function withArgument(
  owner: string,
  name: string,
  value: unknown,
  options: object | null = {},
  isOptions = isPlain(value),
): object {
  const behind = options ?? {};
  if (!isPlain(behind) || (isOptions && Object.keys(behind).length > 0)) {
    throw new TypeError(
      `${owner} takes (${name}, options) or { ${name}, … }. Received: ${show(value)}, ${show(behind)}`,
    );
  }
  return isOptions ? (value as object) : { ...behind, [name]: value };
}

/** Of losses, `Bidirectional` and `R2Score`: null says something there. */
export const keptNulls = ['reduction', 'merge_mode', 'class_aggregation'];

/**
 * A Keras configuration as options: `{ unit_forget_bias: true }` → `{ unitForgetBias: true }`. What is null is left out:
 * null is the default of every option that may be null (but for `keptNulls`), and newer releases write it for options
 * that are not known here. So is the dtype float32, the only one here.
 */
export function optionsOf(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(config).filter(([key, value]) =>
    value === null ? keptNulls.includes(key) : key !== 'dtype' || value !== 'float32',
  );
  return Object.fromEntries(entries.map(([key, value]) => [toOptionName(key), value]));
}

/** True for anything but null and undefined. */
export const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** @throws RangeError unless `value` is an integer from `least` on. */
export function checkInteger(owner: string, name: string, value: unknown, least = 1): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < least)
    throw invalid(owner, name, value, `an integer from ${least}`);
}

/** @throws RangeError for a number below 0. */
export function checkNotNegative(owner: string, name: string, value: number): void {
  if (!(value >= 0)) throw invalid(owner, name, value, 'a number from 0');
}

/** @throws RangeError unless `value` is a number from 0 to 1. */
export function checkRate(owner: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw invalid(owner, name, value, 'a number between 0 and 1');
  }
}

/** @throws RangeError unless `value` is one of those known. */
export function checkKnown(owner: string, name: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value)) throw invalid(owner, name, value, `one of ${show(known)}`);
}

/** @throws RangeError unless `value` is, like `example`, a number other than NaN, or a boolean; or, by its name, a signal. */
export function checkType(owner: string, name: string, value: unknown, example: unknown): void {
  const kind = typeof example;
  if (kind === 'number' && !(typeof value === kind && value === value)) throw invalid(owner, name, value, 'a number');
  if (kind === 'boolean' && typeof value !== kind) throw invalid(owner, name, value, 'a boolean');
  if (name === 'signal' && value && !(value as AbortSignal).throwIfAborted)
    throw invalid(owner, name, value, 'an AbortSignal');
}

/** The error of an option's value. */
export const invalid = (owner: string, name: string, value: unknown, expected: string, Kind = RangeError) =>
  new Kind(
    `${owner}: received an invalid value for \`${name}\`, expected ${expected}. Received: ${name}=${show(value)}`,
  );
