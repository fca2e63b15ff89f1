import type { Kernels, Views } from '../kernels.js';

export function rows(views: Views): Pick<Kernels, 'scaleRows'> {
  return {
    scaleRows(out, a, factors, rows, columns, stride, accumulate) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const factor = f32[(factors >>> 2) + i * stride];
        for (let j = i * columns; j < (i + 1) * columns; j++) {
          const value = f32[(a >>> 2) + j] * factor;
          f32[(out >>> 2) + j] = accumulate ? f32[(out >>> 2) + j] + value : value;
        }
      }
    },
  };
}
