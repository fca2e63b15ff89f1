// The matrix multiply, row-major: C (+)= A·B, Aᵀ·B, A·Bᵀ, and A·B for a B that is packed beforehand.
//
// Whatever the blocks, each element of C is the sum over k in ascending order of products, both rounded to float32,
// starting from 0, the bias, or what is in C: a block of k begins where the one before it stopped. So the bits are
// those of the plain triple loop. A·Bᵀ for few rows has an order of its own (gemm-dot.ts).

import { isDirect, multiplyDirect } from './gemm-direct';
import { isDot, multiplyDot } from './gemm-dot';
import { packBlock, packedSize, packTransposedBlock, panelStride } from './gemm-pack';
import { multiplyPanels, zeros } from './gemm-panels';
import { transposeStrided } from './transpose';

/** Most rows of a block of A: 128 × 256 floats stay in the second-level cache. */
const blockM = 128;
/** Most columns of a packed block of B. */
const blockN = 512;
/** Most steps of k: a panel of 256 × 16 floats stays in the first-level cache. */
const blockK = 256;
/** Floats added to a row of a transposed block, so that rows do not fall on the same lines of a cache. */
const pad = 4;

/** Steps of k a block: equal shares, so that no block is thin. */
function shareOfK(k: i32): i32 {
  const blocks = (k + blockK - 1) / blockK;
  return blocks <= 1 ? k : ((k + blocks - 1) / blocks + 7) & ~7;
}

/** Floats of workspace enough for matmul, matmulTransposeA and matmulTransposeB. */
export function matmulWorkspace(m: i32, n: i32, k: i32): i32 {
  return <i32>packedSize(min(n, blockN), min(k, blockK)) + min(m, blockM) * (min(k, blockK) + pad);
}

/** c[m][n] (+)= a[m][k] · b[k][n]. Nothing may overlap. */
export function matmul(c: usize, a: usize, b: usize, workspace: usize, m: i32, n: i32, k: i32, accumulate: i32): void {
  const stride = <usize>n << 2;
  // One block, nothing to pack: small products feel what looking for blocks costs.
  if (k > 0 && k <= blockK && n <= blockN && isDirect(m, n, k)) {
    const init = accumulate ? c : zeros, initStride: usize = accumulate ? stride : 0, initStep: usize = accumulate ? 64 : 0;
    multiplyDirect(c, stride, a, <usize>k << 2, b, stride, workspace, init, initStride, initStep, m, n, k);
    return;
  }
  multiplyBlocks(c, stride, a, <usize>k << 2, b, stride, workspace, m, n, k, accumulate, false, false);
}

/** c[m][n] (+)= aᵀ · b for a[k][m] and b[k][n]: the rows of c from `begin` to `end`. Nothing may overlap. */
export function matmulTransposeA(
  c: usize, a: usize, b: usize, workspace: usize, m: i32, n: i32, k: i32, accumulate: i32, begin: i32, end: i32,
): void {
  const cStride = <usize>n << 2;
  c += <usize>begin * cStride;
  a += <usize>begin << 2;
  multiplyBlocks(c, cStride, a, <usize>m << 2, b, cStride, workspace, end - begin, n, k, accumulate, true, false);
}

/** c[m][n] (+)= a · bᵀ for a[m][k] and b[n][k]. Nothing may overlap. */
export function matmulTransposeB(
  c: usize, a: usize, b: usize, workspace: usize, m: i32, n: i32, k: i32, accumulate: i32,
): void {
  if (isDot(m, k)) multiplyDot(c, a, b, m, n, k, accumulate);
  else multiplyBlocks(c, <usize>n << 2, a, <usize>k << 2, b, <usize>k << 2, workspace, m, n, k, accumulate, false, true);
}

