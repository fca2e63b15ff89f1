// Softmax and its logarithm over rows of `columns` floats. Sums run in four lanes, then over the lanes: their order
// depends on `columns` only.

import { exp4, lanesUpTo4, log4, maximumLane, storeUpTo4, sumLanes } from './simd';

/** The largest of a row. A NaN may be passed over: whatever is made of the row is NaN all the same. */
export function rowMaximum(x: usize, columns: i32): f32 {
  const end = x + ((<usize>columns & ~3) << 2);
  let lanes = f32x4.splat(-Infinity);
  for (; x < end; x += 16) lanes = f32x4.pmax(lanes, v128.load(x));
  let largest = maximumLane(lanes);
  for (let i = columns & 3; i > 0; i--, x += 4) largest = max(largest, load<f32>(x));
  return largest;
}

/** Σ_j p[j]. */
export function rowSum(p: usize, columns: i32): f32 {
  let sum = f32x4.splat(0);
  for (let left = columns; left > 0; left -= 4, p += 16) sum = f32x4.add(sum, lanesUpTo4(v128.load(p), left));
  return sumLanes(sum);
}

/** out[j] = e^(x[j] - shift), out 0: not wanted; returns the sum. */
export function exponentials(out: usize, x: usize, columns: i32, shift: v128): f32 {
  let sum = f32x4.splat(0);
  for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
    const power = exp4(f32x4.sub(v128.load(x + p), shift));
    if (out) storeUpTo4(out + p, power, left);
    sum = f32x4.add(sum, lanesUpTo4(power, left));
  }
  return sumLanes(sum);
}

/** out[i,j] = e^(x[i,j] - max_i) / Σ_j e^(x[i,j] - max_i). `out` may be `x`. */
export function softmax(out: usize, x: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, out += stride, x += stride) {
    const divisor = f32x4.splat(exponentials(out, x, columns, f32x4.splat(rowMaximum(x, columns))));
    for (let left = columns, p = out; left > 0; left -= 4, p += 16) {
      storeUpTo4(p, f32x4.div(v128.load(p), divisor), left);
    }
  }
}

/** dX[i,j] = out[i,j]·(dOut[i,j] - Σ_k dOut[i,k]·out[i,k]). `dX` may be `dOut` or `out`. */
export function softmaxGradient(dX: usize, dOut: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, dX += stride, dOut += stride, out += stride) {
    let products = f32x4.splat(0);
    for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      const product = f32x4.mul(v128.load(dOut + p), v128.load(out + p));
      products = f32x4.add(products, lanesUpTo4(product, left));
    }
    const sum = f32x4.splat(sumLanes(products));
    for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      const d = f32x4.sub(v128.load(dOut + p), sum);
      storeUpTo4(dX + p, f32x4.mul(v128.load(out + p), d), left);
    }
  }
}

/** out[i,j] = (x[i,j] - max_i) - ln Σ_j e^(x[i,j] - max_i). `out` must not overlap `x`. */
export function logSoftmax(out: usize, x: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, out += stride, x += stride) {
    const largest = f32x4.splat(rowMaximum(x, columns));
    const logarithm = log4(f32x4.splat(exponentials(out, x, columns, largest)));
    for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      storeUpTo4(out + p, f32x4.sub(f32x4.sub(v128.load(x + p), largest), logarithm), left);
    }
  }
}

/** dX[i,j] = dOut[i,j] - e^out[i,j]·Σ_k dOut[i,k]. `dX` may be `dOut` or `out`. */
export function logSoftmaxGradient(dX: usize, dOut: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, dX += stride, dOut += stride, out += stride) {
    const sum = f32x4.splat(rowSum(dOut, columns));
    for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      const d = f32x4.mul(exp4(v128.load(out + p)), sum);
      storeUpTo4(dX + p, f32x4.sub(v128.load(dOut + p), d), left);
    }
  }
}
