// A block of A times packed panels: which tile for which part. TILE_ROWS and TILE_COLUMNS are constants of the build
// (asconfig.json).

import { sixes16, sixes8 } from './gemm-fused';
import { pairs12, quads4, quads8 } from './gemm-narrow';
import { row16, row32 } from './gemm-row';
import { pairs16 } from './gemm-tile';
import { quads16 } from './gemm-wide';

export const zeros = memory.data(64, 16);

/**
 * c[m][n] = init[m][n] + a[m][k] · panels. Strides are in bytes. `init` has the row stride `initStride` and `initStep`
 * bytes from panel to panel: (c, cStride, 64) adds to c, (bias, 0, 64) starts every row from a bias, (16 zeros, 0, 0)
 * from zero.
 */
export function multiplyPanels(
  c: usize, cStride: usize, a: usize, aStride: usize, panels: usize, panelStride: usize,
  init: usize, initStride: usize, initStep: usize, m: i32, n: i32, k: i32,
): void {
  if (k == 0) {
    // Only the row of zeros behind a panel is left: times zero.
    a = zeros;
    aStride = 0;
    k = 1;
  }
  if (m == 1) {
    for (; n >= 32; n -= 32, panels += 2 * panelStride, c += 128, init += 2 * initStep) {
      row32(c, a, panels, panelStride, init, initStep, k);
    }
  }
  for (; n > 0; n -= 16, panels += panelStride, c += 64, init += initStep) {
    const columns = min(n, 16);
    const tail = ((columns - 1) & 3) + 1;
    let left: i32;
    if (TILE_ROWS > 2 && columns == 16) {
      const done = largeTiles(c, cStride, a, aStride, panels, init, initStride, m, k), rest = m - done;
      pairs16(
        c + <usize>done * cStride, cStride, a + <usize>done * aStride, aStride, panels, 64,
        init + <usize>done * initStride, initStride, rest, k, tail,
      );
      left = rest & 1;
    } else if (columns > 12) {
      pairs16(c, cStride, a, aStride, panels, 64, init, initStride, m, k, tail);
      left = m & 1;
    } else if (columns > 8) {
      pairs12(c, cStride, a, aStride, panels, init, initStride, m, k, tail);
      left = m & 1;
    } else if (columns > 4) {
      quads8(c, cStride, a, aStride, panels, init, initStride, m, k, tail);
      left = m & 3;
    } else {
      quads4(c, cStride, a, aStride, panels, init, initStride, m, k, tail);
      left = m & 3;
    }
    for (let i = m - left; i < m; i++) {
      row16(c + <usize>i * cStride, a + <usize>i * aStride, panels, init + <usize>i * initStride, k, columns);
    }
  }
}

/** A whole panel by the tiles that the build has besides those of all builds. Returns how many rows are done. */
function largeTiles(
  c: usize, cStride: usize, a: usize, aStride: usize, panel: usize, init: usize, initStride: usize, m: i32, k: i32,
): i32 {
  let done = 0;
  if (TILE_ROWS == 6) {
    done = m - m % 6;
    if (TILE_COLUMNS == 8) {
      sixes8(c, cStride, a, aStride, panel, init, initStride, m, k);
      sixes8(c + 32, cStride, a, aStride, panel + 32, init + 32, initStride, m, k);
      return done;
    }
    sixes16(c, cStride, a, aStride, panel, init, initStride, m, k);
  }
  const rest = m - done;
  quads16(
    c + <usize>done * cStride, cStride, a + <usize>done * aStride, aStride, panel,
    init + <usize>done * initStride, initStride, rest, k,
  );
  return done + (rest & ~3);
}
