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
