import type { Kernels, Views } from '../kernels.js';

type Losses = Pick<Kernels, 'meanError' | 'meanErrorGradient'>;

/** Of target - prediction, the target, and delta. */
interface Kind {
  value(error: number, target: number, delta: number): number;
  /** The derivative by the error. */
  slope(error: number, target: number, delta: number): number;
}

const size = (target: number) => Math.max(Math.abs(target), 1e-7);
const sign = (error: number) => (error < 0 ? -1 : 1);

const kinds: readonly Kind[] = [
  { value: (e) => e * e, slope: (e) => 2 * e },
  { value: Math.abs, slope: sign },
  { value: (e, t) => (100 * Math.abs(e)) / size(t), slope: (e, t) => (100 * sign(e)) / size(t) },
  {
    value: (e, _, delta) => (Math.abs(e) <= delta ? (e * e) / 2 : delta * (Math.abs(e) - delta / 2)),
    slope: (e, _, delta) => (Math.abs(e) <= delta ? e : delta * sign(e)),
  },
];

export function losses(views: Views): Losses {
  const at = (address: number, i: number) => views.f32[(address >>> 2) + i];

  return {
    meanError(values, target, prediction, rows, columns, kind, delta) {
      const { value } = kinds[kind];
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = i * columns; j < (i + 1) * columns; j++) {
          const t = at(target, j);
          sum += value(t - at(prediction, j), t, delta);
        }
        views.f32[(values >>> 2) + i] = sum / columns;
      }
    },

    meanErrorGradient(dPrediction, dValues, target, prediction, rows, columns, kind, delta) {
      const { slope } = kinds[kind];
      for (let i = 0; i < rows * columns; i++) {
        const t = at(target, i);
        const dValue = at(dValues, Math.floor(i / columns));
        views.f32[(dPrediction >>> 2) + i] = (-slope(t - at(prediction, i), t, delta) * dValue) / columns;
      }
    },
  };
}
