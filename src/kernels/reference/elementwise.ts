import type { Kernels, Views } from '../kernels.js';

type Elementwise = Pick<Kernels, 'fill' | 'copy' | 'add' | 'multiply' | 'scale' | 'copyRows'>;

export function elementwise(views: Views): Elementwise {
  return {
    fill(out, n, value) {
      views.f32.fill(value, out >>> 2, (out >>> 2) + n);
    },

    copy(out, a, n) {
      views.f32.copyWithin(out >>> 2, a >>> 2, (a >>> 2) + n);
    },

    add(out, a, b, n) {
      const { f32 } = views;
      for (let i = 0; i < n; i++) f32[(out >>> 2) + i] = f32[(a >>> 2) + i] + f32[(b >>> 2) + i];
    },

    multiply(out, a, b, n) {
      const { f32 } = views;
      for (let i = 0; i < n; i++) f32[(out >>> 2) + i] = f32[(a >>> 2) + i] * f32[(b >>> 2) + i];
    },

    scale(out, a, n, factor) {
      const { f32 } = views;
      for (let i = 0; i < n; i++) f32[(out >>> 2) + i] = f32[(a >>> 2) + i] * factor;
    },

    copyRows(out, a, rows, columns, outStride, aStride) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const begin = (a >>> 2) + i * aStride;
        f32.copyWithin((out >>> 2) + i * outStride, begin, begin + columns);
      }
    },
  };
}
