import type { Graph, State, Value } from '../graph/index.js';
import { type Shape, sizeOf } from '../shape.js';
import { multiply } from './multiply.js';

/** 0 with probability `rate`, otherwise 1 / (1 − rate); new in each run. `state` is a Philox key and a counter. */
export function dropoutMask(graph: Graph, shape: Shape, rate: number, state: State): Value {
  const mask = graph.temporary(shape);
  graph.call('dropoutMask', mask, () => state.address, sizeOf(shape), rate);
  graph.call('advance', () => state.address);
  return mask;
}

/** x times a dropout mask. */
export function dropout(graph: Graph, x: Value, rate: number, state: State): Value {
  return multiply(graph, x, dropoutMask(graph, x.shape, rate, state));
}
