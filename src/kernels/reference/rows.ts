import type { Kernels, Views } from '../kernels.js';

export function rows(views: Views): Pick<Kernels, 'scaleRows' | 'notEqual' | 'gatherRows' | 'scatterRows'> {
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

    notEqual(out, a, rows, columns, value) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const begin = (a >>> 2) + i * columns;
        f32[(out >>> 2) + i] = f32.subarray(begin, begin + columns).some((one) => one !== value) ? 1 : 0;
      }
    },

    gatherRows(out, table, indices, rows, columns, count) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const index = Math.trunc(f32[(indices >>> 2) + i]);
        for (let j = 0; j < columns; j++) {
          const isThere = index >= 0 && index < count;
          f32[(out >>> 2) + i * columns + j] = isThere ? f32[(table >>> 2) + index * columns + j] : Number.NaN;
        }
      }
    },

    scatterRows(table, a, indices, rows, columns, count) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const index = Math.trunc(f32[(indices >>> 2) + i]);
        if (!(index >= 0 && index < count)) continue;
        for (let j = 0; j < columns; j++) {
          f32[(table >>> 2) + index * columns + j] += f32[(a >>> 2) + i * columns + j];
        }
      }
    },
  };
}
