// Copies of a matrix in the order in which the tiles read it.
//
//   B[k][n] row by row          panels of 16 columns and a row of zeros, zero padded
//   b00 b01 … b0n               [b00 … b0,15] [b10 … b1,15] … [bk0 … bk,15] [0 … 0] | [b0,16 … b0,31] …
//   b10 b11 … b1n
//
// Without the row of zeros a power of two would lie between panels, and their lines would push each other out of the cache.

import { loadFirst } from './simd';
import { transposeStrided } from './transpose';

/** Bytes from a panel to the next. */
// @ts-ignore: decorator
@inline
export function panelStride(k: i32): usize {
  return <usize>(k + 1) << 6;
}

/** Floats of a packed matrix: of a narrow one more than 32 bits count, where the matrix itself has place. */
export function packedSize(n: i32, k: i32): f64 {
  return <f64>((n + 15) & ~15) * <f64>(k + 1);
}

/**
 * Packs b[k][n], whose rows are `bStride` bytes apart. Row by row across all panels: lines that follow on each other are read
 * and written.
 */
export function packBlock(packed: usize, b: usize, bStride: usize, n: i32, k: i32): void {
  const stride = panelStride(k);
  for (; k > 0; k--, b += bStride, packed += 64) {
    let out = packed, row = b, left = n;
    for (; left >= 16; left -= 16, out += stride, row += 64) copy16(out, row);
    if (left > 0) copyPart(out, row, left);
  }
  for (; n > 0; n -= 16, packed += stride) memory.fill(packed, 0, 64);
}

// @ts-ignore: decorator
@inline
function copy16(out: usize, a: usize): void {
  v128.store(out, v128.load(a, 0), 0);
  v128.store(out, v128.load(a, 16), 16);
  v128.store(out, v128.load(a, 32), 32);
  v128.store(out, v128.load(a, 48), 48);
}

/** Copies fewer than 16 floats and pads with zeros. */
// @ts-ignore: decorator
@inline
function copyPart(out: usize, a: usize, columns: i32): void {
  const zero = f32x4.splat(0);
  v128.store(out, zero, 0);
  v128.store(out, zero, 16);
  v128.store(out, zero, 32);
  v128.store(out, zero, 48);
  for (; columns >= 4; columns -= 4, out += 16, a += 16) v128.store(out, v128.load(a));
  if (columns > 0) v128.store(out, loadFirst(a, columns));
}

/** Packs the transpose of b[n][k], whose rows are `bStride` bytes apart. */
export function packTransposedBlock(packed: usize, b: usize, bStride: usize, n: i32, k: i32): void {
  for (; n > 0; n -= 16, packed += panelStride(k), b += 16 * bStride) {
    if (n < 16) memory.fill(packed, 0, <usize>k << 6);
    transposeStrided(packed, 64, b, bStride, min(n, 16), k);
    memory.fill(packed + (<usize>k << 6), 0, 64);
  }
}

/** packed[⌈n/16⌉][k + 1][16] = b[k][n] in panels of 16 columns and a row of zeros, the last one padded with zeros. */
export function packPanels(packed: usize, b: usize, n: i32, k: i32): void {
  packBlock(packed, b, <usize>n << 2, n, k);
}

/** packPanels of the transpose of b[n][k]. */
export function packPanelsTransposed(packed: usize, b: usize, n: i32, k: i32): void {
  packTransposedBlock(packed, b, <usize>k << 2, n, k);
}
