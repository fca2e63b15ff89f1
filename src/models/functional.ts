import { show } from '../errors.js';
import { Layer } from '../layers/layer.js';
import { layerDefaults } from '../layers/layer-options.js';
import { between, mapKeywords } from '../layers/reapply.js';
import { serializeLayer } from '../layers/serialize.js';
import { type LayerNode, single, SymbolicTensor } from '../layers/symbolic.js';
import type { Topology } from '../layers/topology.js';
import { isPlain, resolveOptions } from '../options.js';
import type { Config } from './config.js';
import { Network } from './network.js';

/** Where a tensor comes from: the layer's name, which call of it, which output. */
export type TensorReference = [layer: string, node: number, tensor: number];

/** Where a model begins or ends: one symbolic tensor or several; those of a layer with several outputs may stand in an array. */
export type Ends = SymbolicTensor | readonly (SymbolicTensor | readonly SymbolicTensor[])[];

export interface ModelOptions {
  /** One symbolic tensor or several, from `Input`. */
  inputs: Ends;
  /** What layers gave for them; `layers.map((layer) => layer.output)`, too. */
  outputs: Ends;
  name?: string | null;
  trainable?: boolean;
}

/** A model of any acyclic graph of layers between inputs and outputs. */
export class Model extends Network {
  readonly className = 'Functional';
  /** @internal */
  readonly topology: Topology;

  constructor(options: ModelOptions) {
    const { inputs, outputs, name, trainable } = resolveOptions<Required<ModelOptions>>(
      'Model',
      { inputs: [], outputs: [], name: null, trainable: true },
      options,
    );
    super('Functional', { ...layerDefaults, name });
    this.topology = between(symbolic('inputs', inputs), symbolic('outputs', outputs));
    this.build(...this.topology.inputs.map(({ shape }) => shape));
    if (!trainable) this.trainable = false;
  }

  get layers(): readonly Layer<unknown>[] {
    return this.topology.layers;
  }

  protected override get inputCount(): number {
    return this.topology.inputs.length;
  }

  override getConfig(): Config {
    return { name: this.name, trainable: this.trainable, ...connections(this) };
  }
}

function symbolic(name: string, given: Ends): readonly SymbolicTensor[] {
  const list: readonly unknown[] = [given].flat(2);
  if (list.length === 0)
    throw new TypeError(`Model: give \`${name}\`, symbolic tensors that Input({ shape }) and layers' apply return.`);
  for (const tensor of list) {
    if (tensor instanceof SymbolicTensor) continue;
    const cure =
      tensor instanceof Layer
        ? ' Pass what the layer returns from `apply`, not the layer.'
        : isPlain(tensor)
          ? ' Several stand in an array; by name they are what their layers are called.'
          : '';
    throw new TypeError(`All \`${name}\` values must be symbolic tensors. Received: ${show(tensor)}.${cure}`);
  }
  return list as SymbolicTensor[];
}

/** The part of a functional model's configuration that says how the layers are connected. */
function connections(network: Network): Config {
  const { topology, inputs, outputs } = network;
  // Uses of a layer outside of this model do not count.
  const uses = new Map<LayerNode, number>();
  for (const layer of topology.layers) {
    const inside = layer.nodes.filter((node) => topology.nodes.includes(node));
    for (const [i, node] of inside.entries()) uses.set(node, i);
  }
  const reference = ({ node, index }: SymbolicTensor): TensorReference => [node.layer.name, uses.get(node)!, index];
  const tensor = (one: SymbolicTensor) => {
    return {
      class_name: '__keras_tensor__',
      config: { shape: one.shape, dtype: 'float32', keras_history: reference(one) },
    };
  };
  // As an end of the model, but not as an input of a layer, the calls of a functional model count from 1.
  const end = (one: SymbolicTensor): TensorReference => {
    const [name, use, index] = reference(one);
    return [name, use + (one.node.layer.className === 'Functional' ? 1 : 0), index];
  };
  const layers = topology.layers.map((layer) =>
    Object.assign(serializeLayer(layer), {
      name: layer.name,
      inbound_nodes: layer.nodes
        .filter((node) => uses.has(node) && node.positional.length > 0)
        .map(({ positional, list: isList, keywords }) => ({
          args: isList ? [positional.map(tensor)] : positional.map(tensor),
          kwargs: mapKeywords(keywords, tensor),
        })),
    }),
  );
  return { layers, input_layers: single(inputs.map(end)), output_layers: single(outputs.map(end)) };
}
