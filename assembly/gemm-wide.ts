// The tile for engines that join neighbouring 128-bit operations into 256-bit ones. Its 16 accumulators are then 8
// registers; elsewhere they do not fit the registers there are, and it is slower than two rows by 16 columns. What is
// joined are whole rows of equal operations that end in neighbouring stores, so no column of it may be missing.

import { madd } from './simd';

/** As pairs16 for a whole panel, in groups of 4 rows. */
export function quads16(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize, m: i32, depth: i32,
): void {
  for (; m >= 4; m -= 4) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let c2 = v128.load(init, 32), c3 = v128.load(init, 48);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let d2 = v128.load(init + initStride, 32), d3 = v128.load(init + initStride, 48);
    let e0 = v128.load(init + 2 * initStride, 0), e1 = v128.load(init + 2 * initStride, 16);
    let e2 = v128.load(init + 2 * initStride, 32), e3 = v128.load(init + 2 * initStride, 48);
    let f0 = v128.load(init + 3 * initStride, 0), f1 = v128.load(init + 3 * initStride, 16);
    let f2 = v128.load(init + 3 * initStride, 32), f3 = v128.load(init + 3 * initStride, 48);
    let a0 = a, a1 = a + aStride, a2 = a + 2 * aStride, a3 = a + 3 * aStride, b = panel, k = depth;
    let b0: v128, b1: v128, b2: v128, b3: v128, x: v128;
    for (; ; a0 += 16, a1 += 16, a2 += 16, a3 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
      x = v128.load32_splat(a0, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      x = v128.load32_splat(a1, 0);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1), d2 = madd(x, b2, d2), d3 = madd(x, b3, d3);
      x = v128.load32_splat(a2, 0);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1), e2 = madd(x, b2, e2), e3 = madd(x, b3, e3);
      x = v128.load32_splat(a3, 0);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1), f2 = madd(x, b2, f2), f3 = madd(x, b3, f3);
      if (k == 1) break;
      b0 = v128.load(b, 64), b1 = v128.load(b, 80), b2 = v128.load(b, 96), b3 = v128.load(b, 112);
      x = v128.load32_splat(a0, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      x = v128.load32_splat(a1, 4);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1), d2 = madd(x, b2, d2), d3 = madd(x, b3, d3);
      x = v128.load32_splat(a2, 4);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1), e2 = madd(x, b2, e2), e3 = madd(x, b3, e3);
      x = v128.load32_splat(a3, 4);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1), f2 = madd(x, b2, f2), f3 = madd(x, b3, f3);
      if (k == 2) break;
      b0 = v128.load(b, 128), b1 = v128.load(b, 144), b2 = v128.load(b, 160), b3 = v128.load(b, 176);
      x = v128.load32_splat(a0, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      x = v128.load32_splat(a1, 8);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1), d2 = madd(x, b2, d2), d3 = madd(x, b3, d3);
      x = v128.load32_splat(a2, 8);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1), e2 = madd(x, b2, e2), e3 = madd(x, b3, e3);
      x = v128.load32_splat(a3, 8);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1), f2 = madd(x, b2, f2), f3 = madd(x, b3, f3);
      if (k == 3) break;
      b0 = v128.load(b, 192), b1 = v128.load(b, 208), b2 = v128.load(b, 224), b3 = v128.load(b, 240);
      x = v128.load32_splat(a0, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      x = v128.load32_splat(a1, 12);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1), d2 = madd(x, b2, d2), d3 = madd(x, b3, d3);
      x = v128.load32_splat(a2, 12);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1), e2 = madd(x, b2, e2), e3 = madd(x, b3, e3);
      x = v128.load32_splat(a3, 12);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1), f2 = madd(x, b2, f2), f3 = madd(x, b3, f3);
      if (k == 4) break;
    }
    v128.store(c, c0, 0);
    v128.store(c, c1, 16);
    v128.store(c, c2, 32);
    v128.store(c, c3, 48);
    v128.store(c + cStride, d0, 0);
    v128.store(c + cStride, d1, 16);
    v128.store(c + cStride, d2, 32);
    v128.store(c + cStride, d3, 48);
    v128.store(c + 2 * cStride, e0, 0);
    v128.store(c + 2 * cStride, e1, 16);
    v128.store(c + 2 * cStride, e2, 32);
    v128.store(c + 2 * cStride, e3, 48);
    v128.store(c + 3 * cStride, f0, 0);
    v128.store(c + 3 * cStride, f1, 16);
    v128.store(c + 3 * cStride, f2, 32);
    v128.store(c + 3 * cStride, f3, 48);
    a += 4 * aStride;
    c += 4 * cStride;
    init += 4 * initStride;
  }
}
