// Softmax and its logarithm over rows of `columns` floats. Sums run in four lanes, then over the lanes: their order
// depends on `columns` only.

import { exp4, firstLanes, loadFirst, log4, maximumLane, storeFirst, sumLanes } from './simd';

/** The largest of a row. A NaN may be passed over: whatever is made of the row is NaN all the same. */
export function rowMaximum(x: usize, columns: i32): f32 {
  const end = x + ((<usize>columns & ~3) << 2);
  let lanes = f32x4.splat(-Infinity);
  for (; x < end; x += 16) lanes = f32x4.pmax(lanes, v128.load(x));
  let largest = maximumLane(lanes);
  for (let i = columns & 3; i > 0; i--, x += 4) largest = max(largest, load<f32>(x));
  return largest;
}

/** out[j] = e^(x[j] - shift); returns the sum. */
export function exponentials(out: usize, x: usize, columns: i32, shift: v128): f32 {
  const end = x + ((<usize>columns & ~3) << 2);
  let sum = f32x4.splat(0);
  for (; x < end; x += 16, out += 16) {
    const power = exp4(f32x4.sub(v128.load(x), shift));
    v128.store(out, power);
    sum = f32x4.add(sum, power);
  }
  const count = columns & 3;
  if (count > 0) {
    const power = firstLanes(exp4(f32x4.sub(loadFirst(x, count), shift)), count);
    storeFirst(out, power, count);
    sum = f32x4.add(sum, power);
  }
  return sumLanes(sum);
}

/** out[i,j] = e^(x[i,j] - max_i) / Σ_j e^(x[i,j] - max_i). `out` may be `x`. */
export function softmax(out: usize, x: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, out += stride, x += stride) {
    const sum = exponentials(out, x, columns, f32x4.splat(rowMaximum(x, columns)));
    const end = out + stride;
    let p = out;
    for (const divisor = f32x4.splat(sum); p + 16 <= end; p += 16) v128.store(p, f32x4.div(v128.load(p), divisor));
    for (; p < end; p += 4) store<f32>(p, load<f32>(p) / sum);
  }
}

/** dX[i,j] = out[i,j]·(dOut[i,j] - Σ_k dOut[i,k]·out[i,k]). `dX` may be `dOut` or `out`. */
export function softmaxGradient(dX: usize, dOut: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  const whole = (<usize>columns & ~3) << 2;
  const count = columns & 3;
  for (let i = 0; i < rows; i++, dX += stride, dOut += stride, out += stride) {
    let products = f32x4.splat(0);
    for (let p: usize = 0; p < whole; p += 16) {
      products = f32x4.add(products, f32x4.mul(v128.load(dOut + p), v128.load(out + p)));
    }
    if (count > 0) {
      const last = f32x4.mul(loadFirst(dOut + whole, count), loadFirst(out + whole, count));
      products = f32x4.add(products, last);
    }
    const sum = sumLanes(products);
    let p: usize = 0;
    for (const shift = f32x4.splat(sum); p < whole; p += 16) {
      v128.store(dX + p, f32x4.mul(v128.load(out + p), f32x4.sub(v128.load(dOut + p), shift)));
    }
    for (; p < stride; p += 4) store<f32>(dX + p, load<f32>(out + p) * (load<f32>(dOut + p) - sum));
  }
}

/** out[i,j] = (x[i,j] - max_i) - ln Σ_j e^(x[i,j] - max_i). `out` must not overlap `x`. */
export function logSoftmax(out: usize, x: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, out += stride, x += stride) {
    const largest = rowMaximum(x, columns);
    const sum = exponentials(out, x, columns, f32x4.splat(largest));
    const logarithm = f32x4.extract_lane(log4(f32x4.splat(sum)), 0);
    let p: usize = 0;
    const shift = f32x4.splat(largest);
    for (const rest = f32x4.splat(logarithm); p + 16 <= stride; p += 16) {
      v128.store(out + p, f32x4.sub(f32x4.sub(v128.load(x + p), shift), rest));
    }
    for (; p < stride; p += 4) store<f32>(out + p, load<f32>(x + p) - largest - logarithm);
  }
}

/** dX[i,j] = dOut[i,j] - e^out[i,j]·Σ_k dOut[i,k]. `dX` may be `dOut` or `out`. */
export function logSoftmaxGradient(dX: usize, dOut: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  const whole = (<usize>columns & ~3) << 2;
  const count = columns & 3;
  for (let i = 0; i < rows; i++, dX += stride, dOut += stride, out += stride) {
    let lanes = f32x4.splat(0);
    for (let p: usize = 0; p < whole; p += 16) lanes = f32x4.add(lanes, v128.load(dOut + p));
    if (count > 0) lanes = f32x4.add(lanes, loadFirst(dOut + whole, count));
    const sum = f32x4.splat(sumLanes(lanes));
    for (let p: usize = 0; p < whole; p += 16) {
      v128.store(dX + p, f32x4.sub(v128.load(dOut + p), f32x4.mul(exp4(v128.load(out + p)), sum)));
    }
    if (count == 0) continue;
    const last = f32x4.mul(exp4(loadFirst(out + whole, count)), sum);
    storeFirst(dX + whole, f32x4.sub(loadFirst(dOut + whole, count), last), count);
  }
}
