import type { Graph, Value } from '../graph/index.js';
import type { Tensor } from '../tensor.js';
import { compute } from './compute.js';

/** Numbers that are the same in every run. */
export function constant(graph: Graph, { shape, data }: Tensor): Value {
  const value = graph.temporary(shape);
  compute(graph, 'constant', [value], (to) => to.set(data));
  return value;
}
