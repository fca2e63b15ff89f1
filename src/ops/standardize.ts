import type { Graph, Value } from '../graph/index.js';
import { spreadPlaces } from './broadcast.js';
import { compute } from './compute.js';
import { elementwise } from './elementwise.js';
import { together } from './over-axes.js';

/** What is added to the count of the steps that a mask leaves, as in Keras. */
const maskEpsilon = 1e-7;

/** What the values are brought to: they spread to x. */
export interface Scaling {
  gamma: Value;
  beta: Value;
}

/** Whether this program trains one of them: what `compile` found, whatever has become of the layer since. */
export const isTrained = (graph: Graph, { gamma, beta }: Scaling): boolean =>
  [gamma, beta].some((one) => graph.requiresGradient(one));

export interface Moments {
  /** Of what was taken together: the axes are 1. */
  mean: Value;
  variance: Value;
}

/**
 * out = x̂·gamma + beta, x̂ = (x − mean) / √(variance + epsilon), both taken over axes of x. Sums are in 64 bits, in ascending order.
 *
 *   dX = (d − (Σ d + x̂·Σ d·x̂) / count) / √(variance + epsilon), d = dOut·gamma
 *
 * A mask of x without its last axis says which elements count; the others are moved and scaled alike. With moments that are known
 * nothing is taken, and d alone flows back.
 */
export function standardize(
  graph: Graph,
  x: Value,
  axes: readonly number[],
  epsilon: number,
  { gamma, beta }: Scaling,
  { mask, known }: { mask?: Value; known?: Moments } = {},
): Moments & { out: Value } {
  const { places, shape, count } = together(x, axes);
  const weights = spreadPlaces(gamma.shape, x.shape);
  const out = graph.output(x.shape, [x, gamma, beta]);
  const { mean, variance } = known ?? { mean: graph.temporary(shape), variance: graph.temporary(shape) };
  const [means, scales, counts, sums, products] = Array.from({ length: 5 }, () =>
    new Float64Array(mean.size).fill(count),
  );
  const columns = x.shape.at(-1)!;
  const isLeftOut = (i: number, steps?: ArrayLike<number>) =>
    steps !== undefined && steps[Math.floor(i / columns)] === 0;
  const masks = mask ? [mask] : [];
  if (known) {
    compute(graph, 'knownMoments', [mean, variance], (m, v) => {
      for (let j = 0; j < means.length; j++) {
        means[j] = m[j];
        scales[j] = 1 / Math.sqrt(v[j] + epsilon);
      }
    });
  } else {
    compute(graph, 'moments', [mean, variance, x, ...masks], (toMean, toVariance, from, steps) => {
      sums.fill(0);
      products.fill(0);
      if (steps) counts.fill(maskEpsilon);
      for (let i = 0; i < from.length; i++) {
        if (steps && isLeftOut(i, steps)) continue;
        sums[places[i]] += from[i];
        if (steps) counts[places[i]]++;
      }
      for (let j = 0; j < means.length; j++) means[j] = sums[j] / counts[j];
      for (let i = 0; i < from.length; i++) {
        if (steps && isLeftOut(i, steps)) continue;
        const difference = from[i] - means[places[i]];
        products[places[i]] += difference * difference;
      }
      for (let j = 0; j < means.length; j++) {
        toMean[j] = means[j];
        toVariance[j] = products[j] / counts[j];
        scales[j] = 1 / Math.sqrt(products[j] / counts[j] + epsilon);
      }
    });
  }
  compute(graph, 'standardize', [out, x, gamma, beta], (to, from, g, b) => {
    for (let i = 0; i < to.length; i++) {
      to[i] = (from[i] - means[places[i]]) * scales[places[i]] * g[weights[i]] + b[weights[i]];
    }
  });
  graph.onBackward([out], (dOut) => {
    graph.contribute(x, (dX) => {
      compute(graph, 'standardizeGradient', [dX, dOut!, x, gamma, ...masks], (to, from, x, g, steps) => {
        sums.fill(0);
        products.fill(0);
        for (let i = 0; i < from.length && !known; i++) {
          const j = places[i];
          const d = from[i] * g[weights[i]];
          sums[j] += d;
          products[j] += d * (x[i] - means[j]);
        }
        // What each element gives to the moments that it is part of.
        for (let j = 0; j < sums.length; j++) {
          sums[j] /= counts[j];
          products[j] *= (scales[j] * scales[j]) / counts[j];
        }
        for (let i = 0; i < to.length; i++) {
          const j = places[i];
          to[i] = (from[i] * g[weights[i]] - sums[j] - (x[i] - means[j]) * products[j]) * scales[j];
        }
        for (let i = 0; i < to.length && steps; i++) {
          if (isLeftOut(i, steps)) to[i] = from[i] * g[weights[i]] * scales[places[i]];
        }
      });
    });
    const totals = new Float64Array(gamma.size);
    graph.contribute(gamma, (dGamma) => {
      compute(graph, 'gammaGradient', [dGamma, dOut!, x], (to, from, x) => {
        totals.fill(0);
        for (let i = 0; i < from.length; i++) {
          totals[weights[i]] += from[i] * (x[i] - means[places[i]]) * scales[places[i]];
        }
        to.set(totals);
      });
    });
    graph.contribute(beta, (dBeta) => {
      compute(graph, 'betaGradient', [dBeta, dOut!], (to, from) => {
        totals.fill(0);
        for (let i = 0; i < from.length; i++) totals[weights[i]] += from[i];
        to.set(totals);
      });
    });
  });
  return { out, mean, variance };
}

const deviation = (variance: number) => Math.max(Math.sqrt(variance), 1e-7);

/** (x − mean) / max(√variance, 10⁻⁷), or with `invert` the way back. */
export const normalize = (graph: Graph, x: Value, mean: Value, variance: Value, invert: boolean): Value =>
  invert
    ? elementwise(graph, 'denormalize', [x, mean, variance], (x, m, v) => x * deviation(v) + m, [
        (_, __, v) => deviation(v),
      ])
    : elementwise(graph, 'normalize', [x, mean, variance], (x, m, v) => (x - m) / deviation(v), [
        (_, __, v) => 1 / deviation(v),
      ]);

/** Moves an average on: average = momentum·average + (1 − momentum)·value. */
export function follow(graph: Graph, average: Value, value: Value, momentum: number): void {
  compute(graph, 'follow', [average, value], (to, from) => {
    for (let i = 0; i < to.length; i++) to[i] = to[i] * momentum + from[i] * (1 - momentum);
  });
}
