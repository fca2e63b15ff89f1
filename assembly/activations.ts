// Activations over n floats, and their gradients. `id` is an index into Keras's names in the order of the constants below.
// What networks use most has a loop of its own; the others go through one call for every four floats.

import {
  abs4,
  areNormal4,
  exp4,
  expm1Negative4,
  log4,
  logNormal4,
  madd,
  one4,
  polynomial,
  select4,
  sigmoid4,
  softplus4,
  storeFirst,
  tanh4,
  withSign4,
} from './simd';

const LINEAR: i32 = 0;
const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const TANH: i32 = 3;
const ELU: i32 = 4;
const SELU: i32 = 5;
const SOFTPLUS: i32 = 6;
const SOFTSIGN: i32 = 7;
const GELU: i32 = 8;
const SILU: i32 = 9;
const HARD_SIGMOID: i32 = 10;
const EXPONENTIAL: i32 = 11;
const RELU6: i32 = 12;
const LEAKY_RELU: i32 = 13;
const MISH: i32 = 14;
const HARD_SILU: i32 = 15;
const LOG_SIGMOID: i32 = 16;
const HARD_TANH: i32 = 17;
const SQUAREPLUS: i32 = 18;
const CELU: i32 = 19;
const TANH_SHRINK: i32 = 20;
const HARD_SHRINK: i32 = 21;
const SOFT_SHRINK: i32 = 22;
const SPARSE_PLUS: i32 = 23;
const SPARSE_SIGMOID: i32 = 24;
const LEGACY_HARD_SIGMOID: i32 = 25;

/** One value each; read with load32_splat. */
const C = memory.data<f32>([
  1.6732632423543772, 1.0507009873554805, 1.7580993408473766, // 0: selu: alpha, scale, alpha·scale
  0.5, 2, 3, 4, 6, // 12
  0.16666667, 0.2, 0.25, // 32: 1/6, leaky and old hard slope, ¼
  0.70710678, 0.39894228, 20, // 44: sqrt(½), 1/sqrt(2π), where mish has become x, beyond the tails
  2.5, // 56: where the hard sigmoid of Keras 2 has become 1
], 16);

/** erfc(z)·e^z²/t in powers of t = 1/(1 + z/2), highest first; |error| < 5e-9. */
const ERFC = memory.data<f32>([
  0.0429830402135849, -0.23357729613780975, 0.490996778011322, -0.45145079493522644, 0.12935781478881836,
  -0.05778840556740761, 0.09301318228244781, 0.17540091276168823, 0.2468758076429367, 0.28209415078163147,
  0.2820947766304016,
], 16);

/** (x - tanh x)/x³ in powers of x² for |x| ≤ 1.25, highest first; |error| < 4e-9. */
const TANH_SHRINK_SERIES = memory.data<f32>([
  2.367390516155865e-05, -0.0002226137585239485, 0.0010228960309177637, -0.00325882900506258, 0.00870353914797306,
  -0.021825140342116356, 0.05396197736263275, -0.1333329826593399, 0.3333333432674408, 1.25,
], 16);

// @ts-ignore: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load32_splat(C + offset);
}

// @ts-ignore: decorator
@inline
function zero4(): v128 {
  return f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
function clip4(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

/** e^-(x²/2) with the part of x² that a float cannot hold: x = a + b with a² exact, x² = a² + (x - a)(x + a). */
// @ts-ignore: decorator
@inline
function expMinusHalfSquare(x: v128): v128 {
  const a = v128.and(x, i32x4.splat(0xfffff000));
  const rest = f32x4.mul(f32x4.sub(x, a), f32x4.add(x, a));
  const minusHalf = f32x4.neg(constant(12));
  return f32x4.mul(exp4(f32x4.mul(f32x4.mul(a, a), minusHalf)), exp4(f32x4.mul(rest, minusHalf)));
}

/** The normal distribution function Φ(x) = ½ erfc(-x/√2), at most about 7 ulp off in both tails. */
function normal4(x: v128): v128 {
  const magnitude = f32x4.pmin(abs4(x), constant(52));
  const z = f32x4.mul(magnitude, constant(44));
  const t = f32x4.div(one4(), madd(z, constant(12), one4()));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(polynomial(ERFC, 11, t), t), constant(12)), expMinusHalfSquare(magnitude));
  return select4(f32x4.gt(x, zero4()), f32x4.sub(one4(), tail), tail);
}

