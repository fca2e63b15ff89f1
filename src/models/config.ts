import { show } from '../errors.js';
import { deserializeLayer } from '../layers/deserialize.js';
import { InputLayer } from '../layers/input.js';
import type { Layer } from '../layers/layer.js';
import type { LayerNode, SymbolicTensor } from '../layers/symbolic.js';
import { Loss, losses } from '../losses/index.js';
import { Metric, metrics } from '../metrics/index.js';
import { optimizers } from '../optimizers/index.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import type { PartialShape } from '../shape.js';
import type { Compiled, CompileOptions } from './compile.js';
import type { Network } from './network.js';
import { applyAgain } from './topology.js';

type Json = Record<string, unknown>;
type Structure<T> = T | Structure<T>[];
type TensorReference = [layer: string, node: number, tensor: number];

/** What makes a layer of a configuration. */
export type LayerMaker = (config: Json, reading: Reading) => Layer<unknown>;

/** While a configuration is read. */
export interface Reading {
  /** Models and the user's own classes, by class name. */
  makers: ReadonlyMap<string, LayerMaker>;
  /** Layers that stand in several places, by Keras's `shared_object_id`. */
  shared: Map<unknown, Layer<unknown>>;
}

/** Layers for which Keras writes no `build_config`. */
const notBuilt = ['InputLayer', 'Dropout', 'Activation', 'Reshape'];

/** A layer or model as Keras writes it. */
export function serializeLayer(layer: Layer<unknown>): SerializedObject & Json {
  const { className } = layer;
  const functional = className === 'Functional';
  const module = functional ? 'keras.src.models.functional' : className === 'Sequential' ? 'keras' : 'keras.layers';
  const object: SerializedObject & Json = {
    module,
    class_name: className,
    config: layer.getConfig(),
    registered_name: functional ? className : null,
  };
  const shapes = layer.buildShapes;
  if (functional) object.build_config = { input_shape: null };
  else if (shapes && !notBuilt.includes(className))
    object.build_config = { input_shape: shapes.length === 1 ? shapes[0] : shapes };
  return object;
}

/** A whole model, with what it was compiled with. */
export function toJSON(network: Network): Json {
  const { compileOptions } = network;
  return { ...serializeLayer(network), ...(compileOptions && { compile_config: compileConfig(compileOptions) }) };
}

/** What `compile` was given, as Keras writes it. */
export function compileConfig(options: Compiled['options']): Json {
  return {
    optimizer: optimizers.serialize(optimizers.get(options.optimizer)),
    loss: plain(options.loss),
    loss_weights: options.lossWeights,
    metrics: plain(options.metrics),
    weighted_metrics: plain(options.weightedMetrics),
    run_eagerly: false,
    steps_per_execution: 1,
    // Without it, Keras would go on training uncompiled.
    jit_compile: 'auto',
  };
}

/** The options of `compile` that a configuration stands for. */
export function readCompileConfig(config: Json): CompileOptions {
  const { optimizer, loss, loss_weights: lossWeights } = config;
  const [plainMetrics, weightedMetrics] = [config.metrics, config.weighted_metrics].map(reviveMetrics);
  return { optimizer, loss, lossWeights, metrics: plainMetrics, weightedMetrics } as CompileOptions;
}

/** Serialized metrics inside as objects, made while unknown options are still tolerated; names stay names. */
function reviveMetrics(value: unknown): unknown {
  if (isSerialized(value)) return metrics.get(value);
  if (Array.isArray(value)) return value.map(reviveMetrics);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reviveMetrics(one)]));
}

