// The penalty on weights.

import { select4 } from './simd';

/** out[0] = scale·(l1·Σ|x| + l2·Σx²), added in 64 bits, one after the other. */
export function l1l2(out: usize, x: usize, n: i32, l1: f32, l2: f32, scale: f32): void {
  let magnitudes: f64 = 0;
  let squares: f64 = 0;
  for (const end = x + (<usize>n << 2); x < end; x += 4) {
    const value = <f64>load<f32>(x);
    magnitudes += abs<f64>(value);
    squares += value * value;
  }
  store<f32>(out, <f32>(<f64>scale * (<f64>l1 * magnitudes + <f64>l2 * squares)));
}

/**
 * dX[i] = dOut[0]·scale·(l1·sign(x[i]) + 2·l2·x[i]), added to what is there if `accumulate` is set. sign(0) = 1, as Keras
 * has it on JAX.
 */
export function l1l2Gradient(
  dX: usize, dOut: usize, x: usize, n: i32, l1: f32, l2: f32, scale: f32, accumulate: i32,
): void {
  const factor = load<f32>(dOut) * scale;
  const step = f32x4.splat(factor * l1);
  const slope = f32x4.splat(factor * 2 * l2);
  const end = dX + (<usize>n << 2);
  for (; dX + 16 <= end; dX += 16, x += 16) {
    let d = gradient4(v128.load(x), step, slope);
    if (accumulate) d = f32x4.add(v128.load(dX), d);
    v128.store(dX, d);
  }
  for (; dX < end; dX += 4, x += 4) {
    let d = f32x4.extract_lane(gradient4(v128.load32_zero(x), step, slope), 0);
    if (accumulate) d += load<f32>(dX);
    store<f32>(dX, d);
  }
}

// @ts-ignore: decorator
@inline
function gradient4(x: v128, step: v128, slope: v128): v128 {
  const signed = select4(f32x4.lt(x, f32x4.splat(0)), f32x4.neg(step), step);
  return f32x4.add(signed, f32x4.mul(x, slope));
}