/** mish = x·n/(n + 2), n = e^x (e^x + 2). Beyond 20 it is x. */
// @ts-ignore: decorator
@inline
function mishRatio(e: v128): v128 {
  return f32x4.mul(e, f32x4.add(e, constant(16)));
}

/** The activation of four values. With a literal `id` nothing but that one remains after compilation. */
// @ts-ignore: decorator
@inline
function activation4(id: i32, x: v128): v128 {
  const zero = zero4();
  const one = one4();
  if (id == RELU) return f32x4.max(x, zero);
  if (id == SIGMOID) return sigmoid4(x);
  if (id == TANH) return tanh4(x);
  if (id == ELU || id == CELU) return select4(f32x4.gt(x, zero), x, expm1Negative4(f32x4.pmin(x, zero)));
  if (id == SELU) {
    const negative = f32x4.mul(constant(8), expm1Negative4(f32x4.pmin(x, zero)));
    return select4(f32x4.gt(x, zero), f32x4.mul(x, constant(4)), negative);
  }
  if (id == SOFTPLUS) return softplus4(x);
  if (id == SOFTSIGN) return f32x4.div(x, f32x4.add(one, abs4(x)));
  if (id == GELU) return f32x4.mul(x, normal4(x));
  if (id == SILU) return f32x4.mul(x, sigmoid4(x));
  if (id == HARD_SIGMOID) return f32x4.div(clip4(f32x4.add(x, constant(20)), zero, constant(28)), constant(28));
  if (id == EXPONENTIAL) return exp4(x);
  if (id == RELU6) return clip4(x, zero, constant(28));
  if (id == LEAKY_RELU) return select4(f32x4.ge(x, zero), x, f32x4.mul(x, constant(36)));
  if (id == MISH) {
    const n = mishRatio(exp4(f32x4.pmin(x, constant(52))));
    return f32x4.mul(x, f32x4.div(n, f32x4.add(n, constant(16))));
  }
  if (id == HARD_SILU) {
    return f32x4.mul(x, f32x4.div(clip4(f32x4.add(x, constant(20)), zero, constant(28)), constant(28)));
  }
  if (id == LOG_SIGMOID) return f32x4.neg(softplus4(f32x4.neg(x)));
  if (id == HARD_TANH) return clip4(x, f32x4.neg(one), one);
  if (id == SQUAREPLUS) {
    // The two roots (|x| ± sqrt(x² + 4))/2 have the product 1: no cancellation below 0.
    const larger = f32x4.mul(f32x4.add(abs4(x), f32x4.sqrt(madd(x, x, constant(24)))), constant(12));
    return select4(f32x4.ge(x, zero), larger, f32x4.div(one, larger));
  }
  if (id == TANH_SHRINK) {
    const square = f32x4.mul(x, x);
    const series = f32x4.mul(f32x4.mul(polynomial(TANH_SHRINK_SERIES, 9, square), square), x);
    const near = f32x4.lt(abs4(x), v128.load32_splat(TANH_SHRINK_SERIES, 36));
    return select4(near, series, f32x4.sub(x, tanh4(x)));
  }
  if (id == HARD_SHRINK) return v128.andnot(x, f32x4.le(abs4(x), constant(12)));
  if (id == SOFT_SHRINK) {
    const shrunk = withSign4(f32x4.sub(abs4(x), constant(12)), x);
    return v128.andnot(shrunk, f32x4.le(abs4(x), constant(12)));
  }
  if (id == SPARSE_PLUS) {
    const half = f32x4.add(x, one);
    const middle = f32x4.mul(f32x4.mul(half, half), constant(40));
    return select4(f32x4.ge(x, one), x, v128.andnot(middle, f32x4.le(x, f32x4.neg(one))));
  }
  if (id == SPARSE_SIGMOID) return f32x4.mul(clip4(f32x4.add(x, one), zero, constant(16)), constant(12));
  if (id == LEGACY_HARD_SIGMOID) return clip4(madd(x, constant(36), constant(12)), zero, one);
  return x;
}

