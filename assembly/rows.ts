// Kernels that treat a matrix row by row.

import { add } from './elementwise';

/** out[i][j] (+)= a[i][j] · factors[i·stride]. `out` may be `a`. */
export function scaleRows(
  out: usize, a: usize, factors: usize, rows: i32, columns: i32, stride: i32, accumulate: i32,
): void {
  for (let i = 0; i < rows; i++, factors += <usize>stride << 2) {
    const factor = load<f32>(factors);
    for (let j = 0; j < columns; j++, out += 4, a += 4) {
      const value = load<f32>(a) * factor;
      store<f32>(out, accumulate ? load<f32>(out) + value : value);
    }
  }
}

/** out[i] = 1 where a column of row i of `a` is not `value`, 0 where all are. `out` may be `a`. */
export function notEqual(out: usize, a: usize, rows: i32, columns: i32, value: f32): void {
  for (const end = out + (<usize>rows << 2); out < end; out += 4) {
    let differs: f32 = 0;
    for (let j = 0; j < columns; j++, a += 4) if (load<f32>(a) != value) differs = 1;
    store<f32>(out, differs);
  }
}

/** Row i of `out` = row indices[i] of `table`, fractions dropped, or NaN unless 0 ≤ indices[i] < count. No overlap. */
export function gatherRows(out: usize, table: usize, indices: usize, rows: i32, columns: i32, count: i32): void {
  const stride = <usize>columns << 2;
  for (const end = indices + (<usize>rows << 2); indices < end; indices += 4, out += stride) {
    const index = load<f32>(indices);
    if (index >= 0 && index < <f32>count) memory.copy(out, table + <usize>index * stride, stride);
    else memory.fill(out, 0xff, stride);
  }
}

/** Row indices[i] of `table` += row i of `a`, for i ascending; indices as in `gatherRows`, others are left out. No overlap. */
export function scatterRows(table: usize, a: usize, indices: usize, rows: i32, columns: i32, count: i32): void {
  const stride = <usize>columns << 2;
  for (const end = indices + (<usize>rows << 2); indices < end; indices += 4, a += stride) {
    const index = load<f32>(indices);
    if (!(index >= 0 && index < <f32>count)) continue;
    const row = table + <usize>index * stride;
    add(row, row, a, columns);
  }
}
