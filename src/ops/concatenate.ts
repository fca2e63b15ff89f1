import { type Graph, Value } from '../graph/index.js';
import { sizeOf } from '../shape.js';

/** Tensors side by side along `axis`; their other lengths are the same. A negative axis counts from the end. */
export function concatenate(graph: Graph, inputs: readonly Value[], axis: number): Value {
  const [{ shape }] = inputs;
  const at = axis < 0 ? axis + shape.length : axis;
  const length = inputs.reduce((sum, input) => sum + input.shape[at], 0);
  const out = graph.output([...shape.slice(0, at), length, ...shape.slice(at + 1)], inputs);
  const rows = sizeOf(shape.slice(0, at));
  const inner = sizeOf(shape.slice(at + 1));
  const stride = length * inner;

  /** The inputs with the number of floats that each has in a row of `whole`, and the place where they begin. */
  const parts = (whole: Value) => {
    let offset = 0;
    return inputs.map((input) => {
      const columns = input.shape[at] * inner;
      const place = new Value([columns], whole.storage, whole.offset + offset);
      offset += columns;
      return { input, columns, place };
    });
  };

  for (const { input, columns, place } of parts(out)) {
    graph.call('copyRows', place, input, rows, columns, stride, columns);
  }
  graph.onBackward([out], (dOut) => {
    for (const { input, columns, place } of parts(dOut!)) {
      graph.contribute(input, (dInput) => graph.call('copyRows', dInput, place, rows, columns, columns, stride));
    }
  });
  return out;
}
