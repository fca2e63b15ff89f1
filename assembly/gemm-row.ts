// One row of A: what is left of an odd number of rows, and the product of a vector and a matrix.

import { loadColumns, maddTo as madd, storeColumns } from './simd';

/** c[columns] = init[columns] + a[depth] · panel; columns is 1…16. */
export function row16(c: usize, a: usize, panel: usize, init: usize, depth: i32, columns: i32): void {
  let c0 = loadColumns(init, columns), c1 = loadColumns(init + 16, columns - 4);
  let c2 = loadColumns(init + 32, columns - 8), c3 = loadColumns(init + 48, columns - 12);
  let b = panel, k = depth, x: v128;
  for (; ; a += 16, b += 256, k -= 4) {
    x = v128.load32_splat(a, 0);
    c0 = madd(c0, x, v128.load(b, 0)), c1 = madd(c1, x, v128.load(b, 16));
    c2 = madd(c2, x, v128.load(b, 32)), c3 = madd(c3, x, v128.load(b, 48));
    if (k == 1) break;
    x = v128.load32_splat(a, 4);
    c0 = madd(c0, x, v128.load(b, 64)), c1 = madd(c1, x, v128.load(b, 80));
    c2 = madd(c2, x, v128.load(b, 96)), c3 = madd(c3, x, v128.load(b, 112));
    if (k == 2) break;
    x = v128.load32_splat(a, 8);
    c0 = madd(c0, x, v128.load(b, 128)), c1 = madd(c1, x, v128.load(b, 144));
    c2 = madd(c2, x, v128.load(b, 160)), c3 = madd(c3, x, v128.load(b, 176));
    if (k == 3) break;
    x = v128.load32_splat(a, 12);
    c0 = madd(c0, x, v128.load(b, 192)), c1 = madd(c1, x, v128.load(b, 208));
    c2 = madd(c2, x, v128.load(b, 224)), c3 = madd(c3, x, v128.load(b, 240));
    if (k == 4) break;
  }
  storeColumns(c, c0, columns);
  storeColumns(c + 16, c1, columns - 4);
  storeColumns(c + 32, c2, columns - 8);
  storeColumns(c + 48, c3, columns - 12);
}

/**
 * c[32] = init[32] + a[depth] · two panels, the second `panelStride` bytes after the first: four sums more in flight,
 * so that the latency of an addition is hidden. k is never 0: that test keeps the compiler from loading both panels at
 * once.
 */
export function row32(c: usize, a: usize, panel: usize, panelStride: usize, init: usize, depth: i32): void {
  let c0 = v128.load(init, 0), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48);
  let d0 = v128.load(init, 64), d1 = v128.load(init, 80), d2 = v128.load(init, 96), d3 = v128.load(init, 112);
  let b = panel, d = panel + panelStride, k = depth, x: v128;
  for (; ; a += 16, b += 256, d += 256, k -= 4) {
    x = v128.load32_splat(a, 0);
    c0 = madd(c0, x, v128.load(b, 0)), c1 = madd(c1, x, v128.load(b, 16));
    c2 = madd(c2, x, v128.load(b, 32)), c3 = madd(c3, x, v128.load(b, 48));
    if (k == 0) break;
    d0 = madd(d0, x, v128.load(d, 0)), d1 = madd(d1, x, v128.load(d, 16));
    d2 = madd(d2, x, v128.load(d, 32)), d3 = madd(d3, x, v128.load(d, 48));
    if (k == 1) break;
    x = v128.load32_splat(a, 4);
    c0 = madd(c0, x, v128.load(b, 64)), c1 = madd(c1, x, v128.load(b, 80));
    c2 = madd(c2, x, v128.load(b, 96)), c3 = madd(c3, x, v128.load(b, 112));
    if (k == 0) break;
    d0 = madd(d0, x, v128.load(d, 64)), d1 = madd(d1, x, v128.load(d, 80));
    d2 = madd(d2, x, v128.load(d, 96)), d3 = madd(d3, x, v128.load(d, 112));
    if (k == 2) break;
    x = v128.load32_splat(a, 8);
    c0 = madd(c0, x, v128.load(b, 128)), c1 = madd(c1, x, v128.load(b, 144));
    c2 = madd(c2, x, v128.load(b, 160)), c3 = madd(c3, x, v128.load(b, 176));
    if (k == 0) break;
    d0 = madd(d0, x, v128.load(d, 128)), d1 = madd(d1, x, v128.load(d, 144));
    d2 = madd(d2, x, v128.load(d, 160)), d3 = madd(d3, x, v128.load(d, 176));
    if (k == 3) break;
    x = v128.load32_splat(a, 12);
    c0 = madd(c0, x, v128.load(b, 192)), c1 = madd(c1, x, v128.load(b, 208));
    c2 = madd(c2, x, v128.load(b, 224)), c3 = madd(c3, x, v128.load(b, 240));
    if (k == 0) break;
    d0 = madd(d0, x, v128.load(d, 192)), d1 = madd(d1, x, v128.load(d, 208));
    d2 = madd(d2, x, v128.load(d, 224)), d3 = madd(d3, x, v128.load(d, 240));
    if (k == 4) break;
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
