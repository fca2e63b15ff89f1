// One row of A: what is left of an odd number of rows, and the product of a vector and a matrix.

import { madd, storeUpTo4 } from './simd';

/** c[columns] = init[columns] + a[depth] · panel; columns is 1…16. */
export function row16(c: usize, a: usize, panel: usize, init: usize, depth: i32, columns: i32): void {
  let c0 = v128.load(init, 0), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48);
  let b = panel, k = depth, x: v128;
  for (; ; a += 8, b += 128, k -= 2) {
    x = v128.load32_splat(a, 0);
    c0 = madd(x, v128.load(b, 0), c0), c1 = madd(x, v128.load(b, 16), c1);
    c2 = madd(x, v128.load(b, 32), c2), c3 = madd(x, v128.load(b, 48), c3);
    if (k == 1) break;
    x = v128.load32_splat(a, 4);
    c0 = madd(x, v128.load(b, 64), c0), c1 = madd(x, v128.load(b, 80), c1);
    c2 = madd(x, v128.load(b, 96), c2), c3 = madd(x, v128.load(b, 112), c3);
    if (k == 2) break;
  }
  storeUpTo4(c, c0, columns);
  if (columns > 4) storeUpTo4(c + 16, c1, columns - 4);
  if (columns > 8) storeUpTo4(c + 32, c2, columns - 8);
  if (columns > 12) storeUpTo4(c + 48, c3, columns - 12);
}

/**
 * c[32] = init[32] + a[depth] · two panels, the second `panelStride` bytes after the first: four sums more in flight,
 * so that the latency of an addition is hidden. k is never 0: that test keeps the compiler from loading both panels at
 * once.
 */
export function row32(c: usize, a: usize, panel: usize, panelStride: usize, init: usize, initStep: usize, depth: i32): void {
  let c0 = v128.load(init, 0), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48);
  init += initStep;
  let d0 = v128.load(init, 0), d1 = v128.load(init, 16), d2 = v128.load(init, 32), d3 = v128.load(init, 48);
  let b = panel, d = panel + panelStride, k = depth, x: v128;
  for (; ; a += 8, b += 128, d += 128, k -= 2) {
    x = v128.load32_splat(a, 0);
    c0 = madd(x, v128.load(b, 0), c0), c1 = madd(x, v128.load(b, 16), c1);
    c2 = madd(x, v128.load(b, 32), c2), c3 = madd(x, v128.load(b, 48), c3);
    if (k == 0) break;
    d0 = madd(x, v128.load(d, 0), d0), d1 = madd(x, v128.load(d, 16), d1);
    d2 = madd(x, v128.load(d, 32), d2), d3 = madd(x, v128.load(d, 48), d3);
    if (k == 1) break;
    x = v128.load32_splat(a, 4);
    c0 = madd(x, v128.load(b, 64), c0), c1 = madd(x, v128.load(b, 80), c1);
    c2 = madd(x, v128.load(b, 96), c2), c3 = madd(x, v128.load(b, 112), c3);
    if (k == 0) break;
    d0 = madd(x, v128.load(d, 64), d0), d1 = madd(x, v128.load(d, 80), d1);
    d2 = madd(x, v128.load(d, 96), d2), d3 = madd(x, v128.load(d, 112), d3);
    if (k == 2) break;
  }
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, d0, 64);
  v128.store(c, d1, 80);
  v128.store(c, d2, 96);
  v128.store(c, d3, 112);
}
