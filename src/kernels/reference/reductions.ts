import type { Kernels, Views } from '../kernels.js';

export function reductions(views: Views): Pick<Kernels, 'weightedSum' | 'weightedSumGradient'> {
  /** The weight of element i; all are 1 where there are none. */
  const weight = (weights: number, i: number) => (weights ? views.f32[(weights >>> 2) + i] : 1);

  const dot = (values: number, weights: number, n: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += views.f32[(values >>> 2) + i] * weight(weights, i);
    return sum;
  };

  const divide = (x: number, divisors: number, n: number) => {
    const divisor = divisors ? dot(divisors, 0, n) : 1;
    return divisor === 0 ? 0 : x / divisor;
  };

  return {
    weightedSum(out, values, weights, divisors, n, scale) {
      views.f32[out >>> 2] = divide(scale * dot(values, weights, n), divisors, n);
    },

    weightedSumGradient(dValues, dOut, weights, divisors, n, scale) {
      const factor = divide(views.f32[dOut >>> 2] * scale, divisors, n);
      for (let i = 0; i < n; i++) views.f32[(dValues >>> 2) + i] = factor * weight(weights, i);
    },
  };
}
