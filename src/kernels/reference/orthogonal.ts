import type { Kernels, Views } from '../kernels.js';

type Orthogonal = Pick<Kernels, 'orthogonalize'>;

/** Gram and Schmidt, every column twice: the same Q as by reflections, because a positive diagonal makes it unique. */
export function orthogonal(views: Views): Orthogonal {
  return {
    orthogonalize(q, a, _workspace, rows, columns) {
      const { f32 } = views;
      const column = (j: number) => Float64Array.from({ length: rows }, (_, i) => f32[(a >>> 2) + i * columns + j]);
      const vectors = Array.from({ length: columns }, (_, j) => column(j));
      for (let j = 0; j < columns; j++) {
        const vector = vectors[j];
        for (let other = 0; other < 2 * j; other++) {
          const earlier = vectors[other % j];
          const overlap = dot(vector, earlier);
          for (let i = 0; i < rows; i++) vector[i] -= overlap * earlier[i];
        }
        const norm = Math.sqrt(dot(vector, vector));
        for (let i = 0; i < rows; i++) vector[i] /= norm;
      }
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) f32[(q >>> 2) + i * columns + j] = vectors[j][i];
      }
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
