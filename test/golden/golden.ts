import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../kernels/check-kernel.js';
import { scope } from './scope.js';

/** A tensor as the golden files have it; NaN and Infinity are strings. */
export interface GoldenTensor {
  shape: number[];
  dtype: string;
  data: (number | boolean | string)[];
}

export interface GoldenCase {
  id: string;
  tol?: { atol: number; rtol: number };
  [key: string]: unknown;
}

export function loadGolden(name: string): GoldenCase[] {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'));
}

export const isTensor = (value: unknown): value is GoldenTensor =>
  typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;

/** Golden numbers, one or many, as a tensor of ours. A number is a tensor without axes. */
export function toNumbers(value: unknown): { shape: number[]; data: Float32Array } {
  if (isTensor(value)) return { shape: value.shape, data: Float32Array.from(value.data, Number) };
  if (Array.isArray(value)) return { shape: [value.length], data: Float32Array.from(value, Number) };
  return { shape: [], data: Float32Array.of(Number(value)) };
}

/** Within the case's own tolerance, or 1e-5 of the number where it has none, with 1e-6 for what is near zero. */
export function expectGolden(actual: ArrayLike<number>, expected: unknown, tol: GoldenCase['tol'], what: string): void {
  const { data } = toNumbers(expected);
  expect(actual.length, `${what}: length`).toBe(data.length);
  const { atol, rtol } = tol ?? { atol: 1e-6, rtol: 1e-5 };
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i]) || !Number.isFinite(data[i])) expectClose([actual[i]], [data[i]], 0, what);
    else if (!(Math.abs(actual[i] - data[i]) <= atol + rtol * Math.abs(data[i]))) {
      expect.fail(`${what}: element ${i} is ${actual[i]}, Keras has ${data[i]}`);
    }
  }
}

/**
 * A test per golden case. `outOfScope` says why a case is left to later, and such cases are counted, so that no case
 * disappears in silence.
 */
export function checkGolden(
  name: string,
  run: (one: GoldenCase) => void | Promise<void>,
  outOfScope: (one: GoldenCase) => string | undefined = () => undefined,
): void {
  const cases = loadGolden(name);
  expect(cases.length, `cases in ${name}.json`).toBeGreaterThan(0);
  const left = cases.map(outOfScope).filter((reason) => reason !== undefined);
  const reasons = [...new Set(left)].map((reason) => `${left.filter((one) => one === reason).length} ${reason}`);
  describe(`Keras's ${name}: ${cases.length - left.length} cases${left.length ? `; not yet in scope: ${reasons.join(', ')}` : ''}`, () => {
    test(`${name}: as many as counted`, () =>
      expect({ run: cases.length - left.length, left: left.length }).toEqual(scope[name]));
    for (const one of cases) if (outOfScope(one) === undefined) test(one.id, () => run(one));
  });
}
