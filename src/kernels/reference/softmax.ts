import type { Kernels, Views } from '../kernels.js';
import { largestOf, rowOf } from './matrix-row.js';

type Softmax = Pick<Kernels, 'softmax' | 'softmaxGradient' | 'logSoftmax' | 'logSoftmaxGradient'>;

export function softmax(views: Views): Softmax {
  return {
    softmax(out, x, rows, columns) {
      for (let i = 0; i < rows; i++) {
        const row = rowOf(views, x, i, columns);
        const to = rowOf(views, out, i, columns);
        const largest = largestOf(row);
        let sum = 0;
        for (let j = 0; j < columns; j++) {
          to[j] = Math.exp(row[j] - largest);
          sum += to[j];
        }
        for (let j = 0; j < columns; j++) to[j] /= sum;
      }
    },

    softmaxGradient(dX, dOut, out, rows, columns) {
      for (let i = 0; i < rows; i++) {
        const [to, arrived, value] = [dX, dOut, out].map((address) => rowOf(views, address, i, columns));
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += arrived[j] * value[j];
        for (let j = 0; j < columns; j++) to[j] = value[j] * (arrived[j] - sum);
      }
    },

    logSoftmax(out, x, rows, columns) {
      for (let i = 0; i < rows; i++) {
        const row = rowOf(views, x, i, columns);
        const to = rowOf(views, out, i, columns);
        const largest = largestOf(row);
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += Math.exp(row[j] - largest);
        for (let j = 0; j < columns; j++) to[j] = row[j] - largest - Math.log(sum);
      }
    },

    logSoftmaxGradient(dX, dOut, out, rows, columns) {
      for (let i = 0; i < rows; i++) {
        const [to, arrived, value] = [dX, dOut, out].map((address) => rowOf(views, address, i, columns));
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += arrived[j];
        for (let j = 0; j < columns; j++) to[j] = arrived[j] - Math.exp(value[j]) * sum;
      }
    },
  };
}
