import { type Graph, none, type Value } from '../graph/index.js';
import { formatShape } from '../shape.js';
import { multiply } from './multiply.js';

export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean_with_sample_weight' | 'none';

/**
 * The values of the samples, weighted, as one number, [1]. The mean of `sum_over_batch_size` divides by the count of what the mask
 * lets through, whatever the weights; `mean_with_sample_weight` by the sum of the weights. `none` gives the weighted values.
 */
export function reduce(
  graph: Graph,
  values: Value,
  weights: Value | undefined,
  reduction: Reduction,
  mask?: Value,
): Value {
  const counted = maskWeights(graph, mask, weights);
  // One value for all, as of a loss over a batch: it weighs as much as the samples do.
  if (counted && counted.size > 1 && values.size === 1 && reduction !== 'none') {
    const one = graph.reshape(values, [1]);
    if (reduction === 'mean_with_sample_weight') return one;
    return multiply(graph, one, reduce(graph, counted, undefined, reduction, mask));
  }
  checkCount(values, counted);
  if (reduction === 'none') return counted ? multiply(graph, values, counted) : values;
  const n = values.size;
  const divisors = { sum: undefined, sum_over_batch_size: mask, mean_with_sample_weight: counted }[reduction];
  const scale = reduction === 'sum' || divisors ? 1 : 1 / n;
  const factors = [counted ?? none, divisors ?? none, n, scale] as const;
  const out = graph.output([1], [values]);
  graph.call('weightedSum', out, values, ...factors);
  graph.onBackward([out], (dOut) => {
    graph.contribute(values, (dValues) => graph.call('weightedSumGradient', dValues, dOut!, ...factors));
  });
  return out;
}

/** @throws RangeError where a function of the user's own does not give a value for each weight. */
export function checkCount({ shape, size }: Value, weights: Value | undefined): void {
  if (!weights || weights.size === size) return;
  throw new RangeError(
    `Where there are weights or masks, a loss or metric must give one value per sample, ${formatShape(weights.shape)}. Received: ${formatShape(shape)}`,
  );
}

/** Weights that leave out where the mask, if there is one, is 0. */
export function maskWeights(graph: Graph, mask: Value | undefined, weights: Value | undefined): Value | undefined {
  if (mask) checkCount(mask, weights);
  return mask && weights ? multiply(graph, mask, weights) : (mask ?? weights);
}
