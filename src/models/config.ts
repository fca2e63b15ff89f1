import { serializeLayer } from '../layers/serialize.js';
import { type LayerNode, mapKeywords, single, type SymbolicTensor } from '../layers/symbolic.js';
import { Loss, losses } from '../losses/index.js';
import { Metric, metrics } from '../metrics/index.js';
import { optimizers } from '../optimizers/index.js';
import { snakeCase } from '../naming.js';
import { isSerialized } from '../registry.js';
import type { Compiled } from './compile.js';
import type { Network } from './network.js';

type Json = Record<string, unknown>;
/** Where a tensor comes from: the layer's name, which call of it, which output. */
export type TensorReference = [layer: string, node: number, tensor: number];

/** A whole model, with what it was compiled with. */
export function toJSON(network: Network): Json {
  const { compileOptions } = network;
  return { ...serializeLayer(network), ...(compileOptions && { compile_config: compileConfig(compileOptions) }) };
}

/** What `compile` was given, as Keras writes it. */
export function compileConfig(options: Compiled['options']): Json {
  return {
    optimizer: optimizers.serialize(optimizers.get(options.optimizer)),
    loss: plain(options.loss, losses),
    // Keras takes one number only if it is written with a point, which JSON's writer here never does.
    loss_weights: typeof options.lossWeights === 'number' ? [options.lossWeights] : options.lossWeights,
    metrics: plain(options.metrics, metrics),
    weighted_metrics: plain(options.weightedMetrics, metrics),
    run_eagerly: false,
    steps_per_execution: 1,
    // Without it, Keras would go on training uncompiled.
    jit_compile: 'auto',
  };
}

/** Losses and metrics inside as Keras serializes them, also where they were given in short; names as Keras spells them. */
function plain(value: unknown, kind: typeof losses | typeof metrics): unknown {
  if (typeof value === 'string') return /^[a-z].*[A-Z]/.test(value) ? snakeCase(value) : value;
  if (isSerialized(value) || value instanceof Loss || value instanceof Metric)
    return kind.serialize(kind.get(value as never) as never);
  if (Array.isArray(value)) return value.map((one) => plain(one, kind));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, kind)]));
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
