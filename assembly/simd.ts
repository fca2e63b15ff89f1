// The vocabulary: four float32 lanes at a time, in strict WebAssembly SIMD, so that every engine gives the same bits.
// Constants come from tables, never from literals: V8 builds a literal anew at each use. A function here reads them where
// it needs them; several vectors in one basic block share the reads.
// "ulp" counts units in the last place of the float32 result. Results below 2^-126 are 0: a multiplication that
// underflows costs four times as much.

/** Four times each value, for the functions below. */
const EXP = memory.data<f32>([
  88.72283, 88.72283, 88.72283, 88.72283, // 0: log of the largest float
  -87.33654, -87.33654, -87.33654, -87.33654, // 16: log of the smallest normal float
  1.442695, 1.442695, 1.442695, 1.442695, // 32: 1 / ln 2
  12582912, 12582912, 12582912, 12582912, // 48: 1.5·2^23: adding it rounds to an integer, in the low bits
  0.693359375, 0.693359375, 0.693359375, 0.693359375, // 64: ln 2, the leading 10 bits
  -0.00021219444, -0.00021219444, -0.00021219444, -0.00021219444, // 80: ln 2, the rest
  0.0013814612, 0.0013814612, 0.0013814612, 0.0013814612, // 96
  0.008368711, 0.008368711, 0.008368711, 0.008368711, // 112
  0.04166839, 0.04166839, 0.04166839, 0.04166839, // 128
  0.16666521, 0.16666521, 0.16666521, 0.16666521, // 144
  0.5, 0.5, 0.5, 0.5, // 160
  1, 1, 1, 1, // 176
  Infinity, Infinity, Infinity, Infinity, // 192
  0.49999994, 0.49999994, 0.49999994, 0.49999994, // 208: (e^r - 1 - r)/r², degree 4; then 144 back to 96
  88, 88, 88, 88, // 224
  2, 2, 2, 2, // 240
], 16);

const LOG = memory.data<f32>([
  1.1754943508222875e-38, 1.1754943508222875e-38, 1.1754943508222875e-38, 1.1754943508222875e-38, // 0: 2^-126
  8388608, 8388608, 8388608, 8388608, // 16: 2^23
  -192937984, -192937984, -192937984, -192937984, // 32: -23·2^23
  0.70710677, 0.70710677, 0.70710677, 0.70710677, // 48: sqrt(½)
  0.0734425038099289, 0.0734425038099289, 0.0734425038099289, 0.0734425038099289, // 64: (ln(1+f) - f + f²/2)/f³
  -0.11676088720560074, -0.11676088720560074, -0.11676088720560074, -0.11676088720560074, // 80
  0.11637444794178009, 0.11637444794178009, 0.11637444794178009, 0.11637444794178009, // 96
  -0.1239464208483696, -0.1239464208483696, -0.1239464208483696, -0.1239464208483696, // 112
  0.14250712096691132, 0.14250712096691132, 0.14250712096691132, 0.14250712096691132, // 128
  -0.16669227182865143, -0.16669227182865143, -0.16669227182865143, -0.16669227182865143, // 144
  0.20000702142715454, 0.20000702142715454, 0.20000702142715454, 0.20000702142715454, // 160
  -0.24999980628490448, -0.24999980628490448, -0.24999980628490448, -0.24999980628490448, // 176
  0.3333333134651184, 0.3333333134651184, 0.3333333134651184, 0.3333333134651184, // 192
  -Infinity, -Infinity, -Infinity, -Infinity, // 208: as bits, those of sign and exponent
  NaN, NaN, NaN, NaN, // 224
  3.4028234663852886e38, 3.4028234663852886e38, 3.4028234663852886e38, 3.4028234663852886e38, // 240: the largest float
  8.265487849712372e-8, 8.265487849712372e-8, 8.265487849712372e-8, 8.265487849712372e-8, // 256: ln 2·2^-23, the leading 10 bits
  -2.529554864183492e-11, -2.529554864183492e-11, -2.529554864183492e-11, -2.529554864183492e-11, // 272: the rest
], 16);

/** All bits of the first 0, 1, 2, 3 lanes. */
const FIRST_LANES = memory.data<i32>([0, 0, 0, 0, -1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0], 16);

const SIGN = memory.data<u32>([0x80000000, 0x80000000, 0x80000000, 0x80000000], 16);

// @ts-ignore: decorator
@inline
export function one4(): v128 {
  return v128.load(EXP, 176);
}

/** a·b + c, rounded twice; in a build with relaxed SIMD once where the processor can. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c[0]·x^(count - 1) + … + c[count - 1], the coefficients one float each, by Horner's rule. */
// @ts-ignore: decorator
@inline
export function polynomial(table: usize, count: i32, x: v128): v128 {
  let sum = v128.load32_splat(table);
  for (let i = 1; i < count; i++) sum = madd(sum, x, v128.load32_splat(table + (<usize>i << 2)));
  return sum;
}

