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
import { isNetwork, lstmConfig, type SavedNetwork } from './network.js';

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

/** A topology once more, with the operations that make masks. */
class Mirror {
  readonly layers: readonly Layer[];
  /** True where masks are joined as the inputs of a `Concatenate` are. */
  isJoining = false;
  private readonly tensors = new Map<SymbolicTensor, SymbolicTensor>();
  /** Of the tensors of the original. */
  private readonly masks = new Map<SymbolicTensor, SymbolicTensor>();
  private readonly operations = new Set<Layer>();

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
    // Keras hands masks on by itself where a layer is given nothing by name.
    const isImplicit = node.inputs.length === positional.length && reading.includes(layer.className);
    const inputs = [...node.inputs.map((tensor) => this.of(tensor)), ...(isImplicit ? masks.filter(isGiven) : [])];
    const made = this.make(layer, inputs, outputs.length);
    for (const [i, output] of outputs.entries()) this.tensors.set(output, made[i]);
    const given = keywords.mask && this.of(keywords.mask as SymbolicTensor);
    const passed = this.maskAfter(layer, positional, given ?? mask);
    // The states behind have none.
    const both = layer.className === 'Bidirectional' && layer.getConfig().merge_mode === null;
    if (passed) for (const output of outputs.slice(0, both ? 2 : 1)) this.masks.set(output, passed);
  }

  /** The mask of what comes out. */
  private maskAfter(
    layer: Layer,
    inputs: readonly SymbolicTensor[],
    mask: SymbolicTensor | undefined,
  ): SymbolicTensor | undefined {
    const [x] = inputs.map((input) => this.of(input));
    switch (layer.className) {
      case 'Masking':
        return this.operation(this.operation(x));
      case 'Embedding':
        return layer.getConfig().mask_zero ? this.operation(x) : undefined;
      case 'LSTM':
      case 'Bidirectional':
        return lstmConfig(layer).return_sequences ? mask : undefined;
      case 'GlobalAveragePooling1D':
        return undefined;
      case 'Add':
      case 'Average':
      case 'Maximum':
      case 'Minimum':
      case 'Multiply':
      case 'Subtract':
        return this.either(inputs);
      case 'Concatenate':
        return this.beside(inputs);
      default:
        return layer.supportsMasking ? mask : undefined;
    }
  }

  private either(inputs: readonly SymbolicTensor[]): SymbolicTensor | undefined {
    const masks = inputs.map((input) => this.masks.get(input));
    return masks.reduce((one, other) => one && other && this.operation(one, other));
  }

  private beside(inputs: readonly SymbolicTensor[]): SymbolicTensor | undefined {
    if (!inputs.some((input) => this.masks.has(input))) return undefined;
    const masks = inputs.map((input) => {
      const [mask, like] = [this.masks.get(input), this.operation(this.of(input))];
      return mask ? this.operation(this.operation(mask), like) : like;
    });
    this.isJoining = true;
    return this.operation(this.operation(...masks));
  }

  private operation(...inputs: SymbolicTensor[]): SymbolicTensor {
    // No layer's name has a slash.
    const layer = { name: `operation/${this.operations.size}` } as unknown as Layer;
    this.operations.add(layer);
    return this.make(layer, inputs, 1)[0];
  }

  private make(layer: Layer, inputs: SymbolicTensor[], count: number): SymbolicTensor[] {
    const node: LayerNode = { layer, inputs, positional: inputs, list: false, keywords: {}, outputs: [] };
    for (let index = 0; index < count; index++) node.outputs.push({ shape: [], node, index, name: layer.name });
    return node.outputs;
  }
}
