import type { Graph, Value } from '../graph/index.js';
import type { Shape } from '../shape.js';

/** A tensor of ones. */
export function ones(graph: Graph, shape: Shape): Value {
  const out = graph.temporary(shape);
  graph.call('fill', out, out.size, 1);
  return out;
}