/** The three of them, for rows at multiples of the strides, in bytes. */
export function multiplyBlocks(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, workspace: usize,
  m: i32, n: i32, k: i32, accumulate: i32, transposeA: bool, transposeB: bool,
): void {
  const step = shareOfK(k);
  const block = workspace + (<usize>packedSize(min(n, blockN), min(k, blockK)) << 2);
  const blockStride = <usize>(step + pad) << 2;
  const sourceStride = transposeA ? blockStride : aStride;
  const direct = !transposeB && k > 0 && isDirect(m, n, min(step, k));
  for (let j = 0; j < n; j += blockN) {
    const columns = min(blockN, n - j);
    let q = 0;
    do {
      const depth = min(step, k - q);
      const part = transposeB ? b + <usize>j * bStride + (<usize>q << 2) : b + <usize>q * bStride + (<usize>j << 2);
      if (transposeB) packTransposedBlock(workspace, part, bStride, columns, depth);
      else if (!direct) packBlock(workspace, part, bStride, columns, depth);
      const fromC = accumulate != 0 || q > 0;
      for (let i = 0; i < m; i += blockM) {
        const rows = min(blockM, m - i);
        const target = c + <usize>i * cStride + (<usize>j << 2);
        let source = a + <usize>i * aStride + (<usize>q << 2);
        if (transposeA) {
          transposeStrided(block, blockStride, a + <usize>q * aStride + (<usize>i << 2), aStride, depth, rows);
          source = block;
        }
        const init = fromC ? target : zeros, initStride: usize = fromC ? cStride : 0, initStep: usize = fromC ? 64 : 0;
        if (direct) {
          multiplyDirect(
            target, cStride, source, sourceStride, part, bStride, workspace, init, initStride, initStep,
            rows, columns, depth,
          );
        } else {
          multiplyPanels(
            target, cStride, source, sourceStride, workspace, panelStride(depth), init, initStride, initStep,
            rows, columns, depth,
          );
        }
      }
      q += step;
    } while (q < k);
  }
}

/**
 * c[m][n] = a[m][k] · b + bias[n] for a `packed` b[k][n] (packPanels). bias 0: none. With `accumulate` the sums start
 * from c and the bias is not read. Nothing may overlap.
 */
export function matmulPacked(
  c: usize, a: usize, packed: usize, bias: usize, m: i32, n: i32, k: i32, accumulate: i32,
): void {
  multiplyPacked(c, <usize>n << 2, a, <usize>k << 2, packed, bias, 64, m, n, k, accumulate);
}

/** matmulPacked for rows at multiples of `cStride` and `aStride` bytes, with `biasStep` bytes between the biases of panels. */
export function multiplyPacked(
  c: usize, cStride: usize, a: usize, aStride: usize, packed: usize, bias: usize, biasStep: usize,
  m: i32, n: i32, k: i32, accumulate: i32,
): void {
  const step = shareOfK(k);
  let q = 0;
  do {
    const depth = min(step, k - q);
    const fromC = accumulate != 0 || q > 0;
    for (let i = 0; i < m; i += blockM) {
      const target = c + <usize>i * cStride;
      multiplyPanels(
        target, cStride, a + <usize>i * aStride + (<usize>q << 2), aStride, packed + (<usize>q << 6), panelStride(k),
        fromC ? target : bias ? bias : zeros, fromC ? cStride : 0, fromC ? 64 : bias ? biasStep : 0, min(blockM, m - i), n, depth,
      );
    }
    q += step;
  } while (q < k);
}

/** out[j] (+)= Σᵢ a[i][j], i ascending. */
export function sumRows(out: usize, a: usize, rows: i32, columns: i32, accumulate: i32): void {
  sumStridedRows(out, a, <usize>columns << 2, rows, columns, accumulate);
}

/** sumRows for rows at multiples of `stride` bytes. */
export function sumStridedRows(
  out: usize, a: usize, stride: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  let j = columns;
  for (; j >= 16; j -= 16, out += 64, a += 64) {
    const from = accumulate ? out : zeros;
    let s0 = v128.load(from, 0), s1 = v128.load(from, 16), s2 = v128.load(from, 32), s3 = v128.load(from, 48);
    let p = a;
    for (let i = rows; i > 0; i--, p += stride) {
      s0 = f32x4.add(s0, v128.load(p, 0));
      s1 = f32x4.add(s1, v128.load(p, 16));
      s2 = f32x4.add(s2, v128.load(p, 32));
      s3 = f32x4.add(s3, v128.load(p, 48));
    }
    v128.store(out, s0, 0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
  }
  for (; j > 0; j--, out += 4, a += 4) {
    let sum: f32 = accumulate ? load<f32>(out) : 0;
    let p = a;
    for (let i = rows; i > 0; i--, p += stride) sum += load<f32>(p);
    store<f32>(out, sum);
  }
}
