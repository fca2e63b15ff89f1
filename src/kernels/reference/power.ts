import type { Kernels, Views } from '../kernels.js';

export function power(views: Views): Pick<Kernels, 'power'> {
  return {
    power(out, x, y) {
      views.f32[out >>> 2] = x ** y;
    },
  };
}
