import type { Kernels, Views } from '../kernels.js';

export function transpose(views: Views): Pick<Kernels, 'transpose'> {
  return {
    transpose(out, a, batch, rows, columns) {
      const { f32 } = views;
      for (let b = 0, to = out >>> 2, from = a >>> 2; b < batch; b++, to += rows * columns, from += rows * columns) {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) f32[to + j * rows + i] = f32[from + i * columns + j];
        }
      }
    },
  };
}
