import { show } from '../errors.js';
import { InputLayer } from '../layers/input.js';
import { layersInOrder } from '../layers/layer-order.js';
import { Layer } from '../layers/layer.js';
import { layerDefaults } from '../layers/layer-options.js';
import { between, mapKeywords } from '../layers/reapply.js';
import { serializeLayer } from '../layers/serialize.js';
import { type LayerNode, single, SymbolicTensor } from '../layers/symbolic.js';
import { checkedShapes, type Topology } from '../layers/topology.js';
import { isGiven, isPlain, resolveOptions, withArgument } from '../options.js';
import type { PartialShape } from '../shape.js';
import { isShaped } from '../tensor.js';
import type { Config } from './config.js';
import { isByName } from './data.js';
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
  /** @internal */
  override readonly registration = {
    module: 'keras.src.models.functional',
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
  /** @internal */
  readonly topology: Topology;
  private readonly ordered: readonly Layer[];

  constructor(options: ModelOptions);
  constructor(inputs: Ends, outputs: Ends, options?: Omit<ModelOptions, 'inputs' | 'outputs'>);
  constructor(inputs: Ends | ModelOptions, outputs?: Ends, options: object = {}) {
    const rest = outputs === undefined ? {} : withArgument('Model', 'outputs', outputs, options);
    const given = resolveOptions<Required<ModelOptions>>(
      'Model',
      { inputs: [], outputs: [], name: null, trainable: true },
      withArgument('Model', 'inputs', inputs, rest),
    );
    const { name, trainable } = given;
    super('Functional', { ...layerDefaults, name });
    this.topology = between(symbolic('inputs', given.inputs), symbolic('outputs', given.outputs));
    checkConnected(this.topology);
    this.ordered = layersInOrder(this.topology);
    checkUnique(this);
    this.build(...this.topology.inputs.map(({ shape }) => shape));
    if (!trainable) this.trainable = false;
  }

  /** The layers, those of the inputs included. */
  get layers(): readonly Layer[] {
    return [...this.ordered];
  }

  /** Names of the layers that make the outputs; `lstm_1` for the second of one layer, if no layer is called so. */
  override get outputNames(): string[] {
    const names: string[] = [];
    const all = super.outputNames;
    for (const name of all) {
      let unique = name;
      for (let i = 1; names.includes(unique) || (i > 1 && all.includes(unique)); i++) unique = `${name}_${i}`;
      names.push(unique);
    }
    return names;
  }

  /**
   * As in Keras, what is given for all outputs is taken for those alone that need it.
   * @internal
   */
  override narrowTo<T>(wanted: readonly string[], given: T, samples: number): T {
    const names = this.outputNames;
    if (wanted.length === names.length || !isGiven(given)) return given;
    if (isByName(given)) {
      const needed = Object.entries(given).filter(([name]) => wanted.includes(name) || !names.includes(name));
      return Object.fromEntries(needed) as T;
    }
    if (!Array.isArray(given) || given.length !== names.length) return given;
    // Nested arrays, as many as there are samples, are the samples of one output.
    if (wanted.length === 1 && given.length === samples && !isShaped(given[0])) return given;
    const needed = given.filter((_, i) => wanted.includes(names[i]));
    return needed.length === 1 ? needed[0] : (needed as T);
  }

  /** @internal */
  override get sourcesOf() {
    const { inputs, nodes } = this.topology;
    const uses = new Map<LayerNode, number>();
    for (const { inputs } of nodes) for (const { node } of inputs) uses.set(node, (uses.get(node) ?? 0) + 1);
    const oneAfterAnother = nodes.every((node) => node.inputs.length <= 1 && (uses.get(node) ?? 0) <= 1);
    const isRow = oneAfterAnother && inputs.length === 1 && nodes.length === this.ordered.length;
    return isRow ? undefined : sourcesOf;
  }

  /** @internal */
  checkValues(values: ArrayLike<number>, input = 0): string | undefined {
    const tensor = this.inputs[input];
    return this.topology.nodes
      .filter(({ inputs }) => inputs.includes(tensor))
      .map(({ layer, inputs }) => layer.checkValues?.(values, inputs.indexOf(tensor)))
      .find(isGiven);
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    return this.topology.walk(shapes, ({ layer, positional }, inputs) =>
      checkedShapes(layer, inputs.slice(0, positional.length)),
    );
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

/** @throws RangeError when an output does not depend on the inputs given. */
function checkConnected({ inputs, nodes }: Topology): void {
  const other = nodes.find((node) => node.layer instanceof InputLayer && !inputs.some((input) => input.node === node));
  if (!other) return;
  throw new RangeError(
    `An output is not connected to \`inputs\`: it depends on '${other.layer.name}', which is not among them ` +
      `(${inputs.map(({ name }) => `'${name}'`).join(', ')}).`,
  );
}

/** @throws RangeError when a name or an input stands there twice. */
function checkUnique({ layers, inputs }: Model): void {
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new RangeError(
      `The name '${twice}' is used by two layers of the model. All names should be unique: update the \`name\` option of one.`,
    );
  }
  if (new Set(inputs).size < inputs.length) throw new RangeError('A tensor is given twice among the `inputs`.');
}

/** `name[node][tensor]` of each input of a call. */
function sourcesOf({ inputs }: LayerNode): string[] {
  return inputs.map(({ node, index }) => `${node.layer.name}[${node.layer.nodes.indexOf(node)}][${index}]`);
}

/** The part of a functional model's configuration that says how the layers are connected. */
function connections(network: Network): Config {
  const { topology, layers, inputs, outputs } = network;
  // Uses of a layer outside of this model do not count.
  const uses = new Map<LayerNode, number>();
  for (const layer of layers) {
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
  const serialized = layers.map((layer) =>
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
  return { layers: serialized, input_layers: single(inputs.map(end)), output_layers: single(outputs.map(end)) };
}
