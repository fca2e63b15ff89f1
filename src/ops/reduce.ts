import { type Graph, none, type Value } from '../graph/index.js';
import { multiply } from './multiply.js';

export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean_with_sample_weight' | 'none';

/**
 * The values of the samples, weighted, as one number, [1]. The mean of `sum_over_batch_size` divides by the count, whatever
 * the weights; `mean_with_sample_weight` by the sum of the weights. `none` gives the weighted values.
 */
export function reduce(graph: Graph, values: Value, weights: Value | undefined, reduction: Reduction): Value {
  if (reduction === 'none') return weights ? multiply(graph, values, weights) : values;
  const n = values.size;
  const kernel = reduction === 'mean_with_sample_weight' ? 'weightedMean' : 'weightedSum';
  const scale = reduction === 'sum_over_batch_size' ? 1 / n : 1;
  const out = graph.output([1], [values]);
  graph.call(kernel, out, values, weights ?? none, n, scale);
  graph.onBackward([out], (dOut) => {
    graph.contribute(values, (dValues) => graph.call(`${kernel}Gradient`, dValues, dOut!, weights ?? none, n, scale));
  });
  return out;
}
