import { type Graph, none, type Value } from '../graph/index.js';

export type Reduction = 'sum_over_batch_size' | 'sum' | 'mean_with_sample_weight';

/**
 * scale·Σ w·v, divided by the number of values (never by the weights) for `sum_over_batch_size`, by Σ w for
 * `mean_with_sample_weight`: a value of shape [1]. Without weights all are 1. The weights get no gradient.
 */
export function reduce(
  graph: Graph,
  values: Value,
  weights: Value | undefined,
  reduction: Reduction,
  scale = 1,
): Value {
  const n = values.size;
  const w = weights ?? none;
  const out = graph.output([1], [values]);
  const mean = reduction === 'mean_with_sample_weight';
  const factor = reduction === 'sum_over_batch_size' ? scale / Math.max(n, 1) : scale;
  graph.call(mean ? 'weightedMean' : 'weightedSum', out, values, w, n, factor);
  graph.onBackward([out], (dOut) => {
    graph.contribute(values, (dValues) => {
      graph.call(mean ? 'weightedMeanGradient' : 'weightedSumGradient', dValues, dOut!, w, n, factor);
    });
  });
  return out;
}
