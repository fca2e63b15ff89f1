// Sums over few numbers, such as one loss per sample: in 64 bits, one after the other.

/** Σ w·v and, where `weights` is 0, all w = 1. */
export function dot(values: usize, weights: usize, n: i32): f64 {
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

/** x / Σ divisors[i], or 0 where they add up to 0. `divisors` 0: x. */
function divide(x: f64, divisors: usize, n: i32): f32 {
  if (!divisors) return <f32>x;
  const divisor = dot(divisors, 0, n);
  return divisor == 0 ? 0 : <f32>(x / divisor);
}

/** out[0] = scale·Σ weights[i]·values[i] / Σ divisors[i]; 0 where the divisors add up to 0. `weights` or `divisors` 0: no such factor. */
export function weightedSum(out: usize, values: usize, weights: usize, divisors: usize, n: i32, scale: f32): void {
  store<f32>(out, divide(<f64>scale * dot(values, weights, n), divisors, n));
}

/** dValues[i] = dOut[0]·scale·weights[i] / Σ divisors[i]; 0 where the divisors add up to 0. */
export function weightedSumGradient(
  dValues: usize, dOut: usize, weights: usize, divisors: usize, n: i32, scale: f32,
): void {
  const factor = divide(<f64>load<f32>(dOut) * <f64>scale, divisors, n);
  for (const end = dValues + (<usize>n << 2); dValues < end; dValues += 4) {
    let value = factor;
    if (weights) {
      value *= load<f32>(weights);
      weights += 4;
    }
    store<f32>(dValues, value);
  }
}
