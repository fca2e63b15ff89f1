import type { Graph, Value } from '../graph/index.js';

/** The sum of tensors of one shape, element by element. */
export function add(graph: Graph, inputs: readonly Value[]): Value {
  const [first, second, ...others] = inputs;
  if (second === undefined) return first;
  const out = graph.output(first.shape, inputs);
  graph.call('add', out, first, second, out.size);
  for (const input of others) graph.call('add', out, out, input, out.size);
  graph.onBackward([out], (dOut) => {
    for (const input of inputs) {
      if (!graph.requiresGradient(input)) continue;
      const { gradient, accumulate } = graph.into(input);
      if (accumulate) graph.call('add', gradient, gradient, dOut!, out.size);
      else graph.call('copy', gradient, dOut!, out.size);
    }
  });
  return out;
}
