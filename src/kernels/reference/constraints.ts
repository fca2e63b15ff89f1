import type { Kernels, Views } from '../kernels.js';

export function constraints(views: Views): Pick<Kernels, 'limitNorms' | 'clipNegative'> {
  return {
    limitNorms(w, outer, length, inner, minimum, maximum, rate) {
      const { f32 } = views;
      for (let o = 0, block = w >>> 2; o < outer; o++, block += length * inner) {
        for (let i = block; i < block + inner; i++) {
          let squares = 0;
          for (let j = 0, p = i; j < length; j++, p += inner) squares += f32[p] * f32[p];
          const norm = Math.sqrt(squares);
          const factor = (rate * Math.min(Math.max(norm, minimum), maximum) + (1 - rate) * norm) / (norm + 1e-7);
          for (let j = 0, p = i; j < length; j++, p += inner) f32[p] *= factor;
        }
      }
    },

    clipNegative(w, n) {
      const { f32 } = views;
      for (let i = w >>> 2; i < (w >>> 2) + n; i++) f32[i] = Math.max(f32[i], 0);
    },
  };
}
