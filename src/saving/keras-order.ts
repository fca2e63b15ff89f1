// The order in which Keras has a model's variables. It makes the masks of a functional model by operations of its own, which stand
// among the layers when they are sorted, so that of branches side by side another may come first than here, where masks are no
// part of the model's structure.

import type { Variable } from '../graph/index.js';
import type { Layer } from '../layers/layer.js';
import { layersInOrder } from '../layers/layer-order.js';
import type { LayerNode, SymbolicTensor } from '../layers/symbolic.js';
import type { Topology } from '../layers/topology.js';
import { topologyOf } from '../layers/reapply.js';
import { isGiven } from '../options.js';
import { masksAfter } from './masks.js';
import { isNetwork, type SavedNetwork } from './network.js';

/** Layers that take a mask by name. */
const reading = [
  'Bidirectional',
  'Functional',
  'GlobalAveragePooling1D',
  'LSTM',
  'Sequential',
  'Softmax',
  'TimeDistributed',
];

/** The layers of a model in Keras's order. */
export function kerasLayers({ className, layers, topology }: SavedNetwork): readonly Layer[] {
  return className === 'Functional' ? new Mirror(topology).layers : layers;
}

/** The variables of a layer or model in Keras's order. */
export function kerasVariables(layer: Layer): Variable[] {
  return isNetwork(layer) ? [...new Set(kerasLayers(layer).flatMap(kerasVariables))] : layer.variables;
}

/**
 * Names of layers that Keras, where it makes the masks anew, gives to operations, too, and then does not open the file unless it
 * names the layers itself. The joining of masks alone is called as a layer may be that was given no name.
 */
export function ambiguousNames(layer: Layer): string[] {
  if (!isNetwork(layer)) return [];
  const isJoining = layer.className === 'Functional' && new Mirror(layer.topology).isJoining;
  const names = isJoining
    ? layer.layers.map(({ name }) => name).filter((name) => /^concatenate(_\d+)?$/.test(name))
    : [];
  return [...names, ...layer.layers.flatMap(ambiguousNames)];
}

/** An operation that makes a mask. */
export interface MaskOperation {
  className: string;
  option: number | undefined;
  inputs: readonly SymbolicTensor[];
}

/** A topology once more, with the operations that make masks. */
export class Mirror {
  readonly layers: readonly Layer[];
  /** Masks that calls are given by name, by the layer which stands for their operations. */
  readonly given = new Map<Layer, SymbolicTensor>();
  /** By layers that stand for them here. */
  readonly operations = new Map<Layer, MaskOperation>();
  /** What tensors are in the original, but for those of operations. */
  readonly originals = new Map<SymbolicTensor, SymbolicTensor>();
  /** True where masks are joined as the inputs of a `Concatenate` are. */
  isJoining = false;
  private readonly tensors = new Map<SymbolicTensor, SymbolicTensor>();
  /** Of the tensors of the original. */
  private readonly masks = new Map<SymbolicTensor, SymbolicTensor>();

  constructor({ nodes, inputs, outputs }: Topology) {
    for (const node of nodes) this.add(node);
    const ends = [inputs, outputs].map((tensors) => tensors.map((tensor) => this.of(tensor)));
    const sorted = layersInOrder(topologyOf(ends[0], ends[1]));
    this.layers = sorted.filter((layer) => !this.operations.has(layer));
  }

  private of(tensor: SymbolicTensor): SymbolicTensor {
    return this.tensors.get(tensor) ?? tensor;
  }

  private add(node: LayerNode): void {
    const { layer, positional, keywords, outputs } = node;
    if (layer.className === 'InputLayer') return;
    const masks = positional.map((tensor) => this.masks.get(tensor));
    const [mask] = masks;
    if (layer.className === 'MaskOf') {
      this.given.set(layer, mask ?? this.operate('Any', [this.operate('OnesLike', [this.of(positional[0])])], -1));
      this.tensors.set(outputs[0], this.given.get(layer)!);
      return;
    }
    // Keras hands masks on by itself where a layer is given nothing by name.
    const isImplicit = node.inputs.length === positional.length && reading.includes(layer.className);
    const inputs = [...node.inputs.map((tensor) => this.of(tensor)), ...(isImplicit ? masks.filter(isGiven) : [])];
    const made = this.make(layer, inputs, outputs.length);
    for (const [i, output] of outputs.entries()) {
      this.tensors.set(output, made[i]);
      this.originals.set(made[i], output);
    }
    const given = keywords.mask && this.of(keywords.mask as SymbolicTensor);
    const called = positional.map((tensor) => this.of(tensor));
    for (const [i, one] of masksAfter(layer, called, masks, given ?? mask, this.operate).entries())
      if (one) this.masks.set(outputs[i], one);
  }

  private readonly operate = (
    className: string,
    inputs: readonly SymbolicTensor[],
    option?: number,
  ): SymbolicTensor => {
    // No layer's name has a slash.
    const layer = { name: `operation/${this.operations.size}` } as unknown as Layer;
    this.operations.set(layer, { className, option, inputs });
    if (className === 'Concatenate') this.isJoining = true;
    return this.make(layer, [...inputs], 1)[0];
  };

  private make(layer: Layer, inputs: SymbolicTensor[], count: number): SymbolicTensor[] {
    const node: LayerNode = { layer, inputs, positional: inputs, list: false, keywords: {}, outputs: [] };
    for (let index = 0; index < count; index++) node.outputs.push({ shape: [], node, index, name: layer.name });
    return node.outputs;
  }
}
