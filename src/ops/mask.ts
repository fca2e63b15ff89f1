import { type Graph, none, type Value } from '../graph/index.js';

/** 1 where `x` is not `value`, 0 where it is. */
export function notEqual(graph: Graph, x: Value, value: number): Value {
  const out = graph.temporary(x.shape);
  graph.call('notEqual', out, x, x.size, value);
  return out;
}

/**
 * The weights with which a mean over all values is one over those that the mask (0 or 1) lets through:
 * weights·mask·n/(Σ mask + 1e-7), as Keras has it for `sum_over_batch_size`.
 */
export function maskWeights(graph: Graph, mask: Value, weights?: Value): Value {
  const out = graph.temporary(mask.shape);
  graph.call('maskWeights', out, mask, weights ?? none, mask.size);
  return out;
}
