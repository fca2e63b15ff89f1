import { type Case, inout, input, output, random, type Tensor } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const r = Math.fround;
const rate = r(0.01);
const rest1 = r(0.1);
const rest2 = r(0.001);
const epsilon = r(1e-7);
const mu = r(0.9);

/** Made once for each size: the rules below ask for them element by element. */
function once(make: (n: number) => Float32Array): (n: number) => Float32Array {
  const made = new Map<number, Float32Array>();
  return (n) => {
    if (!made.has(n)) made.set(n, make(n));
    return made.get(n)!;
  };
}

const w = once((n) => random(n, 1, 1));
const g = once((n) => random(n, 2, 2).map((x, i) => (i % 5 === 4 ? 0 : x)));
// Where the gradient is 0 some momenta and velocities have almost vanished.
const m = once((n) => random(n, 1, 3).map((x, i) => (i % 10 === 9 ? -1e-30 : x)));
const v = once((n) => random(n, 1, 4).map((x, i) => (i % 10 === 9 ? 1e-30 : x * x + 0.25)));
const vHat = once((n) => random(n, 1, 5).map((x) => x * x + 0.25));
const state = input([rate]);

/** What each output is at element i, with a rounding after every operation as float32 arithmetic has it. */
type Rules = ((i: number) => number)[];

/** Of blocks, which have whole cache lines. */
const blockSizes = [0, 16, 32, 1008];

/** The kernel must give the bits of the rules, one per inout, in order. */
function exact(args: (n: number) => (number | Tensor)[], rules: (n: number) => Rules, at = blockSizes): Case[] {
  return at.map((n) => ({
    args: args(n),
    expected: rules(n).map((rule) => Float32Array.from({ length: n }, (_, i) => rule(i))),
    tolerance: 0,
  }));
}

const flush = (x: number) => (Math.abs(x) < 1e-30 ? 0 : x);

function adamRules(n: number, amsgrad: boolean): Rules {
  const nextM = (i: number) => flush(r(m(n)[i] + r(r(g(n)[i] - m(n)[i]) * rest1)));
  const nextV = (i: number) => r(v(n)[i] + r(r(r(g(n)[i] * g(n)[i]) - v(n)[i]) * rest2));
  const nextHat = (i: number) => Math.max(vHat(n)[i], nextV(i));
  const divisor = (i: number) => r(r(Math.sqrt(amsgrad ? nextHat(i) : nextV(i))) + epsilon);
  const nextW = (i: number) => r(w(n)[i] - r(r(nextM(i) * rate) / divisor(i)));
  return amsgrad ? [nextW, nextM, nextV, nextHat] : [nextW, nextM, nextV];
}

function momentumRules(n: number, nesterov: boolean): Rules {
  const down = (i: number) => r(g(n)[i] * rate);
  const nextM = (i: number) => flush(r(r(m(n)[i] * mu) - down(i)));
  const change = (i: number) => (nesterov ? r(r(nextM(i) * mu) - down(i)) : nextM(i));
  return [(i) => r(w(n)[i] + change(i)), nextM];
}

function rmspropRules(n: number, hasMomentum: boolean, centered: boolean): Rules {
  const nextV = (i: number) => flush(r(r(mu * v(n)[i]) + r(rest1 * r(g(n)[i] * g(n)[i]))));
  const nextA = (i: number) => flush(r(r(mu * (m(n)[i] * 0.25)) + r(rest1 * g(n)[i])));
  const divisor = (i: number) => (centered ? r(nextV(i) - r(nextA(i) * nextA(i))) : nextV(i));
  const step = (i: number) => r(r(rate * g(n)[i]) / r(Math.sqrt(r(divisor(i) + epsilon))));
  const nextM = (i: number) => (hasMomentum ? flush(r(r(mu * m(n)[i]) + step(i))) : step(i));
  return [(i) => r(w(n)[i] - nextM(i)), nextV, ...(hasMomentum ? [nextM] : []), ...(centered ? [nextA] : [])];
}

const rmsprop = (hasMomentum: boolean, centered: boolean) =>
  exact(
    (n) => [
      ...[inout(w(n)), input(g(n)), inout(v(n))],
      ...[hasMomentum ? inout(m(n)) : 0, centered ? inout(m(n).map((x) => x * 0.25)) : 0],
      ...[state, n, mu, rest1, mu, epsilon],
    ],
    (n) => rmspropRules(n, hasMomentum, centered),
  );

/** Squares whose norm is below, at and above the limit of 1.5. */
const norms = [0, 1, 2.25, 30];

export const optimizers = {
  adam: [false, true].flatMap((amsgrad) =>
    exact(
      (n) => [
        ...[inout(w(n)), input(g(n)), inout(m(n)), inout(v(n)), amsgrad ? inout(vHat(n)) : 0],
        ...[state, n, rest1, rest2, epsilon],
      ],
      (n) => adamRules(n, amsgrad),
    ),
  ),
  sgd: exact(
    (n) => [inout(w(n)), input(g(n)), state, n],
    (n) => [(i) => r(w(n)[i] - r(g(n)[i] * rate))],
  ),
  sgdMomentum: [0, 1].flatMap((nesterov) =>
    exact(
      (n) => [inout(w(n)), input(g(n)), inout(m(n)), state, n, mu, nesterov],
      (n) => momentumRules(n, nesterov === 1),
    ),
  ),
  rmsprop: [rmsprop(false, false), rmsprop(true, false), rmsprop(false, true), rmsprop(true, true)].flat(),
  clipByValue: blockSizes.map((n): Case => ({ args: [inout(g(n)), n, 0.5], tolerance: 0 })),
  sumOfSquares: sizes.map((n): Case => ({ args: [output(1), input(g(n)), n], tolerance: 3e-7 })),
  scaleToNorm: norms.flatMap((squares) =>
    exact(
      (n) => [inout(g(n)), input([squares]), n, 1.5],
      (n) => [(i) => r(r(g(n)[i] * 1.5) / Math.max(r(Math.sqrt(squares)), 1.5))],
      sizes,
    ),
  ),
  scaleToGlobalNorm: [
    ...norms.flatMap((squares) =>
      exact(
        (n) => [inout(g(n)), input([squares]), n, 1.5],
        (n) => [(i) => r(g(n)[i] * r(1.5 * Math.min(r(1 / r(Math.sqrt(squares))), r(1 / 1.5))))],
      ),
    ),
    { args: [inout([1, 2, 3, 4, 5]), input([Infinity]), 5, 1.5], tolerance: 0 } satisfies Case,
  ],
  decayWeights: exact(
    (n) => [inout(w(n)), state, n, mu],
    (n) => [(i) => r(w(n)[i] - r(r(w(n)[i] * mu) * rate))],
  ),
  movingAverage: exact(
    (n) => [inout(m(n)), input(w(n)), state, n],
    (n) => [(i) => r(r(rate * m(n)[i]) + r(r(1 - rate) * w(n)[i]))],
  ),
};
