// Copies between rows: from tensors without padding to the LSTM's padded rows and back.

import { loadUpTo4, storeUpTo4 } from './simd';

/** out[n] = a[n] ∘ factors[n]; factors 0: none. */
export function scaleRow(out: usize, a: usize, factors: usize, n: i32): void {
  if (factors == 0) {
    copyRow(out, a, n);
    return;
  }
  for (; n > 0; n -= 4, out += 16, a += 16, factors += 16) {
    storeUpTo4(out, f32x4.mul(v128.load(a), v128.load(factors)), n);
  }
}

/** out[n] = a[n]. */
export function copyRow(out: usize, a: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16, a += 16) v128.store(out, v128.load(a));
  for (; n > 0; n--, out += 4, a += 4) store<f32>(out, load<f32>(a));
}

/** out[n] += a[n] ∘ factors[n]; factors 0: none. */
export function addRow(out: usize, a: usize, factors: usize, n: i32): void {
  if (factors == 0) {
    for (; n >= 4; n -= 4, out += 16, a += 16) v128.store(out, f32x4.add(v128.load(out), v128.load(a)));
    for (; n > 0; n--, out += 4, a += 4) store<f32>(out, load<f32>(out) + load<f32>(a));
    return;
  }
  for (; n > 0; n -= 4, out += 16, a += 16, factors += 16) {
    const value = f32x4.mul(v128.load(a), v128.load(factors));
    storeUpTo4(out, f32x4.add(v128.load(out), value), n);
  }
}

/** out[n] = a[n] or zeros where there is no a, then zeros up to a multiple of 4. */
export function padRow(out: usize, a: usize, n: i32): void {
  if (a == 0) memory.fill(out, 0, <usize>((n + 3) & ~3) << 2);
  else for (; n > 0; n -= 4, out += 16, a += 16) v128.store(out, loadUpTo4(a, n));
}

/**
 * out[n] = the sum of the copies of `a`, `stride` floats apart, each times its factors of row b: factors[copies][batch][n], 0: none.
 */
export function sumCopies(
  out: usize, a: usize, stride: i32, factors: usize, b: i32, batch: i32, n: i32, copies: i32,
): void {
  for (let g = 0; g < copies; g++, a += <usize>stride << 2) {
    const own = factors ? factors + (<usize>((g * batch + b) * n) << 2) : 0;
    if (g == 0) scaleRow(out, a, own, n);
    else addRow(out, a, own, n);
  }
}
