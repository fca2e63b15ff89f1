// The vocabulary of the kernels: small functions on four floats that become part of their caller.

/** c + a·b, the product rounded before the sum: the same bits on every engine. */
// @ts-ignore: decorator
@inline
export function madd(c: v128, a: v128, b: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

/**
 * The first `columns` floats at p, then zeros. Reads nothing beyond them; none if `columns` is not positive, all from 4
 * on.
 */
// @ts-ignore: decorator
@inline
export function loadColumns(p: usize, columns: i32): v128 {
  return columns >= 4 ? v128.load(p) : loadPart(p, columns);
}

function loadPart(p: usize, columns: i32): v128 {
  if (columns <= 0) return f32x4.splat(0);
  if (columns == 1) return v128.load32_zero(p);
  const pair = v128.load64_zero(p);
  return columns == 2 ? pair : v128.load_lane<f32>(p + 8, pair, 2);
}

/** Stores the first `columns` floats: none if `columns` is not positive, all from 4 on. */
// @ts-ignore: decorator
@inline
export function storeColumns(p: usize, vector: v128, columns: i32): void {
  if (columns >= 4) v128.store(p, vector);
  else storePart(p, vector, columns);
}

function storePart(p: usize, vector: v128, columns: i32): void {
  if (columns <= 0) return;
  if (columns == 1) {
    v128.store_lane<f32>(p, vector, 0);
    return;
  }
  v128.store_lane<f64>(p, vector, 0);
  if (columns == 3) v128.store_lane<f32>(p + 8, vector, 2);
}

// Constants lie in a table: an engine that meets a vector literal in a loop may build it anew at each use.
const table = memory.data<f32>([
  -87, -87, -87, -87,
  88, 88, 88, 88,
  1.44269504089, 1.44269504089, 1.44269504089, 1.44269504089,
  12582912, 12582912, 12582912, 12582912,
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  -2.12194440e-4, -2.12194440e-4, -2.12194440e-4, -2.12194440e-4,
  0.49999994, 0.49999994, 0.49999994, 0.49999994,
  0.16666521, 0.16666521, 0.16666521, 0.16666521,
  0.04166839, 0.04166839, 0.04166839, 0.04166839,
  0.008368711, 0.008368711, 0.008368711, 0.008368711,
  0.0013814612, 0.0013814612, 0.0013814612, 0.0013814612,
  1, 1, 1, 1,
  2, 2, 2, 2,
], 16);

// @ts-ignore: decorator
@inline
function one4(): v128 {
  return v128.load(table, 176);
}

// @ts-ignore: decorator
@inline
function two4(): v128 {
  return v128.load(table, 192);
}

// eˣ = 2ⁿ·eʳ, part by part.

/** x where its exponential is a normal number. NaN stays NaN. */
// @ts-ignore: decorator
@inline
function expClamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, v128.load(table, 16)), v128.load(table, 0));
}

/** 1.5·2²³ + n for the integer n nearest to x / ln 2: the addition rounds. */
// @ts-ignore: decorator
@inline
function expShifted(x: v128): v128 {
  return madd(v128.load(table, 48), x, v128.load(table, 32));
}

/** r = x - n·ln 2, |r| ≤ ln 2 / 2, with ln 2 in two parts. */
// @ts-ignore: decorator
@inline
function expRest(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, v128.load(table, 48));
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, v128.load(table, 64))), f32x4.mul(n, v128.load(table, 80)));
}

/** eʳ - 1 = r + r²·p(r), relative error of eʳ 4e-9 before rounding. */
// @ts-ignore: decorator
@inline
function expRestMinus1(r: v128): v128 {
  const square = f32x4.mul(r, r);
  const high = madd(madd(v128.load(table, 128), v128.load(table, 144), r), v128.load(table, 160), square);
  return madd(r, madd(madd(v128.load(table, 96), v128.load(table, 112), r), high, square), square);
}

/** 2ⁿ: the integer n goes into the exponent. */
// @ts-ignore: decorator
@inline
function expScale(shifted: v128): v128 {
  return i32x4.add(one4(), i32x4.shl(shifted, 23));
}

/** eˣ within 1 ulp, for x clamped to [-87, 88]. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = expClamp(x);
  const shifted = expShifted(x);
  const scale = expScale(shifted);
  return madd(scale, scale, expRestMinus1(expRest(x, shifted)));
}

/** 1 / (1 + e⁻ˣ), within 2.5 ulp. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(x);
  return f32x4.div(e, f32x4.add(e, one4()));
}

/**
 * tanh x = e / (e + 2) with e = e²ˣ - 1, within 2.5 ulp. e is 2ⁿ·(eʳ - 1) + (2ⁿ - 1), so that nothing cancels near 0.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  x = expClamp(f32x4.add(x, x));
  const shifted = expShifted(x);
  const scale = expScale(shifted);
  const e = madd(f32x4.sub(scale, one4()), scale, expRestMinus1(expRest(x, shifted)));
  return f32x4.div(e, f32x4.add(e, two4()));
}
