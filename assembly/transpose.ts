/** out[b][j][i] = a[b][i][j] for b < batch, i < rows, j < columns. The ranges may not overlap. */
export function transpose(out: usize, a: usize, batch: i32, rows: i32, columns: i32): void {
  const size = <usize>(rows * columns) << 2;
  for (; batch > 0; batch--, out += size, a += size) {
    transposeStrided(out, <usize>rows << 2, a, <usize>columns << 2, rows, columns);
  }
}

/** out[columns][rows] = the transpose of a[rows][columns], 4 × 4 through registers. Strides are in bytes; nothing may overlap. */
export function transposeStrided(out: usize, outStride: usize, a: usize, aStride: usize, rows: i32, columns: i32): void {
  for (; rows >= 4; rows -= 4, a += 4 * aStride, out += 16) {
    let p = a, q = out, j = columns;
    for (; j >= 4; j -= 4, p += 16, q += 4 * outStride) {
      const r0 = v128.load(p), r1 = v128.load(p + aStride);
      const r2 = v128.load(p + 2 * aStride), r3 = v128.load(p + 3 * aStride);
      const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      v128.store(q, i64x2.shuffle(low01, low23, 0, 2));
      v128.store(q + outStride, i64x2.shuffle(low01, low23, 1, 3));
      v128.store(q + 2 * outStride, i64x2.shuffle(high01, high23, 0, 2));
      v128.store(q + 3 * outStride, i64x2.shuffle(high01, high23, 1, 3));
    }
    for (; j > 0; j--, p += 4, q += outStride) {
      store<f32>(q, load<f32>(p), 0);
      store<f32>(q, load<f32>(p + aStride), 4);
      store<f32>(q, load<f32>(p + 2 * aStride), 8);
      store<f32>(q, load<f32>(p + 3 * aStride), 12);
    }
  }
  for (; rows > 0; rows--, a += aStride, out += 4) {
    let p = a, q = out;
    for (let j = columns; j > 0; j--, p += 4, q += outStride) store<f32>(q, load<f32>(p));
  }
}
