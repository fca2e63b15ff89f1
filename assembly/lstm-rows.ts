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
