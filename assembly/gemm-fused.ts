// Tiles for builds that round a·b + c once. Such an operation takes longer than an addition, so more sums must be in
// flight: 12 registers of them. Without a product to hold, there are enough registers for that. What joined operations
// are is said in gemm-wide.ts.

import { madd } from './simd';

/** As quads16 for the first 8 columns of the panel, in groups of 6 rows. */
export function sixes8(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize, m: i32, depth: i32,
): void {
  for (; m >= 6; m -= 6) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let e0 = v128.load(init + 2 * initStride, 0), e1 = v128.load(init + 2 * initStride, 16);
    let f0 = v128.load(init + 3 * initStride, 0), f1 = v128.load(init + 3 * initStride, 16);
    let g0 = v128.load(init + 4 * initStride, 0), g1 = v128.load(init + 4 * initStride, 16);
    let h0 = v128.load(init + 5 * initStride, 0), h1 = v128.load(init + 5 * initStride, 16);
    let a0 = a, a1 = a + aStride, a2 = a + 2 * aStride;
    let a3 = a + 3 * aStride, a4 = a + 4 * aStride, a5 = a + 5 * aStride;
    let b = panel, k = depth, b0: v128, b1: v128, x: v128;
    for (; ; a0 += 16, a1 += 16, a2 += 16, a3 += 16, a4 += 16, a5 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0), b1 = v128.load(b, 16);
      x = v128.load32_splat(a0, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      x = v128.load32_splat(a1, 0);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1);
      x = v128.load32_splat(a2, 0);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1);
      x = v128.load32_splat(a3, 0);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1);
      x = v128.load32_splat(a4, 0);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1);
      x = v128.load32_splat(a5, 0);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1);
      if (k == 1) break;
      b0 = v128.load(b, 64), b1 = v128.load(b, 80);
      x = v128.load32_splat(a0, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      x = v128.load32_splat(a1, 4);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1);
      x = v128.load32_splat(a2, 4);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1);
      x = v128.load32_splat(a3, 4);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1);
      x = v128.load32_splat(a4, 4);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1);
      x = v128.load32_splat(a5, 4);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1);
      if (k == 2) break;
      b0 = v128.load(b, 128), b1 = v128.load(b, 144);
      x = v128.load32_splat(a0, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      x = v128.load32_splat(a1, 8);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1);
      x = v128.load32_splat(a2, 8);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1);
      x = v128.load32_splat(a3, 8);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1);
      x = v128.load32_splat(a4, 8);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1);
      x = v128.load32_splat(a5, 8);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1);
      if (k == 3) break;
      b0 = v128.load(b, 192), b1 = v128.load(b, 208);
      x = v128.load32_splat(a0, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1);
      x = v128.load32_splat(a1, 12);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1);
      x = v128.load32_splat(a2, 12);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1);
      x = v128.load32_splat(a3, 12);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1);
      x = v128.load32_splat(a4, 12);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1);
      x = v128.load32_splat(a5, 12);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1);
      if (k == 4) break;
    }
    v128.store(c, c0, 0);
    v128.store(c, c1, 16);
    v128.store(c + cStride, d0, 0);
    v128.store(c + cStride, d1, 16);
    v128.store(c + 2 * cStride, e0, 0);
    v128.store(c + 2 * cStride, e1, 16);
    v128.store(c + 3 * cStride, f0, 0);
    v128.store(c + 3 * cStride, f1, 16);
    v128.store(c + 4 * cStride, g0, 0);
    v128.store(c + 4 * cStride, g1, 16);
    v128.store(c + 5 * cStride, h0, 0);
    v128.store(c + 5 * cStride, h1, 16);
    a += 6 * aStride;
    c += 6 * cStride;
    init += 6 * initStride;
  }
}

