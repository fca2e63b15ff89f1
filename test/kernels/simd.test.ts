import { expect, test } from 'vitest';
import { wasmMachine } from '../../src/kernels/index.js';

// The error bounds that assembly/simd.ts promises, in units in the last place of the float32 result.

const machine = wasmMachine();
const x = Math.ceil(machine.base / 64) * 64;
const n = 20_000;
machine.grow(x + 2 * n * 4);

function ulps(actual: number, exact: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -126);
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

/** Evenly from `low` to `high`. */
const between = (low: number, high: number) => Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));

/** Over many magnitudes. */
const powers = (low: number, high: number) => between(low, high).map((exponent) => 2 ** exponent);

/** The largest error over the inputs, each of them a float32. */
function largest(kernel: (out: number) => void, exact: (x: number) => number, inputs: readonly number[]): number {
  const { f32 } = machine.views;
  f32.set(inputs, x / 4);
  const out = x + n * 4;
  kernel(out);
  let worst = 0;
  for (let i = 0; i < n; i++) worst = Math.max(worst, ulps(f32[out / 4 + i], exact(f32[x / 4 + i])));
  return worst;
}

const activation = (id: number) => (out: number) => machine.kernels.activate(out, x, n, id);
const logarithm = (out: number) => machine.kernels.logarithm(out, x, n);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test.each([
  ['exp', largest(activation(11), Math.exp, between(-87.3, 88.7)), 1],
  ['exp near 0', largest(activation(11), Math.exp, between(-1, 1)), 1],
  ['sigmoid', largest(activation(2), sigmoid, between(-87.3, 20)), 2.5],
  ['tanh', largest(activation(3), Math.tanh, between(-10, 10)), 2.5],
  ['tanh near 0', largest(activation(3), Math.tanh, powers(-120, 0)), 2.5],
  ['log', largest(logarithm, Math.log, powers(-125, 127)), 1],
  ['log near 1', largest(logarithm, Math.log, between(0.5, 2)), 1],
  ['softplus', largest(activation(6), (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), between(-80, 80)), 2],
  ['elu', largest(activation(4), (x) => (x > 0 ? x : Math.expm1(x)), between(-20, 1)), 2],
])('%s is off by %f ulp at most', (_, worst, bound) => {
  expect(worst).toBeGreaterThan(0.4);
  expect(worst).toBeLessThanOrEqual(bound);
});
