import type { Kernels, Views } from '../kernels.js';

type Optimizers = Pick<
  Kernels,
  | 'adam'
  | 'sgd'
  | 'sgdMomentum'
  | 'rmsprop'
  | 'clipByValue'
  | 'sumOfSquares'
  | 'scaleToNorm'
  | 'scaleToGlobalNorm'
  | 'decayWeights'
  | 'movingAverage'
>;

/** Momenta so small become 0: they would end as denormal numbers, which are slow. */
const leastMomentum = 1e-30;

function flush(x: number, least = leastMomentum): number {
  return Math.abs(x) < least ? 0 : x;
}

export function optimizers(views: Views): Optimizers {
  return {
    adam(parameter, gradient, momentum, velocity, velocityHat, state, n, oneMinusBeta1, oneMinusBeta2, epsilon) {
      const { f32 } = views;
      const alpha = f32[state >>> 2];
      const [w, g, m, v, vHat] = [parameter, gradient, momentum, velocity, velocityHat].map((address) => address >>> 2);
      for (let i = 0; i < n; i++) {
        f32[m + i] = flush(f32[m + i] + (f32[g + i] - f32[m + i]) * oneMinusBeta1);
        f32[v + i] += (f32[g + i] ** 2 - f32[v + i]) * oneMinusBeta2;
        if (velocityHat) f32[vHat + i] = Math.max(f32[vHat + i], f32[v + i]);
        f32[w + i] -= (f32[m + i] * alpha) / (Math.sqrt(f32[(velocityHat ? vHat : v) + i]) + epsilon);
      }
    },

    sgd(parameter, gradient, state, n) {
      const { f32 } = views;
      const rate = f32[state >>> 2];
      for (let i = 0; i < n; i++) f32[(parameter >>> 2) + i] -= f32[(gradient >>> 2) + i] * rate;
    },

    sgdMomentum(parameter, gradient, momentum, state, n, mu, nesterov) {
      const { f32 } = views;
      const rate = f32[state >>> 2];
      const [w, g, m] = [parameter, gradient, momentum].map((address) => address >>> 2);
      for (let i = 0; i < n; i++) {
        const down = f32[g + i] * rate;
        f32[m + i] = flush(f32[m + i] * mu - down);
        f32[w + i] += nesterov ? f32[m + i] * mu - down : f32[m + i];
      }
    },

    rmsprop(parameter, gradient, velocity, momentum, average, state, n, rho, oneMinusRho, mu, epsilon) {
      const { f32 } = views;
      const rate = f32[state >>> 2];
      const leastVelocity = Math.min(leastMomentum, epsilon * 1e-8);
      const [w, g, v, m, a] = [parameter, gradient, velocity, momentum, average].map((address) => address >>> 2);
      for (let i = 0; i < n; i++) {
        f32[v + i] = flush(rho * f32[v + i] + oneMinusRho * f32[g + i] ** 2, leastVelocity);
        let divisor = f32[v + i];
        if (average) {
          f32[a + i] = flush(rho * f32[a + i] + oneMinusRho * f32[g + i]);
          divisor -= f32[a + i] ** 2;
        }
        let change = (rate * f32[g + i]) / Math.sqrt(divisor + epsilon);
        if (momentum) {
          change = flush(change + mu * f32[m + i]);
          f32[m + i] = change;
        }
        f32[w + i] -= change;
      }
    },

    clipByValue(gradient, n, limit) {
      const { f32 } = views;
      const g = gradient >>> 2;
      for (let i = 0; i < n; i++) f32[g + i] = Math.min(Math.max(f32[g + i], -limit), limit);
    },

    sumOfSquares(out, a, n) {
      const { f32 } = views;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += f32[(a >>> 2) + i] ** 2;
      f32[out >>> 2] = sum;
    },

    scaleToNorm(gradient, squares, n, limit) {
      const { f32 } = views;
      const divisor = Math.max(Math.sqrt(f32[squares >>> 2]), limit);
      for (let i = 0; i < n; i++) f32[(gradient >>> 2) + i] = (f32[(gradient >>> 2) + i] * limit) / divisor;
    },

    scaleToGlobalNorm(gradient, squares, n, limit) {
      const { f32 } = views;
      const norm = Math.sqrt(f32[squares >>> 2]);
      const factor = limit * Math.min(1 / norm, 1 / limit) + (norm - norm);
      for (let i = 0; i < n; i++) f32[(gradient >>> 2) + i] *= factor;
    },

    decayWeights(parameter, state, n, decay) {
      const { f32 } = views;
      const w = parameter >>> 2;
      for (let i = 0; i < n; i++) f32[w + i] -= f32[w + i] * decay * f32[state >>> 2];
    },

    movingAverage(average, parameter, state, n) {
      const { f32 } = views;
      const mu = f32[state >>> 2];
      const a = average >>> 2;
      for (let i = 0; i < n; i++) f32[a + i] = mu * f32[a + i] + (1 - mu) * f32[(parameter >>> 2) + i];
    },
  };
}