/** As quads16 in groups of 6 rows: for neighbouring operations that are joined. */
export function sixes16(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize, m: i32, depth: i32,
): void {
  for (; m >= 6; m -= 6) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16);
    let c2 = v128.load(init, 32), c3 = v128.load(init, 48);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let d2 = v128.load(init + initStride, 32), d3 = v128.load(init + initStride, 48);
    let e0 = v128.load(init + 2 * initStride, 0), e1 = v128.load(init + 2 * initStride, 16);
    let e2 = v128.load(init + 2 * initStride, 32), e3 = v128.load(init + 2 * initStride, 48);
    let f0 = v128.load(init + 3 * initStride, 0), f1 = v128.load(init + 3 * initStride, 16);
    let f2 = v128.load(init + 3 * initStride, 32), f3 = v128.load(init + 3 * initStride, 48);
    let g0 = v128.load(init + 4 * initStride, 0), g1 = v128.load(init + 4 * initStride, 16);
    let g2 = v128.load(init + 4 * initStride, 32), g3 = v128.load(init + 4 * initStride, 48);
    let h0 = v128.load(init + 5 * initStride, 0), h1 = v128.load(init + 5 * initStride, 16);
    let h2 = v128.load(init + 5 * initStride, 32), h3 = v128.load(init + 5 * initStride, 48);
    let a0 = a, a1 = a + aStride, a2 = a + 2 * aStride;
    let a3 = a + 3 * aStride, a4 = a + 4 * aStride, a5 = a + 5 * aStride;
    let b = panel, k = depth, b0: v128, b1: v128, b2: v128, b3: v128, x: v128;
    for (; ; a0 += 16, a1 += 16, a2 += 16, a3 += 16, a4 += 16, a5 += 16, b += 256, k -= 4) {
      b0 = v128.load(b, 0), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
      x = v128.load32_splat(a0, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      x = v128.load32_splat(a1, 0);
      d0 = madd(x, b0, d0), d1 = madd(x, b1, d1), d2 = madd(x, b2, d2), d3 = madd(x, b3, d3);
      x = v128.load32_splat(a2, 0);
      e0 = madd(x, b0, e0), e1 = madd(x, b1, e1), e2 = madd(x, b2, e2), e3 = madd(x, b3, e3);
      x = v128.load32_splat(a3, 0);
      f0 = madd(x, b0, f0), f1 = madd(x, b1, f1), f2 = madd(x, b2, f2), f3 = madd(x, b3, f3);
      x = v128.load32_splat(a4, 0);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1), g2 = madd(x, b2, g2), g3 = madd(x, b3, g3);
      x = v128.load32_splat(a5, 0);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1), h2 = madd(x, b2, h2), h3 = madd(x, b3, h3);
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
      x = v128.load32_splat(a4, 4);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1), g2 = madd(x, b2, g2), g3 = madd(x, b3, g3);
      x = v128.load32_splat(a5, 4);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1), h2 = madd(x, b2, h2), h3 = madd(x, b3, h3);
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
      x = v128.load32_splat(a4, 8);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1), g2 = madd(x, b2, g2), g3 = madd(x, b3, g3);
      x = v128.load32_splat(a5, 8);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1), h2 = madd(x, b2, h2), h3 = madd(x, b3, h3);
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
      x = v128.load32_splat(a4, 12);
      g0 = madd(x, b0, g0), g1 = madd(x, b1, g1), g2 = madd(x, b2, g2), g3 = madd(x, b3, g3);
      x = v128.load32_splat(a5, 12);
      h0 = madd(x, b0, h0), h1 = madd(x, b1, h1), h2 = madd(x, b2, h2), h3 = madd(x, b3, h3);
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
    v128.store(c + 4 * cStride, g0, 0);
    v128.store(c + 4 * cStride, g1, 16);
    v128.store(c + 4 * cStride, g2, 32);
    v128.store(c + 4 * cStride, g3, 48);
    v128.store(c + 5 * cStride, h0, 0);
    v128.store(c + 5 * cStride, h1, 16);
    v128.store(c + 5 * cStride, h2, 32);
    v128.store(c + 5 * cStride, h3, 48);
    a += 6 * aStride;
    c += 6 * cStride;
    init += 6 * initStride;
  }
}
