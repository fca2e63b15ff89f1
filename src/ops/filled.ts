import type { Graph, Value } from '../graph/index.js';
import type { Shape } from '../shape.js';

/** A tensor that is this number everywhere. */
export function filled(graph: Graph, shape: Shape, value: number): Value {
  const out = graph.temporary(shape);
  graph.call('fill', out, out.size, value);
  return out;
}
