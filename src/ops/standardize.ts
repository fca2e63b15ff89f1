import type { Graph, Value } from '../graph/index.js';
import { compute } from './compute.js';
import { elementwise } from './elementwise.js';
import { together } from './over-axes.js';

/** What is added to the count of the steps that a mask leaves, as in Keras. */
const maskEpsilon = 1e-7;

export interface Standardized {
  out: Value;
  /** Of what was taken together: the axes are 1. */
  mean: Value;
  variance: Value;
}

/**
 * out = (x − mean) / √(variance + epsilon), both taken over axes of x. Sums are in 64 bits, in ascending order.
 *
 *   dX = (dOut − (Σ dOut + out·Σ dOut·out) / count) / √(variance + epsilon)
 *
 * A mask of x without its last axis says which elements count; the others are moved and scaled alike.
 */
export function standardize(
  graph: Graph,
  x: Value,
  axes: readonly number[],
  epsilon: number,
  mask?: Value,
): Standardized {
  const { places, shape, count } = together(x, axes);
  const out = graph.output(x.shape, [x]);
  const [mean, variance] = [graph.temporary(shape), graph.temporary(shape)];
  const columns = x.shape.at(-1)!;
  const [counts, means, squares, scales] = Array.from({ length: 4 }, () => new Float64Array(mean.size).fill(count));
  const masks = mask ? [mask] : [];
  const isLeftOut = (i: number, steps?: ArrayLike<number>) =>
    steps !== undefined && steps[Math.floor(i / columns)] === 0;
  compute(graph, 'standardize', [out, mean, variance, x, ...masks], (to, toMean, toVariance, from, steps) => {
    means.fill(0);
    squares.fill(0);
    if (steps) counts.fill(maskEpsilon);
    for (let i = 0; i < from.length; i++) {
      if (isLeftOut(i, steps)) continue;
      means[places[i]] += from[i];
      if (steps) counts[places[i]]++;
    }
    for (let j = 0; j < means.length; j++) means[j] /= counts[j];
    for (let i = 0; i < from.length; i++) {
      if (!isLeftOut(i, steps)) squares[places[i]] += (from[i] - means[places[i]]) ** 2;
    }
    for (let j = 0; j < means.length; j++) {
      toMean[j] = means[j];
      toVariance[j] = squares[j] / counts[j];
      scales[j] = 1 / Math.sqrt(squares[j] / counts[j] + epsilon);
    }
    for (let i = 0; i < to.length; i++) to[i] = (from[i] - means[places[i]]) * scales[places[i]];
  });
  graph.onBackward([out], (dOut) => {
    const [sums, products] = [new Float64Array(mean.size), new Float64Array(mean.size)];
    graph.contribute(x, (dX) => {
      compute(graph, 'standardizeGradient', [dX, dOut!, out, ...masks], (to, from, y, steps) => {
        sums.fill(0);
        products.fill(0);
        for (let i = 0; i < from.length; i++) {
          sums[places[i]] += from[i];
          products[places[i]] += from[i] * y[i];
        }
        for (let i = 0; i < to.length; i++) {
          const j = places[i];
          const shared = isLeftOut(i, steps) ? 0 : (sums[j] + y[i] * products[j]) / counts[j];
          to[i] = (from[i] - shared) * scales[j];
        }
      });
    });
  });
  return { out, mean, variance };
}

/** (x − mean) / √(variance + epsilon) with numbers that are known; they spread to x. */
export const standardizeBy = (graph: Graph, x: Value, mean: Value, variance: Value, epsilon: number): Value =>
  elementwise(graph, 'standardizeBy', [x, mean, variance], (x, m, v) => (x - m) / Math.sqrt(v + epsilon), [
    (_, __, v) => 1 / Math.sqrt(v + epsilon),
  ]);

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
