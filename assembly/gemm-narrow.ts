// Tiles for what is left at the edges: the last panel of a matrix with few columns, the last row.

import { madd, storeUpTo4 } from './simd';

/** As pairs16 for the first 4 columns of the panel, in groups of 4 rows. */
export function quads4(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize,
  m: i32, depth: i32, tail: i32,
): void {
  for (; m >= 4; m -= 4) {
    let c0 = v128.load(init, 0);
    let d0 = v128.load(init + initStride, 0);
    let e0 = v128.load(init + 2 * initStride, 0);
    let f0 = v128.load(init + 3 * initStride, 0);
    let a0 = a, a1 = a + aStride, a2 = a + 2 * aStride, a3 = a + 3 * aStride, b = panel, k = depth;
    let b0: v128, x: v128, y: v128, z: v128, w: v128;
    for (; ; a0 += 16, a1 += 16, a2 += 16, a3 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0);
      x = v128.load32_splat(a0, 0), y = v128.load32_splat(a1, 0);
      z = v128.load32_splat(a2, 0), w = v128.load32_splat(a3, 0);
      c0 = madd(x, b0, c0);
      d0 = madd(y, b0, d0);
      e0 = madd(z, b0, e0);
      f0 = madd(w, b0, f0);
      if (k == 1) break;
      b0 = v128.load(b, 64);
      x = v128.load32_splat(a0, 4), y = v128.load32_splat(a1, 4);
      z = v128.load32_splat(a2, 4), w = v128.load32_splat(a3, 4);
      c0 = madd(x, b0, c0);
      d0 = madd(y, b0, d0);
      e0 = madd(z, b0, e0);
      f0 = madd(w, b0, f0);
      if (k == 2) break;
      b0 = v128.load(b, 128);
      x = v128.load32_splat(a0, 8), y = v128.load32_splat(a1, 8);
      z = v128.load32_splat(a2, 8), w = v128.load32_splat(a3, 8);
      c0 = madd(x, b0, c0);
      d0 = madd(y, b0, d0);
      e0 = madd(z, b0, e0);
      f0 = madd(w, b0, f0);
      if (k == 3) break;
      b0 = v128.load(b, 192);
      x = v128.load32_splat(a0, 12), y = v128.load32_splat(a1, 12);
      z = v128.load32_splat(a2, 12), w = v128.load32_splat(a3, 12);
      c0 = madd(x, b0, c0);
      d0 = madd(y, b0, d0);
      e0 = madd(z, b0, e0);
      f0 = madd(w, b0, f0);
      if (k == 4) break;
    }
    storeUpTo4(c + 0, c0, tail);
    storeUpTo4(c + cStride + 0, d0, tail);
    storeUpTo4(c + 2 * cStride + 0, e0, tail);
    storeUpTo4(c + 3 * cStride + 0, f0, tail);
    a += 4 * aStride;
    c += 4 * cStride;
    init += 4 * initStride;
  }
}

/** As pairs16 for the first 8 columns of the panel, in groups of 4 rows. */
export function quads8(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize,
  m: i32, depth: i32, tail: i32,
): void {
  for (; m >= 4; m -= 4) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let e0 = v128.load(init + 2 * initStride, 0), e1 = v128.load(init + 2 * initStride, 16);
    let f0 = v128.load(init + 3 * initStride, 0), f1 = v128.load(init + 3 * initStride, 16);
    let a0 = a, a1 = a + aStride, a2 = a + 2 * aStride, a3 = a + 3 * aStride, b = panel, k = depth;
    let b0: v128, b1: v128, x: v128, y: v128, z: v128, w: v128;
    for (; ; a0 += 16, a1 += 16, a2 += 16, a3 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0), b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 0), y = v128.load32_splat(a1, 0);
      z = v128.load32_splat(a2, 0), w = v128.load32_splat(a3, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1);
      e0 = madd(z, b0, e0), e1 = madd(z, b1, e1);
      f0 = madd(w, b0, f0), f1 = madd(w, b1, f1);
      if (k == 1) break;
      b0 = v128.load(b, 64), b1 = v128.load(b, 80);
      x = v128.load32_splat(a0, 4), y = v128.load32_splat(a1, 4);
      z = v128.load32_splat(a2, 4), w = v128.load32_splat(a3, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1);
      e0 = madd(z, b0, e0), e1 = madd(z, b1, e1);
      f0 = madd(w, b0, f0), f1 = madd(w, b1, f1);
      if (k == 2) break;
      b0 = v128.load(b, 128), b1 = v128.load(b, 144);
      x = v128.load32_splat(a0, 8), y = v128.load32_splat(a1, 8);
      z = v128.load32_splat(a2, 8), w = v128.load32_splat(a3, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1);
      e0 = madd(z, b0, e0), e1 = madd(z, b1, e1);
      f0 = madd(w, b0, f0), f1 = madd(w, b1, f1);
      if (k == 3) break;
      b0 = v128.load(b, 192), b1 = v128.load(b, 208);
      x = v128.load32_splat(a0, 12), y = v128.load32_splat(a1, 12);
      z = v128.load32_splat(a2, 12), w = v128.load32_splat(a3, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1);
      e0 = madd(z, b0, e0), e1 = madd(z, b1, e1);
      f0 = madd(w, b0, f0), f1 = madd(w, b1, f1);
      if (k == 4) break;
    }
    v128.store(c, c0, 0);
    storeUpTo4(c + 16, c1, tail);
    v128.store(c + cStride, d0, 0);
    storeUpTo4(c + cStride + 16, d1, tail);
    v128.store(c + 2 * cStride, e0, 0);
    storeUpTo4(c + 2 * cStride + 16, e1, tail);
    v128.store(c + 3 * cStride, f0, 0);
    storeUpTo4(c + 3 * cStride + 16, f1, tail);
    a += 4 * aStride;
    c += 4 * cStride;
    init += 4 * initStride;
  }
}

/** As pairs16 for the first 12 columns of the panel, in groups of 2 rows. */
export function pairs12(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize,
  m: i32, depth: i32, tail: i32,
): void {
  for (; m >= 2; m -= 2) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let c2 = v128.load(init, 32);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let d2 = v128.load(init + initStride, 32);
    let a0 = a, a1 = a + aStride, b = panel, k = depth;
    let b0: v128, b1: v128, b2: v128, x: v128, y: v128;
    for (; ; a0 += 16, a1 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0), b1 = v128.load(b, 16), b2 = v128.load(b, 32);
      x = v128.load32_splat(a0, 0), y = v128.load32_splat(a1, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      if (k == 1) break;
      b0 = v128.load(b, 64), b1 = v128.load(b, 80), b2 = v128.load(b, 96);
      x = v128.load32_splat(a0, 4), y = v128.load32_splat(a1, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      if (k == 2) break;
      b0 = v128.load(b, 128), b1 = v128.load(b, 144), b2 = v128.load(b, 160);
      x = v128.load32_splat(a0, 8), y = v128.load32_splat(a1, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      if (k == 3) break;
      b0 = v128.load(b, 192), b1 = v128.load(b, 208), b2 = v128.load(b, 224);
      x = v128.load32_splat(a0, 12), y = v128.load32_splat(a1, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2);
      if (k == 4) break;
    }
    v128.store(c, c0, 0);
    v128.store(c, c1, 16);
    storeUpTo4(c + 32, c2, tail);
    v128.store(c + cStride, d0, 0);
    v128.store(c + cStride, d1, 16);
    storeUpTo4(c + cStride + 32, d2, tail);
    a += 2 * aStride;
    c += 2 * cStride;
    init += 2 * initStride;
  }
}
