// Products by a B that is read where it lies, for few rows of A: packing would cost more than it saves.

import { multiplyPanels } from './gemm-panels';
import { packBlock } from './gemm-pack';
import { madd } from './simd';

/** Rows of A after which packing has paid off. */
const mostRows = 32;
/** Floats of a block of B that stays in the second-level cache while all rows of A pass. */
const most = 65536;

/** Whether B, of which `depth` rows are used at once, is better read where it lies. A single row reads it only once. */
// @ts-ignore: decorator
@inline
export function isDirect(m: i32, n: i32, depth: i32): bool {
  return m == 1 || (m <= mostRows && n >= 16 && n * depth <= most);
}

/**
 * c[m][n] = init[m][n] + a[m][k] · b[k][n], k ≥ 1, where `init` is c or zeros, with strides as in multiplyPanels. The
 * columns beyond a multiple of 16 are packed into the workspace.
 */
export function multiplyDirect(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, workspace: usize,
  init: usize, initStride: usize, initStep: usize, m: i32, n: i32, k: i32,
): void {
  const accumulate = init == c;
  if (m == 1) {
    directRow(c, a, b, bStride, n, k, accumulate);
    return;
  }
  const whole = n & ~15, pairs = m & ~1;
  if (pairs < m) {
    directRow(c + <usize>pairs * cStride, a + <usize>pairs * aStride, b, bStride, whole, k, accumulate);
  }
  for (let j = whole; j > 0; j -= 16, c += 64, b += 64, init += initStep) {
    directPairs(c, cStride, a, aStride, b, bStride, init, initStride, m, k);
  }
  if (whole == n) return;
  packBlock(workspace, b, bStride, n - whole, k);
  multiplyPanels(c, cStride, a, aStride, workspace, 0, init, initStride, initStep, m, n - whole, k);
}

/** c[m][16] = init[m][16] + a[m][depth] · b[depth][16], for the largest even number of rows ≤ m. */
function directPairs(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, init: usize, initStride: usize,
  m: i32, depth: i32,
): void {
  for (; m >= 2; m -= 2) {
    let c0 = v128.load(init, 0), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48);
    let d0 = v128.load(init + initStride, 0), d1 = v128.load(init + initStride, 16);
    let d2 = v128.load(init + initStride, 32), d3 = v128.load(init + initStride, 48);
    let a0 = a, a1 = a + aStride, row = b, k = depth;
    let b0: v128, b1: v128, b2: v128, b3: v128, x: v128, y: v128;
    for (; ; a0 += 16, a1 += 16, row += bStride, k -= 4) {
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32), b3 = v128.load(row, 48);
      x = v128.load32_splat(a0, 0), y = v128.load32_splat(a1, 0);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2), d3 = madd(y, b3, d3);
      if (k == 1) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32), b3 = v128.load(row, 48);
      x = v128.load32_splat(a0, 4), y = v128.load32_splat(a1, 4);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2), d3 = madd(y, b3, d3);
      if (k == 2) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32), b3 = v128.load(row, 48);
      x = v128.load32_splat(a0, 8), y = v128.load32_splat(a1, 8);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2), d3 = madd(y, b3, d3);
      if (k == 3) break;
      row += bStride;
      b0 = v128.load(row, 0), b1 = v128.load(row, 16), b2 = v128.load(row, 32), b3 = v128.load(row, 48);
      x = v128.load32_splat(a0, 12), y = v128.load32_splat(a1, 12);
      c0 = madd(x, b0, c0), c1 = madd(x, b1, c1), c2 = madd(x, b2, c2), c3 = madd(x, b3, c3);
      d0 = madd(y, b0, d0), d1 = madd(y, b1, d1), d2 = madd(y, b2, d2), d3 = madd(y, b3, d3);
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
    a += 2 * aStride;
    c += 2 * cStride;
    init += 2 * initStride;
  }
}

/** c[n] (+)= a[k] · b[k][n]. Four rows of B at a time, from their first column to their last: the sums wait in c. */
function directRow(c: usize, a: usize, b: usize, bStride: usize, n: i32, k: i32, accumulate: bool): void {
  for (; k >= 4; k -= 4, a += 16, b += 4 * bStride, accumulate = true) {
    const x0 = v128.load32_splat(a, 0), x1 = v128.load32_splat(a, 4);
    const x2 = v128.load32_splat(a, 8), x3 = v128.load32_splat(a, 12);
    let p = c, b0 = b, b1 = b + bStride, b2 = b + 2 * bStride, b3 = b + 3 * bStride, left = n;
    for (; left >= 8; left -= 8, p += 32, b0 += 32, b1 += 32, b2 += 32, b3 += 32) {
      let s = accumulate ? v128.load(p, 0) : v128.xor(x0, x0), t = accumulate ? v128.load(p, 16) : v128.xor(x0, x0);
      s = madd(x0, v128.load(b0, 0), s), t = madd(x0, v128.load(b0, 16), t);
      s = madd(x1, v128.load(b1, 0), s), t = madd(x1, v128.load(b1, 16), t);
      s = madd(x2, v128.load(b2, 0), s), t = madd(x2, v128.load(b2, 16), t);
      s = madd(x3, v128.load(b3, 0), s), t = madd(x3, v128.load(b3, 16), t);
      v128.store(p, s, 0);
      v128.store(p, t, 16);
    }
    for (; left > 0; left--, p += 4, b0 += 4, b1 += 4, b2 += 4, b3 += 4) {
      let sum: f32 = accumulate ? load<f32>(p) : 0;
      sum += load<f32>(a, 0) * load<f32>(b0);
      sum += load<f32>(a, 4) * load<f32>(b1);
      sum += load<f32>(a, 8) * load<f32>(b2);
      sum += load<f32>(a, 12) * load<f32>(b3);
      store<f32>(p, sum);
    }
  }
  for (; k > 0; k--, a += 4, b += bStride, accumulate = true) {
    const x = v128.load32_splat(a);
    let p = c, row = b, left = n;
    for (; left >= 4; left -= 4, p += 16, row += 16) {
      v128.store(p, madd(x, v128.load(row), accumulate ? v128.load(p) : v128.xor(x, x)));
    }
    for (; left > 0; left--, p += 4, row += 4) {
      store<f32>(p, (accumulate ? load<f32>(p) : 0) + load<f32>(a) * load<f32>(row));
    }
  }
}
