// The innermost loop of the matrix multiply. A panel is 16 columns of B, row by row: [k][16], zero padded.
//
// Two rows by 16 columns is the tile that is fast in every engine: 8 accumulators, 4 vectors of B and 2 of A fit the 15
// registers that V8 has. Steps are unrolled with a test for the end between them: a compiler that sees eight steps as
// one straight block hoists all their loads to its top and spills. The last vector of B is loaded when the others are done
// with: compilers that keep the order (V8 from Node 24 on) need a register less, and are faster.
//
// Each element of C is a sum over k in ascending order that starts from `init`; product and sum are rounded separately.

import { madd, storeUpTo4 } from './simd';

/**
 * c[m][16] = init[m][16] + a[m][depth] · b[depth][16], for the largest even number of rows ≤ m; depth ≥ 1. Strides are in
 * bytes, that of B is 64 for a panel; `init` may be `c`. Of the last four columns `tail` exist.
 */
export function pairs16(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, init: usize, initStride: usize,
  m: i32, depth: i32, tail: i32,
): void {
  for (; m >= 2; m -= 2) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let c2 = v128.load(init, 32), c3 = v128.load(init, 48);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let d2 = v128.load(init + initStride, 32), d3 = v128.load(init + initStride, 48);
    let a0 = a, a1 = a + aStride, row = b, k = depth;
    let b0: v128, b1: v128, b2: v128, b3: v128, x: v128, y: v128;
    for (; ; a0 += 32, a1 += 32, row += bStride, k -= 8) {
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 0), y = v128.load32_splat(a1, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 1) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 4), y = v128.load32_splat(a1, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 2) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 8), y = v128.load32_splat(a1, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 3) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 12), y = v128.load32_splat(a1, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 4) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 16), y = v128.load32_splat(a1, 16);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 5) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 20), y = v128.load32_splat(a1, 20);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 6) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 24), y = v128.load32_splat(a1, 24);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 7) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32);
      x = v128.load32_splat(a0, 28), y = v128.load32_splat(a1, 28);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      b3 = v128.load(row, 48), c3 = madd(x, b3, c3), d3 = madd(y, b3, d3);
      if (k == 8) break;
    }
    v128.store(c, c0, 0);
    v128.store(c, c1, 16);
    v128.store(c, c2, 32);
    storeUpTo4(c + 48, c3, tail);
    v128.store(c + cStride, d0, 0);
    v128.store(c + cStride, d1, 16);
    v128.store(c + cStride, d2, 32);
    storeUpTo4(c + cStride + 48, d3, tail);
    a += 2 * aStride;
    c += 2 * cStride;
    init += 2 * initStride;
  }
}
