import type { Graph, Value } from '../graph/index.js';

export interface Penalty {
  l1?: number;
  l2?: number;
}

/** scale·(l1·Σ|x| + l2·Σx²): a value of shape [1]. */
export function l1l2(graph: Graph, x: Value, { l1 = 0, l2 = 0 }: Penalty, scale = 1): Value {
  const out = graph.output([1], [x]);
  graph.call('l1l2', out, x, x.size, l1, l2, scale);
  graph.onBackward([out], (dOut) => {
    if (!graph.requiresGradient(x)) return;
    const { gradient, accumulate } = graph.into(x);
    graph.call('l1l2Gradient', gradient, dOut!, x, x.size, l1, l2, scale, accumulate);
  });
  return out;
}
