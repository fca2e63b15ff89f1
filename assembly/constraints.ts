/**
 * Of w[outer, length, inner], each vector along `length` gets the norm rate·clip(N, minimum, maximum) + (1 - rate)·N, N being
 * its norm: w *= that / (N + 1e-7). Squares are summed in 64 bits, in order.
 */
export function limitNorms(w: usize, outer: i32, length: i32, inner: i32, minimum: f32, maximum: f32, rate: f32): void {
  const stride = <usize>inner << 2;
  for (let o = 0; o < outer; o++, w += <usize>length * stride) {
    for (let i: usize = 0; i < stride; i += 4) {
      let squares: f64 = 0;
      for (let j = 0, p = w + i; j < length; j++, p += stride) squares += <f64>load<f32>(p) * <f64>load<f32>(p);
      const norm = <f32>sqrt<f64>(squares);
      const factor = (rate * min(max(norm, minimum), maximum) + (1 - rate) * norm) / (norm + 1e-7);
      for (let j = 0, p = w + i; j < length; j++, p += stride) store<f32>(p, load<f32>(p) * factor);
    }
  }
}

/** w[i] = max(w[i], 0). */
export function clipNegative(w: usize, n: i32): void {
  for (const end = w + (<usize>n << 2); w < end; w += 4) store<f32>(w, max(load<f32>(w), 0));
}