/** The derivative at x, where the activation is y. */
// @ts-ignore: decorator
@inline
function derivative4(id: i32, x: v128, y: v128): v128 {
  const zero = zero4();
  const one = one4();
  if (id == RELU) return v128.and(one, f32x4.gt(y, zero));
  if (id == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (id == TANH) return f32x4.mul(f32x4.sub(one, y), f32x4.add(one, y));
  if (id == ELU || id == CELU) return select4(f32x4.gt(y, zero), one, f32x4.add(y, one));
  if (id == SELU) return select4(f32x4.gt(y, zero), constant(4), f32x4.add(y, constant(8)));
  if (id == SOFTPLUS) return sigmoid4(x);
  if (id == SOFTSIGN) {
    const divisor = f32x4.add(one, abs4(x));
    return f32x4.div(one, f32x4.mul(divisor, divisor));
  }
  if (id == GELU) {
    const density = f32x4.mul(constant(48), expMinusHalfSquare(f32x4.pmin(abs4(x), constant(52))));
    return madd(x, density, normal4(x));
  }
  if (id == SILU) {
    const s = sigmoid4(x);
    return f32x4.mul(s, madd(x, f32x4.sub(one, s), one));
  }
  if (id == HARD_SIGMOID) {
    return v128.and(v128.and(constant(32), f32x4.gt(x, f32x4.neg(constant(20)))), f32x4.lt(x, constant(20)));
  }
  if (id == EXPONENTIAL) return y;
  if (id == RELU6) return v128.and(v128.and(one, f32x4.gt(x, zero)), f32x4.lt(x, constant(28)));
  if (id == LEAKY_RELU) return select4(f32x4.ge(x, zero), one, constant(36));
  if (id == MISH) {
    // tanh(s) + x·(1 - tanh²(s))·σ(x), s = softplus(x), all in e = e^x.
    const e = exp4(f32x4.pmin(x, constant(52)));
    const n = f32x4.add(mishRatio(e), constant(16));
    const slope = f32x4.div(f32x4.mul(f32x4.mul(constant(24), e), f32x4.add(one, e)), f32x4.mul(n, n));
    return madd(x, slope, f32x4.div(mishRatio(e), n));
  }
  if (id == HARD_SILU) {
    const three = constant(20);
    const inside = v128.and(f32x4.gt(x, f32x4.neg(three)), f32x4.lt(x, three));
    const gate = f32x4.div(clip4(f32x4.add(x, three), zero, constant(28)), constant(28));
    return f32x4.add(gate, v128.and(f32x4.mul(x, constant(32)), inside));
  }
  if (id == LOG_SIGMOID) return sigmoid4(f32x4.neg(x));
  if (id == HARD_TANH) return v128.and(one, f32x4.le(abs4(x), one));
  if (id == SQUAREPLUS) return f32x4.div(y, f32x4.sqrt(madd(x, x, constant(24))));
  if (id == TANH_SHRINK) {
    const t = tanh4(x);
    return f32x4.mul(t, t);
  }
  if (id == HARD_SHRINK || id == SOFT_SHRINK) return v128.and(one, f32x4.gt(abs4(x), constant(12)));
  if (id == SPARSE_PLUS) return f32x4.mul(clip4(f32x4.add(x, one), zero, constant(16)), constant(12));
  if (id == SPARSE_SIGMOID) {
    // ½ inside, half of it at both ends, 0 outside.
    const inside = v128.and(constant(40), f32x4.le(abs4(x), one));
    return f32x4.add(inside, v128.and(constant(40), f32x4.lt(abs4(x), one)));
  }
  if (id == LEGACY_HARD_SIGMOID) return v128.and(constant(36), f32x4.le(abs4(x), constant(56)));
  return one;
}

/** The activation of four values, whatever the id. Not inlined: one copy of each. */
export function activationAny(id: i32, x: v128): v128 {
  return activation4(id, x);
}

/** Its derivative at x, where it is y. */
export function derivativeAny(id: i32, x: v128, y: v128): v128 {
  return derivative4(id, x, y);
}

/**
 * The loop of one activation; `id` is a literal, so that the compiler keeps nothing but that one. Four vectors in flight
 * hide the latency of the polynomials and share the reads of their constants.
 */
// @ts-ignore: decorator
@inline
function map(id: i32, out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>n & ~3) << 2);
  for (; out + 64 <= end; out += 64, x += 64) {
    const a = activation4(id, v128.load(x));
    const b = activation4(id, v128.load(x, 16));
    const c = activation4(id, v128.load(x, 32));
    const d = activation4(id, v128.load(x, 48));
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  rest(id, out, x, end, n & 3);
}

function rest(id: i32, out: usize, x: usize, end: usize, count: i32): void {
  for (; out < end; out += 16, x += 16) v128.store(out, activationAny(id, v128.load(x)));
  if (count > 0) storeFirst(out, activationAny(id, v128.load(x)), count);
}

