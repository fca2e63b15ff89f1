import { show } from '../errors.js';
import type { PartialShape } from '../shape.js';
import type { Layer } from './layer.js';

/** One use of a layer in a model. */
export interface LayerNode {
  layer: Layer;
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

/** What a layer was applied to, as a list. @throws TypeError when anything of it is not symbolic. */
export function toSymbolic(layer: Layer, inputs: unknown): SymbolicTensor[] {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  for (const input of list) {
    if (input instanceof SymbolicTensor) continue;
    throw new TypeError(
      `${layer.className}.apply takes symbolic tensors, of Input({ shape }) or from \`apply\`. Received: ${show(input)}`,
    );
  }
  return list;
}

/** The one entry, or the list of several. */
export function single<T>(list: readonly T[]): T | T[] {
  return list.length === 1 ? list[0] : [...list];
}
