import type { Graph, Routine, Value } from '../graph/index.js';

/**
 * Records work that no kernel does, in plain JavaScript: on predictions, of which losses and metrics are made, and between layers that
 * have no weights. Only + − × ÷ √ and comparisons may be in it, for these have the same bits in every engine.
 */
export function compute(graph: Graph, name: string, values: readonly Value[], routine: Routine): void {
  graph.calls.push({ kernel: name, args: values, scope: graph.scope, routine });
}
