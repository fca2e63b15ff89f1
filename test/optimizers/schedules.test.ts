import fc from 'fast-check';
import { expect, test } from 'vitest';
import { power } from '../../src/optimizers/decays.js';

test.each([
  [0.5, 3, 0.125],
  [0.1, 0, 1],
  [4, 1.5, 8],
  [1, 1e9, 1],
  [0.999, 1e30, 0],
  [1.001, Infinity, Infinity],
])('power(%d, %d) = %d', (x, y, expected) => expect(power(x, y)).toBe(expected));

test('power is rounded to float32, but for doubt about the last bit', () => {
  const bases = fc.float({ min: 0.5, max: 2, noNaN: true });
  const exponents = fc.float({ min: 0, max: 120, noNaN: true });
  fc.assert(
    fc.property(bases, exponents, (x, y) => Math.abs(power(x, y) / x ** y - 1) <= 2 ** -24 + 1e-12),
    {
      numRuns: 2000,
    },
  );
});
