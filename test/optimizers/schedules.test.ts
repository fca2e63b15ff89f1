import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
} from '../../src/optimizers/decays.js';
import { Adam, AdamW, RMSprop, SGD } from '../../src/optimizers/index.js';
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
  [
    () => new InverseTimeDecay({ ...rate, decayRate: Infinity }),
    /InverseTimeDecay.*`decayRate`, expected a non-negative/,
  ],
  [() => new PolynomialDecay({ ...rate, power: -1 }), /`power`, expected a non-negative number/],
  [
    () => new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 5, tMul: 0.5 }),
    /`tMul`, expected a number of at least 1/,
  ],
  [() => new PiecewiseConstantDecay({ boundaries: [5, 3], values: [1, 2, 3] }), /`boundaries`, expected .*ascending/],
  [() => new PiecewiseConstantDecay({ boundaries: [5], values: [1, -1] }), /`values`, expected .*non-negative/],
  [() => new PiecewiseConstantDecay({ boundaries: [5], values: [1] }), /should be 1 less than the length of `values`/],
])('%s', (make, message) => expect(make).toThrow(message));

test('as in Keras, the initial learning rate of a schedule and the schedule of an optimizer may stand in front', () => {
  const decayRate = 0.5;
  for (const Decay of [ExponentialDecay, InverseTimeDecay])
    expect(new Decay(0.1, { decaySteps: 10, decayRate })).toEqual(new Decay({ ...rate, decayRate }));
  expect(new CosineDecay(0.1, { decaySteps: 10 })).toEqual(new CosineDecay(rate));
  expect(new PolynomialDecay(0.1, { decaySteps: 10 })).toEqual(new PolynomialDecay(rate));
  expect(new CosineDecayRestarts(0.1, { firstDecaySteps: 5 }).at(5)).toBeCloseTo(0.1, 12);
  for (const Optimizer of [Adam, AdamW, RMSprop, SGD])
    expect(new Optimizer(new PolynomialDecay(rate)).learningRate).toBe(new Optimizer(0.1).learningRate);
  for (const Decay of [ExponentialDecay, InverseTimeDecay])
    expect(new Decay(0.1, 10, decayRate)).toEqual(new Decay({ ...rate, decayRate }));
  expect(new CosineDecay(0.1, 10)).toEqual(new CosineDecay(rate));
  expect(new PolynomialDecay(0.1, 10, { power: 2 })).toEqual(new PolynomialDecay({ ...rate, power: 2 }));
  expect(new CosineDecayRestarts(0.1, 5).at(5)).toBeCloseTo(0.1, 12);
  const pieces = { boundaries: [5, 10], values: [0.1, 0.05, 0.01] };
  expect(new PiecewiseConstantDecay(pieces.boundaries, pieces.values)).toEqual(new PiecewiseConstantDecay(pieces));
  expect(() => new CosineDecay(0.1, 10, 0.5 as never)).toThrow(
    /^CosineDecay takes \(initialLearningRate, decaySteps, options\)\. Received: \[0\.1,10,0\.5\]/,
  );
  expect(() => new Adam('0.1' as never)).toThrow(
    /Adam: .*`learningRate`, expected a non-negative number or a Learning/,
  );
});

test('options stand behind a learning rate, too', () => {
  for (const Optimizer of [Adam, AdamW, RMSprop, SGD])
    expect(new Optimizer(0.1, { clipnorm: 1 }).getConfig()).toEqual(
      new Optimizer({ learningRate: 0.1, clipnorm: 1 }).getConfig(),
    );
  expect(new SGD(0.01, { momentum: 0.9 }).getConfig().momentum).toBe(0.9);
  expect(new SGD(undefined, { momentum: 0.9 }).getConfig()).toMatchObject({
    learning_rate: Math.fround(0.01),
    momentum: 0.9,
  });
});
