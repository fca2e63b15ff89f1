// Cross-entropies: one value per row of `columns` classes, and the gradient of the prediction. Probabilities are clipped
// to [1e-7, 1 - 1e-7]; outside of it the gradient is 0, exactly at its ends half. Sums run in four lanes, then over the
// lanes: their order depends on `columns` only.

import {
  abs4, exp4, lanesUpTo4, log1pUnit4, log4, madd, one4, select4, storeUpTo4, sumLanes,
} from './simd';
import { exponentials, rowMaximum, rowSum } from './softmax';

/** 1e-7 and the float next to 1 - 1e-7, ½, four times each. */
const CLIP = memory.data<f32>([1e-7, 1e-7, 1e-7, 1e-7, 0.99999988, 0.99999988, 0.99999988, 0.99999988, 0.5, 0.5, 0.5, 0.5], 16);

// @ts-ignore: decorator
@inline
function clip4(p: v128): v128 {
  return f32x4.pmin(f32x4.pmax(p, v128.load(CLIP)), v128.load(CLIP, 16));
}

/** The derivative of clip4: 1 inside, ½ at the ends, 0 outside. */
// @ts-ignore: decorator
@inline
function clipSlope4(p: v128): v128 {
  const low = v128.load(CLIP);
  const high = v128.load(CLIP, 16);
  const half = v128.load(CLIP, 32);
  const within = v128.and(half, v128.and(f32x4.ge(p, low), f32x4.le(p, high)));
  return f32x4.add(within, v128.and(half, v128.and(f32x4.gt(p, low), f32x4.lt(p, high))));
}

/** A call: logarithms and divisions take the time here, and each copy of the polynomial is for every page to load. */
function exponential4(x: v128): v128 {
  return exp4(x);
}

/** Rows of one column are a vector of four rows: the usual output of two classes. */
// @ts-ignore: decorator
@inline
function rowsAtOnce(columns: i32): i32 {
  return columns == 1 ? 4 : 1;
}

/** Floats of the rows at once, where `rows` are left. */
// @ts-ignore: decorator
@inline
function floatsAtOnce(rows: i32, columns: i32): i32 {
  return columns == 1 ? min(rows, 4) : columns;
}

/**
 * values[i] = -mean_j (t·ln p + (1 - t)·ln(1 - p)), t = target·(1 - smoothing) + smoothing/2. With `fromLogits` the
 * prediction x stands for p = sigmoid(x).
 */
export function binaryCrossentropy(
  values: usize, target: usize, prediction: usize, rows: i32, columns: i32, smoothing: f32, fromLogits: i32,
): void {
  const keep = f32x4.splat(1 - smoothing);
  const shift = f32x4.splat(smoothing * 0.5);
  const zero = f32x4.splat(0);
  const count = rowsAtOnce(columns);
  for (let i = 0; i < rows; i += count, values += <usize>count << 2) {
    let sum = zero;
    const floats = floatsAtOnce(rows - i, columns);
    for (let left = floats; left > 0; left -= 4) {
      const t = madd(v128.load(target), keep, shift);
      const other = f32x4.sub(one4(), t);
      const x = v128.load(prediction);
      let term: v128;
      if (fromLogits) {
        const linear = f32x4.add(f32x4.mul(t, f32x4.max(f32x4.neg(x), zero)), f32x4.mul(other, f32x4.max(x, zero)));
        term = f32x4.add(linear, log1pUnit4(exponential4(f32x4.neg(abs4(x)))));
      } else {
        const p = clip4(x);
        term = f32x4.neg(f32x4.add(f32x4.mul(t, log4(p)), f32x4.mul(other, log4(f32x4.sub(one4(), p)))));
      }
      sum = f32x4.add(sum, lanesUpTo4(term, left));
      const bytes = <usize>min(left, 4) << 2;
      target += bytes;
      prediction += bytes;
    }
    if (count > 1) storeUpTo4(values, sum, floats);
    else store<f32>(values, sumLanes(sum) / <f32>columns);
  }
}

