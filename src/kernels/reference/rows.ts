import type { Kernels, Views } from '../kernels.js';

export function rows(views: Views): Pick<Kernels, 'scaleRows' | 'notEqual' | 'gatherRows' | 'scatterRows'> {
  /** The index at place i, or undefined where a table of `count` rows has no such row. */
  const indexAt = (indices: number, i: number, count: number) => {
    const index = views.f32[(indices >>> 2) + i];
    return index >= 0 && index < count ? Math.trunc(index) : undefined;
  };

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
        const index = indexAt(indices, i, count);
        for (let j = 0; j < columns; j++) {
          f32[(out >>> 2) + i * columns + j] =
            index === undefined ? Number.NaN : f32[(table >>> 2) + index * columns + j];
        }
      }
    },

    scatterRows(table, a, indices, rows, columns, count) {
      const { f32 } = views;
      for (let i = 0; i < rows; i++) {
        const index = indexAt(indices, i, count);
        if (index === undefined) continue;
        for (let j = 0; j < columns; j++) {
          f32[(table >>> 2) + index * columns + j] += f32[(a >>> 2) + i * columns + j];
        }
      }
    },
  };
}
