import type { Variable } from '../graph/index.js';
import type { Layer } from '../layers/index.js';
import type { PartialShape } from '../shape.js';
import type { OnnxGraph } from './onnx-graph.js';

/** One use of a layer, its tensors as names of values in the graph. */
export interface OnnxCall {
  graph: OnnxGraph;
  layer: Layer;
  inputs: readonly string[];
  /** Those of the inputs; none within a wrapper. */
  shapes: readonly PartialShape[];
  /** By Keras's argument names: `initial_state`, `mask`. */
  keywords: Keywords;
  /** Adds the nodes of a layer inside of this one. */
  inner(layer: Layer, inputs: readonly string[], keywords?: Keywords): readonly string[];
}

export type Keywords = Readonly<Record<string, string | string[]>>;

/** The layer's weights by their names: `kernel`. */
export function weightsOf(layer: Layer): Readonly<Record<string, Variable>> {
  return Object.fromEntries(layer.variables.map((variable) => [variable.name, variable]));
}
