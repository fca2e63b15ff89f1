// Kernels that treat a matrix row by row.

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
