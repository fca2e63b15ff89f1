import type { Graph, Value } from '../graph/index.js';

/** The sum of tensors of one shape. */
export function add(graph: Graph, [first, ...others]: readonly Value[]): Value {
  if (others.length === 0) return first;
  const out = graph.output(first.shape, [first, ...others]);
  let sum = first;
  for (const other of others) {
    graph.call('add', out, sum, other, out.size);
    sum = out;
  }
  graph.onBackward([out], (dOut) => {
    for (const input of [first, ...others])
      graph.contribute(input, (dInput) => graph.call('copy', dInput, dOut!, out.size));
  });
  return out;
}
