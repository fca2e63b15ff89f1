import type { Kernels, Views } from '../kernels.js';

type Regularizers = Pick<Kernels, 'l1l2' | 'l1l2Gradient'>;

export function regularizers(views: Views): Regularizers {
  return {
    l1l2(out, x, n, l1, l2, scale) {
      const { f32 } = views;
      let magnitudes = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        const value = f32[(x >>> 2) + i];
        magnitudes += Math.abs(value);
        squares += value * value;
      }
      f32[out >>> 2] = scale * (l1 * magnitudes + l2 * squares);
    },

    l1l2Gradient(dX, dOut, x, n, l1, l2, scale, accumulate) {
      const { f32 } = views;
      const factor = f32[dOut >>> 2] * scale;
      for (let i = 0; i < n; i++) {
        const value = f32[(x >>> 2) + i];
        const d = factor * ((value < 0 ? -l1 : l1) + 2 * l2 * value);
        f32[(dX >>> 2) + i] = accumulate ? f32[(dX >>> 2) + i] + d : d;
      }
    },
  };
}
