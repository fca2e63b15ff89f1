import { expect, test } from 'vitest';
import { wasmMachine } from '../../src/kernels/index.js';
import { philox } from '../../src/kernels/reference/random.js';

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

test.each([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[-1, -1, -1, -1], [-1, -1], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const)('Philox gives the published words for counter %j, key %j', ([c0, c1, c2, c3], [k0, k1], words) => {
  expect(hex(philox([c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0], [k0 >>> 0, k1 >>> 0]))).toBe(words);
});

/** What a kernel writes to the n floats of a fresh machine. */
function drawn(n: number, draw: (kernels: ReturnType<typeof wasmMachine>['kernels'], out: number) => void): number[] {
  const machine = wasmMachine();
  const out = Math.ceil(machine.base / 64) * 64;
  machine.grow(out + n * 4);
  draw(machine.kernels, out);
  return [...machine.views.f32.subarray(out / 4, out / 4 + n)];
}

/** Mean, deviation, skewness, kurtosis. */
function moments(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const central = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length;
  const deviation = Math.sqrt(central(2));
  return [mean, deviation, central(3) / deviation ** 3, central(4) / deviation ** 4];
}

const n = 200_000;

test.each([
  ['uniform', drawn(n, (kernels, out) => kernels.randomUniform(out, n, 1, 2, -1, 3)), [1, 4 / Math.sqrt(12), 0, 1.8]],
  ['normal', drawn(n, (kernels, out) => kernels.randomNormal(out, n, 1, 2, 0, 1)), [0, 1, 0, 3]],
  ['cut', drawn(n, (kernels, out) => kernels.randomTruncatedNormal(out, n, 1, 2, 0, 1)), [0, 0.87962566, 0, 2.3653]],
] as const)('the moments of the %s distribution', (_, values, expected) => {
  for (const [i, moment] of moments(values).entries()) expect(moment).toBeCloseTo(expected[i], 1.5);
});

test('the cut normal distribution stays within two deviations', () => {
  const values = drawn(n, (kernels, out) => kernels.randomTruncatedNormal(out, n, 3, 4, 0, 1));
  expect(values.every((value) => Math.abs(value) <= 2)).toBe(true);
});

test('a dropout mask keeps the share it should', () => {
  const mask = drawn(n, (kernels, out) => kernels.dropoutMask(out, out, n, 0.25));
  expect(mask.filter((value) => value === 0).length / n).toBeCloseTo(0.25, 2);
});

test('a permutation has every number once', () => {
  const machine = wasmMachine();
  const out = Math.ceil(machine.base / 64) * 64;
  machine.grow(out + 4 * 1000);
  machine.kernels.permutation(out, 1000, 5, 6);
  const order = [...machine.views.u32.subarray(out / 4, out / 4 + 1000)];
  const sorted = Array.from(order.keys());
  expect(order).not.toEqual(sorted);
  expect(order.sort((a, b) => a - b)).toEqual(sorted);
});
