import type { Kernels, Views } from '../kernels.js';

type Losses = Pick<
  Kernels,
  'meanSquaredError' | 'meanSquaredErrorGradient' | 'meanAbsoluteError' | 'meanAbsoluteErrorGradient'
>;

export function losses(views: Views): Losses {
  const error = (target: number, prediction: number, i: number) =>
    views.f32[(target >>> 2) + i] - views.f32[(prediction >>> 2) + i];

  /** values[i] = mean over the row of f(target - prediction). */
  const mean = (f: (error: number) => number): Losses['meanSquaredError'] => {
    return (values, target, prediction, rows, columns) => {
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += f(error(target, prediction, i * columns + j));
        views.f32[(values >>> 2) + i] = sum / columns;
      }
    };
  };

  /** The gradient of the prediction, for a loss whose derivative by target - prediction is `slope`. */
  const gradient = (slope: (error: number) => number): Losses['meanSquaredErrorGradient'] => {
    return (dPrediction, dValues, target, prediction, rows, columns) => {
      for (let i = 0; i < rows * columns; i++) {
        const dValue = views.f32[(dValues >>> 2) + Math.floor(i / columns)];
        views.f32[(dPrediction >>> 2) + i] = (-slope(error(target, prediction, i)) * dValue) / columns;
      }
    };
  };

  return {
    meanSquaredError: mean((e) => e * e),
    meanSquaredErrorGradient: gradient((e) => 2 * e),
    meanAbsoluteError: mean(Math.abs),
    meanAbsoluteErrorGradient: gradient((e) => (e < 0 ? -1 : 1)),
  };
}
