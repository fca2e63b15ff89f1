import type { Graph, Value } from '../graph/index.js';
import { sizeOf } from '../shape.js';

/** Tensors side by side along `axis`. */
export function concatenate(graph: Graph, inputs: readonly Value[], axis: number): Value {
  const { shape } = inputs[0];
  const length = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
  const out = graph.output([...shape.slice(0, axis), length, ...shape.slice(axis + 1)], inputs);
  const rows = sizeOf(shape.slice(0, axis));
  const width = out.size / rows;
  let from = 0;
  for (const input of inputs) {
    const offset = from;
    const columns = input.size / rows;
    graph.call('copyRows', graph.part(out, offset), input, rows, columns, width, columns);
    graph.onBackward([out], (dOut) => {
      graph.contribute(input, (dInput) => {
        graph.call('copyRows', dInput, graph.part(dOut!, offset), rows, columns, columns, width);
      });
    });
    from += columns;
  }
  return out;
}
