// Sums over few numbers, such as one loss per sample: in 64 bits, one after the other.

/** Σ w·v and, where `weights` is 0, all w = 1. */
function dot(values: usize, weights: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (const end = values + (<usize>n << 2); values < end; values += 4) {
    let term = <f64>load<f32>(values);
    if (weights) {
      term *= <f64>load<f32>(weights);
      weights += 4;
    }
    sum += term;
  }
  return sum;
}

/** Σ w, or n where `weights` is 0. */
function total(weights: usize, n: i32): f64 {
  return weights ? dot(weights, 0, n) : <f64>n;
}

/** out[0] = scale·Σ weights[i]·values[i]. `weights` 0: all are 1. */
export function weightedSum(out: usize, values: usize, weights: usize, n: i32, scale: f32): void {
  store<f32>(out, <f32>(<f64>scale * dot(values, weights, n)));
}

/** dValues[i] = dOut[0]·scale·weights[i]. */
export function weightedSumGradient(dValues: usize, dOut: usize, weights: usize, n: i32, scale: f32): void {
  spread(dValues, load<f32>(dOut) * scale, weights, n);
}

/** out[0] = scale·Σ weights[i]·values[i] / Σ weights[i]; 0 where the weights add up to 0. `weights` 0: all are 1. */
export function weightedMean(out: usize, values: usize, weights: usize, n: i32, scale: f32): void {
  const divisor = total(weights, n);
  store<f32>(out, divisor == 0 ? 0 : <f32>((<f64>scale * dot(values, weights, n)) / divisor));
}

/** dValues[i] = dOut[0]·scale·weights[i] / Σ weights[i]; 0 where the weights add up to 0. */
export function weightedMeanGradient(dValues: usize, dOut: usize, weights: usize, n: i32, scale: f32): void {
  const divisor = total(weights, n);
  const factor: f32 = divisor == 0 ? 0 : <f32>((<f64>load<f32>(dOut) * <f64>scale) / divisor);
  spread(dValues, factor, weights, n);
}

function spread(out: usize, factor: f32, weights: usize, n: i32): void {
  for (const end = out + (<usize>n << 2); out < end; out += 4) {
    let value = factor;
    if (weights) {
      value *= load<f32>(weights);
      weights += 4;
    }
    store<f32>(out, value);
  }
}

/**
 * out[i] = mask[i]·n/(Σ mask + 1e-7)·weights[i]: the weights with which a mean over all is one over those that the
 * mask (0 or 1) lets through. `weights` 0: all are 1. `out` may be `mask` or `weights`.
 */
export function maskWeights(out: usize, mask: usize, weights: usize, n: i32): void {
  const factor = <f32>(<f64>n / (dot(mask, 0, n) + 1e-7));
  for (const end = out + (<usize>n << 2); out < end; out += 4, mask += 4) {
    let value = load<f32>(mask) * factor;
    if (weights) {
      value *= load<f32>(weights);
      weights += 4;
    }
    store<f32>(out, value);
  }
}
