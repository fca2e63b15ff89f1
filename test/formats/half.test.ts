import { expect, test } from 'vitest';
import { bfloat16, float16 } from '../../src/formats/half.js';

test.each<[string, (bits: number) => number, number, number]>([
  ['float16 one', float16, 0x3c00, 1],
  ['float16 minus two', float16, 0xc000, -2],
  ['float16 zero', float16, 0x0000, 0],
  ['float16 minus zero', float16, 0x8000, -0],
  ['float16 smallest subnormal', float16, 0x0001, 2 ** -24],
  ['float16 largest subnormal', float16, 0x83ff, -1023 * 2 ** -24],
  ['float16 smallest normal', float16, 0x0400, 2 ** -14],
  ['float16 largest', float16, 0x7bff, 65504],
  ['float16 infinity', float16, 0x7c00, Infinity],
  ['float16 minus infinity', float16, 0xfc00, -Infinity],
  ['float16 NaN', float16, 0x7c01, NaN],
  ['float16 negative NaN', float16, 0xffff, NaN],
  ['bfloat16 one', bfloat16, 0x3f80, 1],
  ['bfloat16 minus zero', bfloat16, 0x8000, -0],
  ['bfloat16 smallest subnormal', bfloat16, 0x0001, 2 ** -133],
  ['bfloat16 largest', bfloat16, 0x7f7f, 255 * 2 ** 120],
  ['bfloat16 infinity', bfloat16, 0xff80, -Infinity],
  ['bfloat16 NaN', bfloat16, 0x7f81, NaN],
])('%s', (_, decode, bits, value) => expect(decode(bits)).toBe(value));

test('float16 rises with its bits, is odd, and a float32', () => {
  const values = Array.from({ length: 0x7c01 }, (_, bits) => float16(bits));
  expect(values.every((value, i) => i === 0 || value > values[i - 1])).toBe(true);
  expect(values.every((value) => Object.is(Math.fround(value), value))).toBe(true);
  expect(values.every((value, bits) => Object.is(float16(bits | 0x8000), -value))).toBe(true);
});
