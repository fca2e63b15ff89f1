import type { Graph, Routine, Value } from '../graph/index.js';

/**
 * Records work that no kernel does, in plain JavaScript: for what functions of the user's own are made of, on predictions, which are
 * small, and for layers that few pages have, whose kernels each would load. Only + − × ÷ √ and comparisons may be in it, for these
 * have the same bits in every engine.
 */
export function compute(graph: Graph, name: string, values: readonly Value[], routine: Routine): void {
  graph.calls.push({ kernel: name, args: values, scope: graph.scope, routine });
}