/** dPrediction = dValues[i]/columns·((1 - t)/(1 - p) - t/p), with `fromLogits` ·((1 - t)·p - t·(1 - p)). */
export function binaryCrossentropyGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize,
  rows: i32, columns: i32, smoothing: f32, fromLogits: i32,
): void {
  const keep = f32x4.splat(1 - smoothing);
  const shift = f32x4.splat(smoothing * 0.5);
  const one = one4();
  const count = rowsAtOnce(columns);
  for (let i = 0; i < rows; i += count, dValues += <usize>count << 2) {
    const floats = floatsAtOnce(rows - i, columns);
    const factor = count > 1 ? v128.load(dValues) : f32x4.splat(load<f32>(dValues) / <f32>columns);
    for (let left = floats; left > 0; left -= 4) {
      const t = madd(v128.load(target), keep, shift);
      const other = f32x4.sub(one, t);
      const x = v128.load(prediction);
      let slope: v128;
      if (fromLogits) {
        // p and 1 - p, each without cancellation: 1/(1 + e) and e/(1 + e), e = e^-|x|.
        const e = exponential4(f32x4.neg(abs4(x)));
        const larger = f32x4.div(one, f32x4.add(one, e));
        const smaller = f32x4.mul(e, larger);
        const negative = f32x4.lt(x, f32x4.splat(0));
        const p = select4(negative, smaller, larger);
        slope = f32x4.sub(f32x4.mul(other, p), f32x4.mul(t, select4(negative, larger, smaller)));
      } else {
        const p = clip4(x);
        slope = f32x4.sub(f32x4.div(other, f32x4.sub(one, p)), f32x4.div(t, p));
        slope = f32x4.mul(slope, clipSlope4(x));
      }
      storeUpTo4(dPrediction, f32x4.mul(slope, factor), left);
      const bytes = <usize>min(left, 4) << 2;
      target += bytes;
      prediction += bytes;
      dPrediction += bytes;
    }
  }
}

/**
 * values[i] = -Σ_j t·ln q, q = clip(p/Σp), t = target·(1 - smoothing) + smoothing/columns. With `fromLogits`
 * ln q = x - max - ln Σ e^(x - max).
 */
export function categoricalCrossentropy(
  values: usize, target: usize, prediction: usize, rows: i32, columns: i32, smoothing: f32, fromLogits: i32,
): void {
  const keep = f32x4.splat(1 - smoothing);
  const shift = f32x4.splat(smoothing / <f32>columns);
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, values += 4, target += stride, prediction += stride) {
    const largest = f32x4.splat(fromLogits ? rowMaximum(prediction, columns) : 0);
    const divisor = f32x4.splat(
      fromLogits ? exponentials(0, prediction, columns, largest) : rowSum(prediction, columns),
    );
    const offset = fromLogits ? log4(divisor) : largest;
    let sum = f32x4.splat(0);
    for (let left = columns, j: usize = 0; left > 0; left -= 4, j += 16) {
      const t = madd(v128.load(target + j), keep, shift);
      const x = v128.load(prediction + j);
      const logarithm = fromLogits
        ? f32x4.sub(f32x4.sub(x, largest), offset)
        : log4(clip4(f32x4.div(x, divisor)));
      sum = f32x4.add(sum, lanesUpTo4(f32x4.mul(t, logarithm), left));
    }
    store<f32>(values, -sumLanes(sum));
  }
}

/**
 * With g = -dValues[i]·t/q where q is inside the clip: dPrediction = (g - Σ_k g_k·p_k/Σp)/Σp. With `fromLogits`
 * dPrediction = dValues[i]·(softmax(x)·Σt - t). `dPrediction` must not overlap the inputs.
 */
