// The vocabulary of the kernels: small functions on four floats that become part of their caller.

/** c + a·b, the product rounded before the sum: the same bits on every engine. */
// @ts-ignore: decorator
@inline
export function madd(c: v128, a: v128, b: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

/** The first `columns` floats at p, then zeros. Reads nothing beyond them; none if `columns` is not positive, all from 4 on. */
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
  1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4, 1.9875691500e-4,
  1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3,
  8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3,
  4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2,
  1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1,
  5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1,
  1, 1, 1, 1,
  2, 2, 2, 2,
  10, 10, 10, 10,
  -10, -10, -10, -10,
], 16);

/** r²·p(r) with eʳ = 1 + r + r²·p(r) for |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
function expTail(r: v128): v128 {
  let p = madd(v128.load(table, 112), v128.load(table, 96), r);
  p = madd(v128.load(table, 128), p, r);
  p = madd(v128.load(table, 144), p, r);
  p = madd(v128.load(table, 160), p, r);
  p = madd(v128.load(table, 176), p, r);
  return f32x4.mul(p, f32x4.mul(r, r));
}

/** eˣ, within 1 ulp, for x clamped to [-87, 88]. x = n·ln 2 + r; adding 1.5·2²³ rounds to the integer n. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, v128.load(table, 16)), v128.load(table, 0));
  const magic = v128.load(table, 48);
  const shifted = madd(magic, x, v128.load(table, 32));
  const n = f32x4.sub(shifted, magic);
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, v128.load(table, 64))), f32x4.mul(n, v128.load(table, 80)));
  const y = f32x4.add(f32x4.add(expTail(r), r), v128.load(table, 192));
  return i32x4.add(y, i32x4.shl(shifted, 23));
}

/** 1 / (1 + e⁻ˣ), within 2.5 ulp. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = v128.load(table, 192);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** tanh x = e / (e + 2) with e = e²ˣ - 1, within 2.5 ulp. e is 2ⁿ·(eʳ - 1) + (2ⁿ - 1), so that nothing cancels near 0. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, v128.load(table, 224)), v128.load(table, 240));
  x = f32x4.add(x, x);
  const magic = v128.load(table, 48), one = v128.load(table, 192);
  const shifted = madd(magic, x, v128.load(table, 32));
  const n = f32x4.sub(shifted, magic);
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, v128.load(table, 64))), f32x4.mul(n, v128.load(table, 80)));
  const scale = i32x4.add(one, i32x4.shl(shifted, 23));
  const e = madd(f32x4.sub(scale, one), scale, f32x4.add(expTail(r), r));
  return f32x4.div(e, f32x4.add(e, v128.load(table, 208)));
}