// @ts-ignore: decorator
@inline
function needsOutput(id: i32): bool {
  return (id >= RELU && id <= SELU) || id == EXPONENTIAL || id == CELU || id == SQUAREPLUS;
}

// @ts-ignore: decorator
@inline
function needsInput(id: i32): bool {
  return !needsOutput(id) || id == SQUAREPLUS;
}

// @ts-ignore: decorator
@inline
function mapGradient(id: i32, dX: usize, dOut: usize, x: usize, out: usize, n: i32): void {
  const end = dX + ((<usize>n & ~3) << 2);
  for (; dX + 32 <= end; dX += 32, dOut += 32, x += 32, out += 32) {
    const x0 = needsInput(id) ? v128.load(x) : f32x4.splat(0);
    const x1 = needsInput(id) ? v128.load(x, 16) : f32x4.splat(0);
    const y0 = needsOutput(id) ? v128.load(out) : f32x4.splat(0);
    const y1 = needsOutput(id) ? v128.load(out, 16) : f32x4.splat(0);
    const a = f32x4.mul(v128.load(dOut), derivative4(id, x0, y0));
    const b = f32x4.mul(v128.load(dOut, 16), derivative4(id, x1, y1));
    v128.store(dX, a);
    v128.store(dX, b, 16);
  }
  restGradient(id, dX, dOut, x, out, end, n & 3);
}

function restGradient(id: i32, dX: usize, dOut: usize, x: usize, out: usize, end: usize, count: i32): void {
  for (; dX < end; dX += 16, dOut += 16, x += 16, out += 16) {
    v128.store(dX, f32x4.mul(v128.load(dOut), derivativeAny(id, v128.load(x), v128.load(out))));
  }
  if (count == 0) return;
  const derivative = derivativeAny(id, v128.load(x), v128.load(out));
  storeFirst(dX, f32x4.mul(v128.load(dOut), derivative), count);
}

/** out[i] = f(x[i]). `out` may be `x`. */
export function activate(out: usize, x: usize, n: i32, id: i32): void {
  if (id == RELU) map(RELU, out, x, n);
  else if (id == SIGMOID) map(SIGMOID, out, x, n);
  else if (id == TANH) map(TANH, out, x, n);
  else if (id == ELU) map(ELU, out, x, n);
  else if (id == SILU) map(SILU, out, x, n);
  else if (id == EXPONENTIAL) map(EXPONENTIAL, out, x, n);
  else rest(id, out, x, out + ((<usize>n & ~3) << 2), n & 3);
}

/**
 * dX[i] = dOut[i]·f'(x[i]), with out[i] = f(x[i]). relu, sigmoid, tanh, elu, celu, selu and exponential need `out` only,
 * squareplus both, the others `x` only: what is not needed may be any readable address. `dX` may be any of the inputs.
 */
export function activateGradient(dX: usize, dOut: usize, x: usize, out: usize, n: i32, id: i32): void {
  if (id == RELU) mapGradient(RELU, dX, dOut, x, out, n);
  else if (id == SIGMOID) mapGradient(SIGMOID, dX, dOut, x, out, n);
  else if (id == TANH) mapGradient(TANH, dX, dOut, x, out, n);
  else if (id == ELU) mapGradient(ELU, dX, dOut, x, out, n);
  else if (id == SELU) mapGradient(SELU, dX, dOut, x, out, n);
  else if (id == SILU) mapGradient(SILU, dX, dOut, x, out, n);
  else restGradient(id, dX, dOut, x, out, dX + ((<usize>n & ~3) << 2), n & 3);
}

/** out[i] = ln x[i]. `out` may be `x`. */
export function logarithm(out: usize, x: usize, n: i32): void {
  const end = out + ((<usize>n & ~3) << 2);
  for (; out + 64 <= end; out += 64, x += 64) {
    const a = v128.load(x, 0), b = v128.load(x, 16), c = v128.load(x, 32), d = v128.load(x, 48);
    if (areNormal4(a, b, c, d)) {
      v128.store(out, logNormal4(a), 0);
      v128.store(out, logNormal4(b), 16);
      v128.store(out, logNormal4(c), 32);
      v128.store(out, logNormal4(d), 48);
    } else {
      logarithmAny(out, x, out + 64);
    }
  }
  logarithmAny(out, x, end);
  if (n & 3) storeFirst(end, log4(v128.load(x + (end - out))), n & 3);
}

function logarithmAny(out: usize, x: usize, end: usize): void {
  for (; out < end; out += 16, x += 16) v128.store(out, log4(v128.load(x)));
}
