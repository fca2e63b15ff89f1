import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CosineDecay,
  CosineDecayRestarts,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
} from '../../src/optimizers/decays.js';
import { power } from '../../src/optimizers/power.js';

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

const rate = { initialLearningRate: 0.1, decaySteps: 10 };

test.each([
  [() => new CosineDecay({ decaySteps: 10 } as never), /CosineDecay.*`initialLearningRate`, expected a non-negative/],
  [() => new CosineDecay({ ...rate, decaySteps: 0 }), /`decaySteps`, expected a positive number/],
  [() => new CosineDecay({ ...rate, warmup_target: 1 } as never), /`warmup_target`.*warmupTarget/],
  [() => new InverseTimeDecay({ ...rate, decayRate: Infinity }), /InverseTimeDecay.*`decayRate`, expected a positive/],
  [() => new PolynomialDecay({ ...rate, power: -1 }), /`power`, expected a non-negative number/],
  [
    () => new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 5, tMul: 0.5 }),
    /`tMul`, expected a number of at least 1/,
  ],
  [() => new PiecewiseConstantDecay({ boundaries: [5, 3], values: [1, 2, 3] }), /`boundaries`, expected .*ascending/],
  [() => new PiecewiseConstantDecay({ boundaries: [5], values: [1, -1] }), /`values`, expected .*non-negative/],
  [() => new PiecewiseConstantDecay({ boundaries: [5], values: [1] }), /should be 1 less than the length of `values`/],
])('%s', (make, message) => expect(make).toThrow(message));
