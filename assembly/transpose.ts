/**
 * out[b][j][i] = a[b][i][j] for b < batch, i < rows, j < columns. 4×4 blocks through registers, edges one by one.
 * The ranges may not overlap.
 */
export function transpose(out: usize, a: usize, batch: i32, rows: i32, columns: i32): void {
  const rowBytes = <usize>columns << 2;
  const outRowBytes = <usize>rows << 2;
  const matrixBytes = rowBytes * <usize>rows;
  for (let b = 0; b < batch; b++, out += matrixBytes, a += matrixBytes) {
    let i = 0;
    for (; i + 4 <= rows; i += 4) {
      let j = 0;
      let from = a + <usize>i * rowBytes;
      let to = out + (<usize>i << 2);
      for (; j + 4 <= columns; j += 4, from += 16, to += outRowBytes << 2) {
        const r0 = v128.load(from);
        const r1 = v128.load(from + rowBytes);
        const r2 = v128.load(from + 2 * rowBytes);
        const r3 = v128.load(from + 3 * rowBytes);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
        v128.store(to + outRowBytes, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7));
        v128.store(to + 2 * outRowBytes, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5));
        v128.store(to + 3 * outRowBytes, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7));
      }
      transposeBlock(out, a, i, i + 4, j, columns, rows, columns);
    }
    transposeBlock(out, a, i, rows, 0, columns, rows, columns);
  }
}

function transposeBlock(
  out: usize,
  a: usize,
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
  rows: i32,
  columns: i32,
): void {
  for (let i = firstRow; i < endRow; i++) {
    for (let j = firstColumn; j < endColumn; j++) {
      store<f32>(out + ((<usize>j * <usize>rows + <usize>i) << 2), load<f32>(a + ((<usize>i * <usize>columns + <usize>j) << 2)));
    }
  }
}
