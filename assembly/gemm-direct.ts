// Products by a B that is read where it lies, for few rows of A: packing would cost more than it saves.

import { multiplyPanels } from './gemm-panels';
import { packBlock } from './gemm-pack';
import { pairs16 } from './gemm-tile';
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
    pairs16(c, cStride, a, aStride, b, bStride, init, initStride, m, k, 4);
  }
  if (whole == n) return;
  packBlock(workspace, b, bStride, n - whole, k);
  multiplyPanels(c, cStride, a, aStride, workspace, 0, init, initStride, initStep, m, n - whole, k);
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
