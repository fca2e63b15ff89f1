// Losses of regression: one value per row, the mean over its `columns`, and the gradient of the prediction. Sums run in
// four lanes, then over the lanes: their order depends on `columns` only. One loop for all kinds: each is for every page to load.
//
//  kind  of e = target - prediction
//  0     e²
//  1     |e|
//  2     100·|e| / max(|target|, 1e-7)
//  3     e²/2 where |e| ≤ delta, else delta·(|e| - delta/2)

import { abs4, lanesUpTo4, select4, storeUpTo4, sumLanes } from './simd';

// @ts-ignore: decorator
@inline
function size4(target: v128): v128 {
  return f32x4.max(abs4(target), f32x4.splat(1e-7));
}

/** values[i] = the mean over row i. */
export function meanError(
  values: usize, target: usize, prediction: usize, rows: i32, columns: i32, kind: i32, delta: f32,
): void {
  const limit = f32x4.splat(delta);
  for (let i = 0; i < rows; i++, values += 4) {
    let sum = f32x4.splat(0);
    for (let left = columns; left > 0; left -= 4) {
      const t = v128.load(target);
      let error = abs4(f32x4.sub(t, v128.load(prediction)));
      if (kind == 0) error = f32x4.mul(error, error);
      else if (kind == 2) error = f32x4.div(error, size4(t));
      else if (kind == 3) {
        const within = f32x4.min(error, limit);
        error = f32x4.mul(within, f32x4.sub(error, f32x4.mul(within, f32x4.splat(0.5))));
      }
      sum = f32x4.add(sum, lanesUpTo4(error, left));
      target += <usize>min(left, 4) << 2;
      prediction += <usize>min(left, 4) << 2;
    }
    const mean = sumLanes(sum) / <f32>columns;
    store<f32>(values, kind == 2 ? 100 * mean : mean);
  }
}

/**
 * dPrediction = dValues[i]/columns times the derivative. That of |e| is -1 where the target is above the prediction, and
 * also where both are equal, as Keras has it on JAX. `dPrediction` may be `prediction`.
 */
export function meanErrorGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize, rows: i32, columns: i32, kind: i32, delta: f32,
): void {
  const limit = f32x4.splat(delta);
  for (let i = 0; i < rows; i++, dValues += 4) {
    const mean = load<f32>(dValues) / <f32>columns;
    const factor = f32x4.splat(kind == 0 ? 2 * mean : kind == 2 ? 100 * mean : mean);
    for (let left = columns; left > 0; left -= 4) {
      const t = v128.load(target);
      const error = f32x4.sub(v128.load(prediction), t);
      let slope = error;
      if (kind == 1 || kind == 2) slope = select4(f32x4.gt(error, f32x4.splat(0)), f32x4.splat(1), f32x4.splat(-1));
      if (kind == 2) slope = f32x4.div(slope, size4(t));
      if (kind == 3) slope = f32x4.max(f32x4.min(error, limit), f32x4.neg(limit));
      storeUpTo4(dPrediction, f32x4.mul(slope, factor), left);
      const bytes = <usize>min(left, 4) << 2;
      target += bytes;
      prediction += bytes;
      dPrediction += bytes;
    }
  }
}
