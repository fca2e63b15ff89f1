// Metrics: values per row, and totals that grow from batch to batch. Totals are f64 at an address; nothing here resets
// them. `weights` is one float per row, or 0: all are 1.

import { dot } from './reductions';

/** totals[0] += Σ weights[i]·values[i]; totals[1] += Σ weights[i]. */
export function accumulateMean(totals: usize, values: usize, weights: usize, n: i32): void {
  store<f64>(totals, load<f64>(totals) + dot(values, weights, n));
  store<f64>(totals, load<f64>(totals, 8) + (weights ? dot(weights, 0, n) : <f64>n), 8);
}

/**
 * values[i] = share of the columns where target equals prediction or, with a threshold that is not NaN, 1 if prediction >
 * threshold and 0 if not.
 */
export function accuracy(
  values: usize, target: usize, prediction: usize, rows: i32, columns: i32, threshold: f32,
): void {
  for (let i = 0; i < rows; i++, values += 4) {
    let hits = 0;
    for (let j = 0; j < columns; j++, target += 4, prediction += 4) {
      const p = load<f32>(prediction);
      hits += i32(load<f32>(target) == (threshold == threshold ? <f32>i32(p > threshold) : p));
    }
    store<f32>(values, <f32>hits / <f32>columns);
  }
}

/** Index of the first maximum; of the first NaN, where there is one. */
function argmax(x: usize, columns: i32): i32 {
  let best = 0;
  let largest = load<f32>(x);
  for (let j = 1; j < columns && largest == largest; j++) {
    const value = load<f32>(x + (<usize>j << 2));
    if (value <= largest) continue;
    largest = value;
    best = j;
  }
  return best;
}

/**
 * values[i] = 1 where the largest target and the largest prediction are in the same column, else 0. With `sparse` target[i] is
 * the column.
 */
export function categoricalAccuracy(
  values: usize, target: usize, prediction: usize, rows: i32, columns: i32, sparse: i32,
): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i++, values += 4, target += sparse ? 4 : stride, prediction += stride) {
    const label = sparse ? load<f32>(target) : <f32>argmax(target, columns);
    store<f32>(values, label == <f32>argmax(prediction, columns) ? 1 : 0);
  }
}

/**
 * totals[0] += true positives, totals[1] += false positives, totals[2] += false negatives, over all elements. Positive:
 * prediction > threshold; target not 0.
 */
export function confusion(
  totals: usize, target: usize, prediction: usize, weights: usize, rows: i32, columns: i32, threshold: f32,
): void {
  let truePositives = load<f64>(totals);
  let falsePositives = load<f64>(totals, 8);
  let falseNegatives = load<f64>(totals, 16);
  for (let i = 0; i < rows; i++) {
    const w: f64 = weights ? <f64>load<f32>(weights + (<usize>i << 2)) : 1;
    for (let j = 0; j < columns; j++, target += 4, prediction += 4) {
      const wanted = load<f32>(target) != 0;
      if (load<f32>(prediction) > threshold) {
        if (wanted) truePositives += w;
        else falsePositives += w;
      } else if (wanted) falseNegatives += w;
    }
  }
  store<f64>(totals, truePositives);
  store<f64>(totals, falsePositives, 8);
  store<f64>(totals, falseNegatives, 16);
}

/**
 * Totals [3, columns]: true positives, false positives, false negatives of each column, for targets between 0 and 1.
 * Positive: prediction > threshold; with `largest`: the largest of its row, unless that is within 1e-9 of 0.
 */
export function confusionPerClass(
  totals: usize, target: usize, prediction: usize, weights: usize,
  rows: i32, columns: i32, threshold: f32, largest: i32,
): void {
  const stride = <usize>columns << 3;
  for (let i = 0; i < rows; i++) {
    const w: f64 = weights ? <f64>load<f32>(weights + (<usize>i << 2)) : 1;
    const top = largest ? load<f32>(prediction + (<usize>argmax(prediction, columns) << 2)) : threshold;
    for (let j = 0; j < columns; j++, target += 4, prediction += 4) {
      const p = load<f32>(prediction);
      const t = <f64>load<f32>(target);
      const positive = largest ? p >= top && abs<f32>(p) > 1e-9 : p > top;
      const cell = totals + (<usize>j << 3);
      if (positive) {
        store<f64>(cell, load<f64>(cell) + w * t);
        store<f64>(cell + stride, load<f64>(cell + stride) + w * (1 - t));
      } else {
        store<f64>(cell + 2 * stride, load<f64>(cell + 2 * stride) + w * t);
      }
    }
  }
}
