import type { Kernels, Views } from '../kernels.js';
import { rowOf } from './matrix-row.js';

type Metrics = Pick<Kernels, 'accumulateMean' | 'accuracy' | 'categoricalAccuracy' | 'confusion' | 'confusionPerClass'>;

export function metrics(views: Views): Metrics {
  const numbersOf = (address: number, i: number, columns: number) => [...rowOf(views, address, i, columns)];
  const weightOf = (weights: number, i: number) => (weights ? views.f32[(weights >>> 2) + i] : 1);

  return {
    accumulateMean(totals, values, weights, n) {
      const { f32, f64 } = views;
      let [sum, weight] = [0, 0];
      for (let i = 0; i < n; i++) {
        sum += weightOf(weights, i) * f32[(values >>> 2) + i];
        weight += weightOf(weights, i);
      }
      f64[totals >>> 3] += sum;
      f64[(totals >>> 3) + 1] += weight;
    },

    accuracy(values, target, prediction, rows, columns, threshold) {
      const label = (p: number) => (Number.isNaN(threshold) ? p : p > threshold ? 1 : 0);
      for (let i = 0; i < rows; i++) {
        const t = numbersOf(target, i, columns);
        const hits = numbersOf(prediction, i, columns).filter((p, j) => t[j] === label(p)).length;
        views.f32[(values >>> 2) + i] = hits / columns;
      }
    },

    categoricalAccuracy(values, target, prediction, rows, columns, sparse) {
      for (let i = 0; i < rows; i++) {
        const label = sparse ? views.f32[(target >>> 2) + i] : argmax(numbersOf(target, i, columns));
        views.f32[(values >>> 2) + i] = label === argmax(numbersOf(prediction, i, columns)) ? 1 : 0;
      }
    },

    confusion(totals, target, prediction, weights, rows, columns, threshold) {
      for (let i = 0; i < rows; i++) {
        const p = numbersOf(prediction, i, columns);
        for (const [j, t] of numbersOf(target, i, columns).entries()) {
          const cell = p[j] > threshold ? (t !== 0 ? 0 : 1) : t !== 0 ? 2 : undefined;
          if (cell !== undefined) views.f64[(totals >>> 3) + cell] += weightOf(weights, i);
        }
      }
    },

    confusionPerClass(totals, target, prediction, weights, rows, columns, threshold, largest) {
      for (let i = 0; i < rows; i++) {
        const p = numbersOf(prediction, i, columns);
        const top = p[argmax(p)];
        const positive = p.map((x) => (largest ? x >= top && Math.abs(x) > 1e-9 : x > threshold));
        for (const [j, t] of numbersOf(target, i, columns).entries()) {
          const add = (row: number, amount: number) => {
            views.f64[(totals >>> 3) + row * columns + j] += weightOf(weights, i) * amount;
          };
          if (positive[j]) {
            add(0, t);
            add(1, 1 - t);
          } else add(2, t);
        }
      }
    },
  };
}

/** The first maximum, or the first that is not a number. */
function argmax(row: readonly number[]): number {
  const notANumber = row.findIndex(Number.isNaN);
  return notANumber >= 0 ? notANumber : row.indexOf(Math.max(...row));
}