/** x, or 0 where |x| < least. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function flush4(x: v128, least: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), least));
}

/** a where the mask is set, b elsewhere. */
// @ts-ignore: decorator
@inline
export function select4(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

// @ts-ignore: decorator
@inline
export function abs4(x: v128): v128 {
  return v128.andnot(x, v128.load(SIGN));
}

/** The magnitude of a with the sign of b; a must not be negative. */
// @ts-ignore: decorator
@inline
export function withSign4(a: v128, b: v128): v128 {
  return v128.or(a, v128.and(b, v128.load(SIGN)));
}

/** (lane 0 + lane 2) + (lane 1 + lane 3). */
// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

// @ts-ignore: decorator
@inline
export function maximumLane(x: v128): f32 {
  const pairs = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The first `count` (0 to 3) lanes of x, 0 in the others. */
// @ts-ignore: decorator
@inline
export function firstLanes(x: v128, count: i32): v128 {
  return v128.and(x, v128.load(FIRST_LANES + (<usize>count << 4)));
}

/** The `count` (0 to 3) floats at p, 0 in the other lanes. What lies behind them is read and left out. */
// @ts-ignore: decorator
@inline
export function loadFirst(p: usize, count: i32): v128 {
  return firstLanes(v128.load(p), count);
}

/** Writes the first `count` (1 to 3) lanes. */
// @ts-ignore: decorator
@inline
export function storeFirst(p: usize, x: v128, count: i32): void {
  v128.store32_lane(p, x, 0);
  if (count > 1) v128.store32_lane(p, x, 1, 4);
  if (count > 2) v128.store32_lane(p, x, 2, 8);
}

/** The next floats of a row that has `left` (1 or more) more: four, or what remains and zeros. */
// @ts-ignore: decorator
@inline
export function loadUpTo4(p: usize, left: i32): v128 {
  return left >= 4 ? v128.load(p) : loadFirst(p, left);
}

/** Writes four lanes, or the first `left` (1 or more) if that is fewer. */
// @ts-ignore: decorator
@inline
export function storeUpTo4(p: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(p, x);
  else storeFirst(p, x, left);
}

/** x with zeros in the lanes beyond a row that has `left` more floats. */
// @ts-ignore: decorator
@inline
export function lanesUpTo4(x: v128, left: i32): v128 {
  return left >= 4 ? x : firstLanes(x, left);
}

// e^x = 2^n·e^r, part by part. Their terms are grouped in pairs: a short chain of operations lets more of them overlap.

/** 1.5·2^23 + n for the integer n nearest to x / ln 2: the addition rounds. */
// @ts-ignore: decorator
@inline
function expShifted(x: v128): v128 {
  return madd(x, v128.load(EXP, 32), v128.load(EXP, 48));
}

/** 2^n. */
// @ts-ignore: decorator
@inline
function expFactor(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), one4());
}

/** e^r - 1 = r + r²·p(r) for r = x - n·ln 2, |r| ≤ ½ ln 2. */
// @ts-ignore: decorator
@inline
function expRest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, v128.load(EXP, 48));
  const leading = f32x4.sub(x, f32x4.mul(n, v128.load(EXP, 64)));
  const r = f32x4.sub(leading, f32x4.mul(n, v128.load(EXP, 80)));
  const square = f32x4.mul(r, r);
  const high = madd(v128.load(EXP, 96), square, madd(v128.load(EXP, 112), r, v128.load(EXP, 128)));
  const p = madd(high, square, madd(v128.load(EXP, 144), r, v128.load(EXP, 208)));
  return madd(p, square, r);
}

/** x where e^x is a normal number. NaN stays NaN. */
// @ts-ignore: decorator
@inline
function expClamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, v128.load(EXP, 224)), v128.load(EXP, 16));
}

/** e^x, at most 1 ulp off. 0 below ln 2^-126, +Inf above the range, NaN for NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const high = v128.load(EXP, 0);
  const low = v128.load(EXP, 16);
  const clamped = f32x4.pmin(x, high);
  const shifted = expShifted(clamped);
  const power = f32x4.add(one4(), expRest(clamped, shifted));
  const scaled = i32x4.add(power, i32x4.shl(shifted, 23));
  // Where it is not ≤ high, +Inf or NaN is added.
  const beyond = v128.andnot(f32x4.add(x, v128.load(EXP, 192)), f32x4.le(x, high));
  return v128.andnot(f32x4.add(scaled, beyond), f32x4.lt(x, low));
}

/** 1/(1 + e^-x) = e^x/(e^x + 1), at most 2.5 ulp off. Does not fall below 2^-126. */
// @ts-ignore: decorator
@inline
export function sigmoidClamped4(x: v128): v128 {
  const clamped = expClamp(x);
  const shifted = expShifted(clamped);
  const factor = expFactor(shifted);
  const power = madd(expRest(clamped, shifted), factor, factor);
  return f32x4.div(power, f32x4.add(power, one4()));
}

