import { show, suggest } from './errors.js';
import { toOptionName } from './naming.js';

/** What hears of unknown options instead of an error, while a file is read. */
let onUnknown: ((owner: string, name: string) => void) | undefined;

/** Does `work` with unknown options left out and reported: files of newer releases have options that are not known here. */
export function tolerating<T>(report: (owner: string, name: string) => void, work: () => T): T {
  const before = onUnknown;
  onUnknown = report;
  try {
    return work();
  } finally {
    onUnknown = before;
  }
}

/**
 * The options given, completed by the defaults.
 * @throws TypeError for a name that is not an option, with the one that was probably meant.
 */
export function resolveOptions<T extends object>(owner: string, defaults: T, given: object = {}, known = defaults): T {
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`${owner} takes an object of options. Received: ${show(given)}`);
  }
  const options = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name)) {
      if (onUnknown) {
        onUnknown(owner, name);
        continue;
      }
      throw new TypeError(
        `Unrecognized option passed to ${owner}: \`${name}\`.${suggest(name, Object.keys(known)) || ` Known: ${Object.keys(known).join(', ')}.`}`,
      );
    }
    if (value !== undefined) options[name as keyof T] = value;
  }
  return options;
}

/**
 * A Keras configuration as options: `{ unit_forget_bias: true }` → `{ unitForgetBias: true }`. What is null is left out:
 * null is the default of every option that may be null (but a loss's reduction), and newer releases write it for options
 * that are not known here. So is the dtype float32, the only one here.
 */
export function optionsOf(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(config).filter(([key, value]) =>
    value === null ? key === 'reduction' : key !== 'dtype' || value !== 'float32',
  );
  return Object.fromEntries(entries.map(([key, value]) => [toOptionName(key), value]));
}

/** @throws RangeError unless `value` is an integer of at least 1. */
export function checkPositiveInteger(owner: string, name: string, value: unknown): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < 1) {
    throw new RangeError(
      `${owner}: received an invalid value for \`${name}\`, expected a positive integer. Received: ${name}=${show(value)}`,
    );
  }
}

/** @throws RangeError unless `value` is a number from 0 to 1. */
export function checkRate(owner: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new RangeError(
      `${owner}: invalid value received for \`${name}\`, expected a number between 0 and 1. Received: ${name}=${show(value)}`,
    );
  }
}
