import type { PartialShape } from '../shape.js';
import type { Layer } from './layer.js';

/** One use of a layer in a model. */
export interface LayerNode {
  layer: Layer<unknown>;
  /** Which use of the layer this is. */
  index: number;
  /** Positional inputs, then those of `keywords` in order. */
  inputs: SymbolicTensor[];
  positional: SymbolicTensor[];
  /** True when the layer was applied to a list of tensors. */
  list: boolean;
  /** Tensors by Keras's argument name: `initial_state`, `mask`. */
  keywords: Readonly<Record<string, SymbolicTensor | SymbolicTensor[]>>;
  outputs: SymbolicTensor[];
}

/** A tensor of a model that has no numbers yet: a shape and where it comes from. */
export class SymbolicTensor {
  constructor(
    /** The batch in front; null where a size is open. */
    readonly shape: PartialShape,
    readonly node: LayerNode,
    /** Which output of the node this is. */
    readonly index: number,
  ) {}

  get name(): string {
    return this.node.layer.name;
  }
}
