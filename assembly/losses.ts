// Losses of regression: one value per row, the mean over its `columns`, and the gradient of the prediction. Sums run in
// four lanes, then over the lanes: their order depends on `columns` only.

import { abs4, loadUpTo4, select4, storeUpTo4, sumLanes } from './simd';

/** values[i] = mean_j (target - prediction)². */
export function meanSquaredError(values: usize, target: usize, prediction: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++, values += 4) {
    let sum = f32x4.splat(0);
    for (let left = columns; left > 0; left -= 4) {
      const error = f32x4.sub(loadUpTo4(target, left), loadUpTo4(prediction, left));
      sum = f32x4.add(sum, f32x4.mul(error, error));
      target += <usize>min(left, 4) << 2;
      prediction += <usize>min(left, 4) << 2;
    }
    store<f32>(values, sumLanes(sum) / <f32>columns);
  }
}

/** dPrediction = 2·(prediction - target)·dValues[i]/columns. `dPrediction` may be `prediction`. */
export function meanSquaredErrorGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize, rows: i32, columns: i32,
): void {
  for (let i = 0; i < rows; i++, dValues += 4) {
    const factor = f32x4.splat(2 * (load<f32>(dValues) / <f32>columns));
    for (let left = columns; left > 0; left -= 4) {
      const error = f32x4.sub(loadUpTo4(prediction, left), loadUpTo4(target, left));
      storeUpTo4(dPrediction, f32x4.mul(error, factor), left);
      const bytes = <usize>min(left, 4) << 2;
      target += bytes;
      prediction += bytes;
      dPrediction += bytes;
    }
  }
}

/** values[i] = mean_j |target - prediction|. */
export function meanAbsoluteError(values: usize, target: usize, prediction: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++, values += 4) {
    let sum = f32x4.splat(0);
    for (let left = columns; left > 0; left -= 4) {
      sum = f32x4.add(sum, abs4(f32x4.sub(loadUpTo4(target, left), loadUpTo4(prediction, left))));
      target += <usize>min(left, 4) << 2;
      prediction += <usize>min(left, 4) << 2;
    }
    store<f32>(values, sumLanes(sum) / <f32>columns);
  }
}

/**
 * dPrediction = dValues[i]/columns where the prediction is above the target, its negative elsewhere: also where both are
 * equal, as Keras has it on JAX. `dPrediction` may be `prediction`.
 */
export function meanAbsoluteErrorGradient(
  dPrediction: usize, dValues: usize, target: usize, prediction: usize, rows: i32, columns: i32,
): void {
  for (let i = 0; i < rows; i++, dValues += 4) {
    const up = f32x4.splat(load<f32>(dValues) / <f32>columns);
    const down = f32x4.neg(up);
    for (let left = columns; left > 0; left -= 4) {
      const error = f32x4.sub(loadUpTo4(target, left), loadUpTo4(prediction, left));
      storeUpTo4(dPrediction, select4(f32x4.lt(error, f32x4.splat(0)), up, down), left);
      const bytes = <usize>min(left, 4) << 2;
      target += bytes;
      prediction += bytes;
      dPrediction += bytes;
    }
  }
}
