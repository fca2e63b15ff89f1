import type { Kernels, Views } from '../kernels.js';

type Reductions = Pick<
  Kernels,
  'weightedSum' | 'weightedSumGradient' | 'weightedMean' | 'weightedMeanGradient' | 'maskWeights'
>;

export function reductions(views: Views): Reductions {
  /** The weight of element i; all are 1 where there are none. */
  const weight = (weights: number, i: number) => (weights ? views.f32[(weights >>> 2) + i] : 1);

  const dot = (values: number, weights: number, n: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += views.f32[(values >>> 2) + i] * weight(weights, i);
    return sum;
  };

  const total = (weights: number, n: number) => (weights ? dot(weights, 0, n) : n);

  const spread = (out: number, factor: number, weights: number, n: number) => {
    for (let i = 0; i < n; i++) views.f32[(out >>> 2) + i] = factor * weight(weights, i);
  };

  return {
    weightedSum(out, values, weights, n, scale) {
      views.f32[out >>> 2] = scale * dot(values, weights, n);
    },

    weightedSumGradient(dValues, dOut, weights, n, scale) {
      spread(dValues, views.f32[dOut >>> 2] * scale, weights, n);
    },

    weightedMean(out, values, weights, n, scale) {
      const divisor = total(weights, n);
      views.f32[out >>> 2] = divisor === 0 ? 0 : (scale * dot(values, weights, n)) / divisor;
    },

    weightedMeanGradient(dValues, dOut, weights, n, scale) {
      const divisor = total(weights, n);
      spread(dValues, divisor === 0 ? 0 : (views.f32[dOut >>> 2] * scale) / divisor, weights, n);
    },

    maskWeights(out, mask, weights, n) {
      const factor = n / (dot(mask, 0, n) + 1e-7);
      for (let i = 0; i < n; i++) {
        views.f32[(out >>> 2) + i] = views.f32[(mask >>> 2) + i] * factor * weight(weights, i);
      }
    },
  };
}
