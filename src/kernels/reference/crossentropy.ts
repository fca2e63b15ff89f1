import type { Kernels, Views } from '../kernels.js';
import { sigmoid, softplus } from './activations.js';
import { largestOf, type Row, rowOf } from './matrix-row.js';

type Crossentropy = Pick<
  Kernels,
  | 'binaryCrossentropy'
  | 'binaryCrossentropyGradient'
  | 'categoricalCrossentropy'
  | 'categoricalCrossentropyGradient'
  | 'sparseCategoricalCrossentropy'
  | 'sparseCategoricalCrossentropyGradient'
>;

/** The float32 nearest to 1e-7 and to 1 - 1e-7. */
const low = 1.0000000116860974e-7;
const high = 1 - 2 ** -23;

const clip = (p: number) => Math.min(Math.max(p, low), high);
const clipSlope = (p: number) => (p === low || p === high ? 0.5 : p > low && p < high ? 1 : 0);

function sum(terms: Iterable<number>): number {
  let total = 0;
  for (const term of terms) total += term;
  return total;
}

function logSoftmax(row: Row): number[] {
  const largest = largestOf(row);
  const logarithm = Math.log(sum(Array.from(row, (x) => Math.exp(x - largest))));
  return Array.from(row, (x) => x - largest - logarithm);
}

/** -Σ t·ln q of one row. */
function categorical(t: ArrayLike<number>, row: Row, fromLogits: boolean): number {
  const divisor = sum(row);
  const logarithms = fromLogits ? logSoftmax(row) : Array.from(row, (p) => Math.log(clip(p / divisor)));
  return -sum(logarithms.map((logarithm, j) => t[j] * logarithm));
}

function categoricalGradient(t: ArrayLike<number>, row: Row, dValue: number, fromLogits: boolean): number[] {
  if (fromLogits) {
    const total = sum(Array.from(t));
    return logSoftmax(row).map((logarithm, j) => (Math.exp(logarithm) * total - t[j]) * dValue);
  }
  const divisor = sum(row);
  const g = Array.from(row, (p, j) => (-t[j] * dValue * clipSlope(p / divisor)) / clip(p / divisor));
  const total = sum(g.map((gj, j) => (gj * row[j]) / divisor));
  return g.map((gj) => (gj - total) / divisor);
}

export function crossentropy(views: Views): Crossentropy {
  /** The targets of a row, smoothed over `classes`. */
  const smooth = (row: Row, smoothing: number, classes: number) =>
    Array.from(row, (t) => t * (1 - smoothing) + smoothing / classes);

  /** The targets that the number of a class stands for; all 0 where there is no such class. */
  const oneHot = (target: number, i: number, columns: number, ignored: number | undefined) => {
    const index = Math.trunc(views.f32[(target >>> 2) + i]);
    return Array.from({ length: columns }, (_, j) => (j === index && j !== ignored ? 1 : 0));
  };

  return {
    binaryCrossentropy(values, target, prediction, rows, columns, smoothing, fromLogits) {
      for (let i = 0; i < rows; i++) {
        const x = rowOf(views, prediction, i, columns);
        const terms = smooth(rowOf(views, target, i, columns), smoothing, 2).map((t, j) => {
          if (fromLogits) return t * softplus(-x[j]) + (1 - t) * softplus(x[j]);
          return -t * Math.log(clip(x[j])) - (1 - t) * Math.log(1 - clip(x[j]));
        });
        views.f32[(values >>> 2) + i] = sum(terms) / columns;
      }
    },

    binaryCrossentropyGradient(dPrediction, dValues, target, prediction, rows, columns, smoothing, fromLogits) {
      for (let i = 0; i < rows; i++) {
        const x = rowOf(views, prediction, i, columns);
        const factor = views.f32[(dValues >>> 2) + i] / columns;
        const slopes = smooth(rowOf(views, target, i, columns), smoothing, 2).map((t, j) => {
          if (fromLogits) return (1 - t) * sigmoid(x[j]) - t * sigmoid(-x[j]);
          return ((1 - t) / (1 - clip(x[j])) - t / clip(x[j])) * clipSlope(x[j]);
        });
        rowOf(views, dPrediction, i, columns).set(slopes.map((slope) => slope * factor));
      }
    },

    categoricalCrossentropy(values, target, prediction, rows, columns, smoothing, fromLogits) {
      for (let i = 0; i < rows; i++) {
        const t = smooth(rowOf(views, target, i, columns), smoothing, columns);
        views.f32[(values >>> 2) + i] = categorical(t, rowOf(views, prediction, i, columns), fromLogits !== 0);
      }
    },

    categoricalCrossentropyGradient(dPrediction, dValues, target, prediction, rows, columns, smoothing, fromLogits) {
      for (let i = 0; i < rows; i++) {
        const t = smooth(rowOf(views, target, i, columns), smoothing, columns);
        const dValue = views.f32[(dValues >>> 2) + i];
        const row = rowOf(views, prediction, i, columns);
        rowOf(views, dPrediction, i, columns).set(categoricalGradient(t, row, dValue, fromLogits !== 0));
      }
    },

    sparseCategoricalCrossentropy(values, target, prediction, rows, columns, fromLogits, ignoreClass, hasIgnoreClass) {
      for (let i = 0; i < rows; i++) {
        const t = oneHot(target, i, columns, hasIgnoreClass ? ignoreClass : undefined);
        const value = t.includes(1) ? categorical(t, rowOf(views, prediction, i, columns), fromLogits !== 0) : 0;
        views.f32[(values >>> 2) + i] = value;
      }
    },

    sparseCategoricalCrossentropyGradient(
      dPrediction,
      dValues,
      target,
      prediction,
      rows,
      columns,
      fromLogits,
      ignoreClass,
      hasIgnoreClass,
    ) {
      for (let i = 0; i < rows; i++) {
        const t = oneHot(target, i, columns, hasIgnoreClass ? ignoreClass : undefined);
        const to = rowOf(views, dPrediction, i, columns);
        const dValue = views.f32[(dValues >>> 2) + i];
        if (t.includes(1))
          to.set(categoricalGradient(t, rowOf(views, prediction, i, columns), dValue, fromLogits !== 0));
        else to.fill(0);
      }
    },
  };
}
