import type { Graph, Value, Variable } from '../graph/index.js';
import type { Shape } from '../shape.js';
import { multiply } from './multiply.js';

/** Writes the key to the state of a dropout, a variable of 4 words: two of the key, the step, one unused. */
export function seedDropout(state: Variable, key: readonly [number, number]): void {
  state.arena.views.u32.set([key[0], key[1], 0, 0], state.address >>> 2);
}

/** 0 with probability `rate`, else 1/(1 - rate); another mask in each run. The key and the step are in `state`. */
export function dropoutMask(graph: Graph, shape: Shape, rate: number, state: Variable): Value {
  const mask = graph.temporary(shape);
  const words = graph.parameter(state);
  graph.call('dropoutMask', mask, words, mask.size, rate);
  graph.call('advance', words);
  return mask;
}

/** x with a share of `rate` set to 0 and the rest scaled so that the mean stays; x itself outside of training. */
export function dropout(graph: Graph, x: Value, rate: number, state: Variable): Value {
  if (!graph.training || rate === 0) return x;
  return multiply(graph, x, dropoutMask(graph, x.shape, rate, state));
}
