// A·Bᵀ for few rows of A: rows of A and of B are read along k where they lie, for packing B would take longer than the product.
//
// Each element has four sums, the l-th over k ≡ l (mod 4) in ascending order, and is (s0 + s1) + (s2 + s3). That is not
// the order of the other products, so the shape alone says which elements have it.

import { loadUpTo4, madd, storeUpTo4 } from './simd';

/** Rows of A after which packing has paid off. */
const mostRows = 4;
/** Steps of k under which the last additions cost more than packing. */
const leastDepth = 64;

// @ts-ignore: decorator
@inline
export function isDot(m: i32, k: i32): bool {
  return m <= mostRows && k >= leastDepth;
}

/** c[m][n] (+)= a[m][k] · b[n][k]ᵀ where isDot. Rows without gaps; nothing may overlap. */
export function multiplyDot(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, accumulate: i32): void {
  const cStride = <usize>n << 2, stride = <usize>k << 2;
  for (let j = n; j > 0; j -= 4, c += 16, b += 4 * stride) {
    let left = m, target = c, source = a;
    for (; left >= 2; left -= 2, target += 2 * cStride, source += 2 * stride) {
      dots(2, target, cStride, source, b, stride, k, j, accumulate);
    }
    if (left > 0) dots(1, target, cStride, source, b, stride, k, j, accumulate);
  }
}

/** One or two `rows` of A by four of B, of which `columns` are there: the last of them stands in for those that are not. */
// @ts-ignore: decorator
@inline
function dots(
  rows: i32, c: usize, cStride: usize, a: usize, b: usize, stride: usize, k: i32, columns: i32, accumulate: i32,
): void {
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0;
  let a1 = a + stride;
  let b1 = columns > 1 ? b + stride : b, b2 = columns > 2 ? b1 + stride : b1, b3 = columns > 3 ? b2 + stride : b2;
  let x: v128, y: v128, r0: v128, r1: v128, r2: v128, r3: v128;
  for (; ; a += 64, a1 += 64, b += 64, b1 += 64, b2 += 64, b3 += 64, k -= 16) {
    x = v128.load(a, 0), y = rows == 2 ? v128.load(a1, 0) : x;
    r0 = v128.load(b, 0), r1 = v128.load(b1, 0), r2 = v128.load(b2, 0), r3 = v128.load(b3, 0);
    c0 = madd(x, r0, c0), c1 = madd(x, r1, c1), c2 = madd(x, r2, c2), c3 = madd(x, r3, c3);
    if (rows == 2) d0 = madd(y, r0, d0), d1 = madd(y, r1, d1), d2 = madd(y, r2, d2), d3 = madd(y, r3, d3);
    if (k < 8) break;
    x = v128.load(a, 16), y = rows == 2 ? v128.load(a1, 16) : x;
    r0 = v128.load(b, 16), r1 = v128.load(b1, 16), r2 = v128.load(b2, 16), r3 = v128.load(b3, 16);
    c0 = madd(x, r0, c0), c1 = madd(x, r1, c1), c2 = madd(x, r2, c2), c3 = madd(x, r3, c3);
    if (rows == 2) d0 = madd(y, r0, d0), d1 = madd(y, r1, d1), d2 = madd(y, r2, d2), d3 = madd(y, r3, d3);
    if (k < 12) break;
    x = v128.load(a, 32), y = rows == 2 ? v128.load(a1, 32) : x;
    r0 = v128.load(b, 32), r1 = v128.load(b1, 32), r2 = v128.load(b2, 32), r3 = v128.load(b3, 32);
    c0 = madd(x, r0, c0), c1 = madd(x, r1, c1), c2 = madd(x, r2, c2), c3 = madd(x, r3, c3);
    if (rows == 2) d0 = madd(y, r0, d0), d1 = madd(y, r1, d1), d2 = madd(y, r2, d2), d3 = madd(y, r3, d3);
    if (k < 16) break;
    x = v128.load(a, 48), y = rows == 2 ? v128.load(a1, 48) : x;
    r0 = v128.load(b, 48), r1 = v128.load(b1, 48), r2 = v128.load(b2, 48), r3 = v128.load(b3, 48);
    c0 = madd(x, r0, c0), c1 = madd(x, r1, c1), c2 = madd(x, r2, c2), c3 = madd(x, r3, c3);
    if (rows == 2) d0 = madd(y, r0, d0), d1 = madd(y, r1, d1), d2 = madd(y, r2, d2), d3 = madd(y, r3, d3);
    if (k < 20) break;
  }
  const last = <usize>(k & ~3) << 2;
  k &= 3;
  if (k > 0) {
    x = loadUpTo4(a + last, k), y = rows == 2 ? loadUpTo4(a1 + last, k) : x;
    r0 = loadUpTo4(b + last, k), r1 = loadUpTo4(b1 + last, k), r2 = loadUpTo4(b2 + last, k), r3 = loadUpTo4(b3 + last, k);
    c0 = madd(x, r0, c0), c1 = madd(x, r1, c1), c2 = madd(x, r2, c2), c3 = madd(x, r3, c3);
    if (rows == 2) d0 = madd(y, r0, d0), d1 = madd(y, r1, d1), d2 = madd(y, r2, d2), d3 = madd(y, r3, d3);
  }
  storeSums(c, c0, c1, c2, c3, columns, accumulate);
  if (rows == 2) storeSums(c + cStride, d0, d1, d2, d3, columns, accumulate);
}

/** c[j] (+)= the sum of s_j's lanes, for up to four columns. */
function storeSums(c: usize, s0: v128, s1: v128, s2: v128, s3: v128, columns: i32, accumulate: i32): void {
  const low01 = i32x4.shuffle(s0, s1, 0, 4, 1, 5), high01 = i32x4.shuffle(s0, s1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(s2, s3, 0, 4, 1, 5), high23 = i32x4.shuffle(s2, s3, 2, 6, 3, 7);
  let sums = f32x4.add(
    f32x4.add(i64x2.shuffle(low01, low23, 0, 2), i64x2.shuffle(low01, low23, 1, 3)),
    f32x4.add(i64x2.shuffle(high01, high23, 0, 2), i64x2.shuffle(high01, high23, 1, 3)),
  );
  if (accumulate) sums = f32x4.add(v128.load(c), sums);
  storeUpTo4(c, sums, columns);
}