export function categoricalCrossentropyGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize,
  rows: i32, columns: i32, smoothing: f32, fromLogits: i32,
): void {
  const keep = f32x4.splat(1 - smoothing);
  const shift = f32x4.splat(smoothing / <f32>columns);
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, dValues += 4, dPrediction += stride, target += stride, prediction += stride) {
    const dValue = f32x4.splat(load<f32>(dValues));
    const sum = fromLogits
      ? exponentials(dPrediction, prediction, columns, f32x4.splat(rowMaximum(prediction, columns)))
      : rowSum(prediction, columns);
    const divisor = f32x4.splat(sum);
    let totals = f32x4.splat(0);
    for (let left = columns, j: usize = 0; left > 0; left -= 4, j += 16) {
      const t = madd(v128.load(target + j), keep, shift);
      if (fromLogits) {
        totals = f32x4.add(totals, lanesUpTo4(t, left));
        continue;
      }
      const q = f32x4.div(v128.load(prediction + j), divisor);
      const g = f32x4.neg(f32x4.mul(f32x4.div(f32x4.mul(t, dValue), clip4(q)), clipSlope4(q)));
      storeUpTo4(dPrediction + j, g, left);
      totals = f32x4.add(totals, lanesUpTo4(f32x4.mul(g, q), left));
    }
    const total = f32x4.splat(sumLanes(totals));
    for (let left = columns, j: usize = 0; left > 0; left -= 4, j += 16) {
      let d: v128;
      if (fromLogits) {
        const t = madd(v128.load(target + j), keep, shift);
        const power = v128.load(dPrediction + j);
        d = f32x4.mul(f32x4.sub(f32x4.mul(f32x4.div(power, divisor), total), t), dValue);
      } else {
        d = f32x4.div(f32x4.sub(v128.load(dPrediction + j), total), divisor);
      }
      storeUpTo4(dPrediction + j, d, left);
    }
  }
}

/** The class of a row, or -1: out of range, NaN, or the one to ignore. */
// @ts-ignore: decorator
@inline
function classOf(target: usize, columns: i32, ignoreClass: i32, hasIgnoreClass: i32): i32 {
  const label = load<f32>(target);
  if (!(label > -1 && label < <f32>columns)) return -1;
  const index = <i32>label;
  return hasIgnoreClass != 0 && index == ignoreClass ? -1 : index;
}

/**
 * categoricalCrossentropy with the class as a number in target[rows]: values[i] = -ln q[class]. 0 where the class is out
 * of range, or is `ignoreClass` and `hasIgnoreClass` is set.
 */
export function sparseCategoricalCrossentropy(
  values: usize, target: usize, prediction: usize,
  rows: i32, columns: i32, fromLogits: i32, ignoreClass: i32, hasIgnoreClass: i32,
): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, values += 4, target += 4, prediction += stride) {
    const index = classOf(target, columns, ignoreClass, hasIgnoreClass);
    let value: f32 = 0;
    if (index >= 0) {
      const x = load<f32>(prediction + (<usize>index << 2));
      if (fromLogits) {
        const largest = rowMaximum(prediction, columns);
        const sum = exponentials(0, prediction, columns, f32x4.splat(largest));
        value = f32x4.extract_lane(log4(f32x4.splat(sum)), 0) - (x - largest);
      } else {
        const q = f32x4.splat(x / rowSum(prediction, columns));
        value = -f32x4.extract_lane(log4(clip4(q)), 0);
      }
    }
    store<f32>(values, value);
  }
}

/** As for categoricalCrossentropy; a row without a class has gradient 0. `dPrediction` must not overlap the inputs. */
export function sparseCategoricalCrossentropyGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize,
  rows: i32, columns: i32, fromLogits: i32, ignoreClass: i32, hasIgnoreClass: i32,
): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, dValues += 4, dPrediction += stride, target += 4, prediction += stride) {
    const index = classOf(target, columns, ignoreClass, hasIgnoreClass);
    if (index < 0) {
      memory.fill(dPrediction, 0, stride);
      continue;
    }
    const dValue = load<f32>(dValues);
    const place = <usize>index << 2;
    if (fromLogits) {
      const largest = f32x4.splat(rowMaximum(prediction, columns));
      const sum = f32x4.splat(exponentials(dPrediction, prediction, columns, largest));
      for (let left = columns, j: usize = 0; left > 0; left -= 4, j += 16) {
        const power = v128.load(dPrediction + j);
        storeUpTo4(dPrediction + j, f32x4.mul(f32x4.div(power, sum), f32x4.splat(dValue)), left);
      }
      store<f32>(dPrediction + place, load<f32>(dPrediction + place) - dValue);
    } else {
      const sum = rowSum(prediction, columns);
      const q = load<f32>(prediction + place) / sum;
      const lanes = f32x4.splat(q);
      const g = -(dValue / f32x4.extract_lane(clip4(lanes), 0)) * f32x4.extract_lane(clipSlope4(lanes), 0);
      const common = -(g * q) / sum;
      for (let j: usize = 0; j < stride; j += 4) store<f32>(dPrediction + j, common);
      store<f32>(dPrediction + place, (g - g * q) / sum);
    }
  }
}