/** 1/(1 + e^-x), at most 2.5 ulp off. 0 below ln 2^-126. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return v128.andnot(sigmoidClamped4(x), f32x4.lt(x, v128.load(EXP, 16)));
}

/** e^x - 1 for -87 ≤ x ≤ 88, at most 2 ulp off. NaN for NaN. */
// @ts-ignore: decorator
@inline
function expm1Within(x: v128): v128 {
  const shifted = expShifted(x);
  const factor = expFactor(shifted);
  return madd(expRest(x, shifted), factor, f32x4.sub(factor, one4()));
}

/** e^x - 1 for x ≤ 0, at most 2 ulp off. */
// @ts-ignore: decorator
@inline
export function expm1Negative4(x: v128): v128 {
  return expm1Within(f32x4.pmax(x, v128.load(EXP, 16)));
}

/** tanh x = (1 - e^-2|x|)/(1 + e^-2|x|) with the sign of x, at most 2.5 ulp off. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const sign = v128.load(SIGN);
  const e = expm1Within(f32x4.pmax(v128.or(f32x4.add(x, x), sign), v128.load(EXP, 16)));
  const negative = f32x4.div(e, f32x4.add(e, v128.load(EXP, 240)));
  return v128.xor(negative, v128.andnot(sign, x));
}

/** Where 2^-126 ≤ x < Infinity in all lanes of the four: as integers, positive floats have the same order. */
// @ts-ignore: decorator
@inline
export function areNormal4(a: v128, b: v128, c: v128, d: v128): bool {
  const least = i32x4.min_s(i32x4.min_s(a, b), i32x4.min_s(c, d));
  const most = i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d));
  const isBeyond = v128.or(i32x4.lt_s(least, v128.load(LOG, 0)), i32x4.gt_s(most, v128.load(LOG, 240)));
  return !v128.any_true(isBeyond);
}

/** The bits of 2^23·n for x = 2^n·(1 + f), √½ ≤ 1 + f < √2. */
// @ts-ignore: decorator
@inline
function logExponent(x: v128): v128 {
  return v128.and(i32x4.sub(x, v128.load(LOG, 48)), v128.load(LOG, 208));
}

/** n·ln 2 + ln(1 + f), where 2^23·n is `exponent` in x and e in the result. */
// @ts-ignore: decorator
@inline
function logParts(x: v128, exponent: v128, e: v128): v128 {
  const f = f32x4.sub(i32x4.sub(x, exponent), one4());
  const square = f32x4.mul(f, f);
  const high = madd(madd(v128.load(LOG, 64), f, v128.load(LOG, 80)), square, madd(v128.load(LOG, 96), f, v128.load(LOG, 112)));
  const middle = madd(madd(v128.load(LOG, 128), f, v128.load(LOG, 144)), square, madd(v128.load(LOG, 160), f, v128.load(LOG, 176)));
  const q = madd(madd(high, f32x4.mul(square, square), middle), f, v128.load(LOG, 192));
  const small = madd(e, v128.load(LOG, 272), f32x4.mul(f32x4.mul(q, square), f));
  const corrected = f32x4.sub(small, f32x4.mul(square, v128.load(EXP, 160)));
  return madd(e, v128.load(LOG, 256), f32x4.add(f, corrected));
}

/** ln x for finite x ≥ 2^-126. */
// @ts-ignore: decorator
@inline
export function logNormal4(x: v128): v128 {
  const exponent = logExponent(x);
  return logParts(x, exponent, f32x4.convert_i32x4_s(exponent));
}

/** ln x, at most 1 ulp off. -Inf for ±0, NaN below 0, +Inf for +Inf. */
export function log4(x: v128): v128 {
  const infinity = v128.load(EXP, 192);
  const zero = v128.xor(x, x);
  const subnormal = f32x4.lt(x, v128.load(LOG, 0));
  const normal = select4(subnormal, f32x4.mul(x, v128.load(LOG, 16)), x);
  const exponent = logExponent(normal);
  const e = f32x4.add(f32x4.convert_i32x4_s(exponent), v128.and(subnormal, v128.load(LOG, 32)));
  const result = logParts(normal, exponent, e);
  const positive = f32x4.gt(x, zero);
  const unusual = select4(f32x4.eq(x, zero), v128.load(LOG, 208), select4(positive, x, v128.load(LOG, 224)));
  return select4(v128.and(positive, f32x4.lt(x, infinity)), result, unusual);
}

/** ln(1 + z) for 0 ≤ z ≤ 1, at most 2 ulp off. */
export function log1pUnit4(z: v128): v128 {
  const one = one4();
  const u = f32x4.add(one, z);
  const lost = f32x4.sub(z, f32x4.sub(u, one));
  return f32x4.add(logNormal4(u), f32x4.div(lost, u));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), at most 2 ulp off. */
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.max(x, v128.xor(x, x)), log1pUnit4(exp4(f32x4.neg(abs4(x)))));
}