/** Losses and metrics inside as serialized objects; names stay names. */
function plain(value: unknown): unknown {
  if (value instanceof Loss) return losses.serialize(value);
  if (value instanceof Metric) return metrics.serialize(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

/** The part of a functional model's configuration that says how the layers are connected. */
export function connections(network: Network): Json {
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
  const list = <T>(items: T[]): T | T[] => (items.length === 1 ? items[0] : items);
  const layers = topology.layers.map((layer) => ({
    ...serializeLayer(layer),
    name: layer.name,
    inbound_nodes: layer.nodes
      .filter((node) => uses.has(node) && node.positional.length > 0)
      .map(({ positional, list: isList, keywords }) => ({
        args: isList ? [positional.map(tensor)] : positional.map(tensor),
        kwargs: Object.fromEntries(
          Object.entries(keywords).map(([key, value]) => [
            key,
            Array.isArray(value) ? value.map(tensor) : tensor(value),
          ]),
        ),
      })),
  }));
  return { layers, input_layers: list(inputs.map(end)), output_layers: list(outputs.map(end)) };
}

/** The layers of a Sequential's configuration, its InputLayer included. */
export function readLayers(config: Json, reading: Reading): Layer<unknown>[] {
  const { layers } = config;
  if (!Array.isArray(layers))
    throw new TypeError(`A Sequential's configuration must have a list of layers. Received: ${show(layers)}`);
  return layers.map((layer, i) => readLayer(layer, i, reading));
}

/** The shape to build a Sequential for, if its configuration says one. */
export function readBuildShape(config: Json): PartialShape | undefined {
  const { build_input_shape: shape } = config;
  return Array.isArray(shape) ? shape : undefined;
}

/** Remakes the connections of a functional model: every call of every layer, as soon as its inputs are there. */
export function readConnections(
  config: Json,
  reading: Reading,
): { inputs: SymbolicTensor[]; outputs: SymbolicTensor[] } {
  const entries = config.layers as (SerializedObject & { name: string; inbound_nodes: InboundNode[] })[];
  if (!Array.isArray(entries))
    throw new TypeError(`A model's configuration must have a list of layers. Received: ${show(entries)}`);
  const made = new Map<string, SymbolicTensor[]>();
  const functional = new Set<string>();
  const waiting: { layer: Layer<unknown>; index: number; node: InboundNode }[] = [];
  for (const [i, entry] of entries.entries()) {
    const layer = readLayer(entry, i, reading);
    if (!Array.isArray(entry.inbound_nodes))
      throw new TypeError(
        `layers[${i}]: a functional model's layer has a list of inbound_nodes. Received: ${show(entry.inbound_nodes)}`,
      );
    if (layer.className === 'Functional') functional.add(layer.name);
    if (layer instanceof InputLayer) made.set(`${entry.name} 0`, [layer.output]);
    for (const [index, node] of entry.inbound_nodes.entries()) waiting.push({ layer, index, node });
  }
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ node }) =>
      references(node).every(([layer, use]) => made.has(`${layer} ${use}`)),
    );
    if (ready < 0) {
      const names = [...new Set(waiting.map(({ layer }) => `'${layer.name}'`))].join(', ');
      throw new RangeError(
        `The model's configuration is broken: the inputs of ${names} come from layers that do not exist or depend on them.`,
      );
    }
    const [{ layer, index, node }] = waiting.splice(ready, 1);
    const find = ([name, use, tensor]: TensorReference) => made.get(`${name} ${use}`)![tensor];
    const outputs = applyAgain(layer, mapTensors(node.args[0], find), mapTensors(node.kwargs, find) as Json);
    made.set(`${layer.name} ${index}`, outputs);
  }
  const ends = (key: string): SymbolicTensor[] => {
    return endsOf(config[key], key).map(([name, use, tensor]) => {
      const found = made.get(`${name} ${functional.has(name) ? use - 1 : use}`)?.[tensor];
      if (!found)
        throw new RangeError(
          `The model's configuration is broken: \`${key}\` names '${name}', which is not a layer of it.`,
        );
      return found;
    });
  };
  return { inputs: ends('input_layers'), outputs: ends('output_layers') };
}

/** The ends of a model, which may be one, a list or, in Keras, a dictionary: its order is that of the sorted keys. */
function endsOf(given: unknown, key: string): TensorReference[] {
  if (Array.isArray(given) && typeof given[0] === 'string') return [given as TensorReference];
  if (Array.isArray(given)) return given.flatMap((one) => endsOf(one, key));
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `The model's configuration is broken: \`${key}\` must have references to tensors, [layer, call, index]. Received: ${show(given)}`,
    );
  return Object.entries(given)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, one]) => endsOf(one, key));
}

interface InboundNode {
  args: Structure<SerializedObject>[];
  kwargs: Record<string, Structure<SerializedObject> | null>;
}

/** @throws TypeError or RangeError that names the place: `layers[2] (LSTM): …`. */
function readLayer(object: unknown, index: number, reading: Reading): Layer<unknown> {
  if (!isSerialized(object))
    throw new TypeError(
      `layers[${index}]: a layer's configuration has a class_name and a config. Received: ${show(object)}`,
    );
  const {
    class_name: name,
    config,
    registered_name: registered,
    shared_object_id: id,
  } = object as SerializedObject & Json;
  const known = id === undefined ? undefined : reading.shared.get(id);
  if (known) return known;
  try {
    const maker = reading.makers.get(registered ?? name) ?? reading.makers.get(name);
    const layer = maker ? maker(config, reading) : deserializeLayer(object);
    if (id !== undefined) reading.shared.set(id, layer);
    return layer;
  } catch (cause) {
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`layers[${index}] (${name}): ${(cause as Error).message}`, { cause });
  }
}

function references({ args, kwargs }: InboundNode): TensorReference[] {
  const found: TensorReference[] = [];
  mapTensors([args, kwargs], (reference) => found.push(reference));
  return found;
}

/** Replaces each tensor of a structure by what `map` makes of its reference. */
function mapTensors(value: unknown, map: (reference: TensorReference) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTensors(one, map));
  if (typeof value !== 'object' || value === null) return undefined;
  if (isSerialized(value) && value.class_name === '__keras_tensor__')
    return map(value.config.keras_history as TensorReference);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTensors(one, map)]));
}
