// Models from their configuration. Functions, not methods of the classes, in a file of their own: a page that reads no
// configuration does not load the layers that it does not name.

import { show } from '../errors.js';
import { isObject } from '../formats/json.js';
import { withTables } from '../initializers/table.js';
import { deserializeLayer } from '../layers/deserialize.js';
import { InputLayer } from '../layers/input.js';
import { Lambda, type LambdaFunction } from '../layers/lambda.js';
import type { Layer, LayerMaker } from '../layers/layer.js';
import { MaskOf } from '../layers/mask-of.js';
import { applyAgain } from '../layers/reapply.js';
import type { SymbolicTensor } from '../layers/symbolic.js';
import { invalid, isGiven, optionsOf, resolveOptions } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { isFunctionConfig } from '../saving/keras-config.js';
import type { PartialShape } from '../shape.js';
import { compileAs, type CustomObjects } from './compile-config.js';
import type { Config } from './config.js';
import { Model, type ModelOptions, type TensorReference } from './functional.js';
import { Masks, referencesIn, refuse } from './implicit-masks.js';
import type { Network } from './network.js';
import { checkOptionsOrigin, checkOrigin, isOperation, operandsOf, warnOfMasks } from './origin.js';
import { Sequential, type SequentialOptions } from './sequential.js';

type Structure<T> = T | Structure<T>[];

/** What makes a model, or a layer of a class of the user's own. */
type Maker = (config: Config, reading: Reading, inner: LayerMaker) => Layer;

/** While a configuration is read. */
interface Reading {
  /** Models and the user's own classes, by class name. */
  makers: ReadonlyMap<string, Maker>;
  /** The user's own functions, by name. */
  functions: CustomObjects;
  /** Layers that stand in several places, by Keras's `shared_object_id`. */
  shared: Map<unknown, Layer>;
}

function readFunctional(config: Config, reading: Reading): Model {
  const { name = null, trainable = true } = config as ModelOptions & Config;
  const model = new Model({ name, ...readConnections(config, reading) });
  return trainable ? model : freeze(model);
}

function readSequential(config: Config, reading: Reading): Sequential {
  const { name = null, trainable = true } = config as SequentialOptions & Config;
  const model = new Sequential({ name, layers: readLayers(config, reading) });
  const shape = readBuildShape(config);
  if (shape && !model.built) model.build(shape);
  return trainable ? model : freeze(model);
}

/** A model that does not train, with the layers inside as their own configurations say. */
function freeze<T extends Network>(model: T): T {
  const inside = (layer: Layer): Layer[] => layer.sublayers.flatMap((one) => [one, ...inside(one)]);
  const flags = inside(model).map((layer) => [layer, layer.trainable] as const);
  model.trainable = false;
  for (const [layer, trainable] of flags) layer.trainable = trainable;
  return model;
}

/** A function, of which there is only the name: what it needs besides, it knows. Shapes are found by trying. */
function readLambda(config: Config, { functions }: Reading): Lambda {
  const { function: given, name, trainable, arguments: named } = config;
  if (Object.keys(Object(named)).length > 0)
    throw new RangeError('`arguments` of a Lambda are not possible here. Write them into its function.');
  // Functions made in one place have one name.
  const names = [name, isFunctionConfig(given) ? given.config : name].map(String);
  const f = names
    .map((one) => Object.hasOwn(functions, one) && functions[one])
    .find((one) => typeof one === 'function');
  if (f) return new Lambda(f as LambdaFunction, optionsOf({ name, trainable }));
  throw new RangeError(
    `Layer '${name}' (Lambda) is a function of your own, which no file holds. Load with { customObjects: { ${names[1]}: f } }.`,
  );
}

const readMaskOf = ({ name }: Config) => new MaskOf(name as string);

const models = { Sequential: readSequential, Functional: readFunctional, Model: readFunctional };

function newReading(customObjects: CustomObjects = {}): Reading {
  const custom = Object.entries(customObjects).flatMap(([name, Class]): [string, Maker][] => {
    if (Object(Class) !== Class) throw invalid('customObjects', name, Class, 'a class of layers or a function');
    return 'fromConfig' in Class ? [[name, (config, _, inner) => Class.fromConfig(config, inner)]] : [];
  });
  const makers = new Map<string, Maker>([
    ['Lambda', readLambda],
    ['MaskOf', readMaskOf],
    ...custom,
    ...Object.entries(models),
  ]);
  return { makers, functions: customObjects, shared: new Map() };
}

export interface FromJSONOptions {
  customObjects?: CustomObjects;
  /** False: the model is not compiled, even if the description says with what. Default true. */
  compile?: boolean;
}

/**
 * The model that `toJSON` or Keras's `model.to_json()` describes, as text or parsed, compiled if it was. Its weights are new.
 * @throws TypeError or RangeError for what is no such description.
 */
export function modelFromJSON(json: string | object, options: FromJSONOptions = {}): Model | Sequential {
  const { customObjects, compile } = resolveOptions('modelFromJSON', { customObjects: {}, compile: true }, options);
  const object: unknown = typeof json === 'string' ? parse(json) : json;
  const maker =
    isSerialized(object) && Object.hasOwn(models, object.class_name) && models[object.class_name as 'Model'];
  if (!maker) {
    throw new TypeError(`modelFromJSON takes the JSON of a Sequential or functional model. Received: ${show(object)}`);
  }
  checkOrigin(object);
  const model = maker(object.config, newReading(customObjects));
  const { compile_config: compiled } = object as { compile_config?: Config | null };
  if (compile && compiled) {
    try {
      compileAs(model, byOutputNames(compiled, object.config, model), customObjects);
    } catch (cause) {
      const { message } = cause as Error;
      const cure = message.includes('compile: false') ? '' : ' To predict only, load with { compile: false }.';
      throw new RangeError(message + cure, { cause });
    }
  }
  return model;
}

/**
 * Another model of the same layers, with new weights, and not compiled: `keras.models.clone_model`. With those of the model:
 * `clone.setWeights(model.getWeights())`.
 */
export function cloneModel<M extends Model | Sequential>(
  model: M,
  options: Pick<FromJSONOptions, 'customObjects'> = {},
): M {
  const functions = (layer: Layer): [string, Lambda['f']][] =>
    layer instanceof Lambda ? [[layer.name, layer.f]] : layer.sublayers.flatMap(functions);
  const customObjects = { ...Object.fromEntries(functions(model)), ...options.customObjects };
  return modelFromJSON(model.toJSON(), { customObjects, compile: false }) as M;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new TypeError(`modelFromJSON takes JSON: ${(cause as Error).message}. Received: ${show(json)}`, { cause });
  }
}

/**
 * What a model was compiled with, where Keras has a dictionary of outputs by its keys: by the names of the outputs, which here
 * are those of their layers.
 */
function byOutputNames(compiled: Config, { output_layers: ends }: Config, { outputNames }: Network): Config {
  if (!isObject(ends)) return compiled;
  const names = new Map(sortedKeys(ends).map((key, i) => [key, outputNames[i]]));
  const renamed = (value: unknown): unknown =>
    isObject(value) && !isSerialized(value)
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [names.get(key) ?? key, one]))
      : value;
  return Object.fromEntries(Object.entries(compiled).map(([key, value]) => [key, renamed(value)]));
}

/** The order of a dictionary in Keras. */
const sortedKeys = (dictionary: object): string[] =>
  Object.keys(dictionary).sort((one, other) => (one < other ? -1 : 1));

/** The layers of a Sequential's configuration, its InputLayer included. */
function readLayers(config: Config, reading: Reading): Layer[] {
  const { layers } = config;
  if (!Array.isArray(layers))
    throw new TypeError(`A Sequential's configuration must have a list of layers. Received: ${show(layers)}`);
  return layers.map((layer, i) => readLayer(layer, `layers[${i}]`, reading));
}

/** The shape to build a Sequential for, if its configuration says one. */
function readBuildShape(config: Config): PartialShape | undefined {
  const { build_input_shape: shape } = config;
  return Array.isArray(shape) ? shape : undefined;
}

/** Remakes the connections of a functional model: every call of every layer, as soon as its inputs are there. */
function readConnections(config: Config, reading: Reading): { inputs: SymbolicTensor[]; outputs: SymbolicTensor[] } {
  const { layers } = config;
  if (!Array.isArray(layers))
    throw new TypeError(`A model's configuration must have a list of layers. Received: ${show(layers)}`);
  const outputs = endsOf(config.output_layers, 'output_layers');
  const masks = new Masks(layers, outputs);
  const entries = masks.layers as (SerializedObject & { name: string; inbound_nodes: InboundNode[] })[];
  warnOfMasks(entries);
  const made = new Map<string, SymbolicTensor[]>();
  const functional = new Set<string>();
  const waiting: { layer: Layer; index: number; node: InboundNode; mask: unknown }[] = [];
  for (const [i, entry] of entries.entries()) {
    // A file may leave the naming to Keras.
    const named = isSerialized(entry) ? { ...entry, config: { name: entry.name, ...entry.config } } : entry;
    const layer = readLayer(named, `layers[${i}]`, reading);
    if (!Array.isArray(entry.inbound_nodes))
      throw new TypeError(
        `layers[${i}]: a functional model's layer has a list of inbound_nodes. Received: ${show(entry.inbound_nodes)}`,
      );
    if (layer.className === 'Functional') functional.add(layer.name);
    if (layer instanceof InputLayer) {
      made.set(`${entry.name} 0`, [layer.output]);
      masks.follow(layer, 0, [], [layer.output], undefined);
    }
    for (const [index, node] of entry.inbound_nodes.entries()) {
      const { args = [], kwargs }: InboundNode = Object(node);
      // Python takes the argument by its name, too.
      const { inputs = operandsOf(entry, args), mask, ...keywords } = Object(kwargs) as Config;
      if (!isGiven(inputs))
        throw new TypeError(
          `layers[${i}]: inbound_nodes are { args, kwargs }, as Keras 3 writes them. Received: ${show(node)}`,
        );
      waiting.push({ layer, index, node: { args: [inputs], kwargs: keywords } as InboundNode, mask });
    }
  }
  const isReady = ({ node, mask }: (typeof waiting)[number]) =>
    [...referencesIn([node.args, node.kwargs]), ...masks.layersOf(mask)].every(([layer, use]) =>
      made.has(`${layer} ${use}`),
    );
  while (waiting.length > 0) {
    const ready = waiting.findIndex((call) => isReady(call) && masks.areThere(call.mask));
    if (ready < 0) {
      const unmasked = waiting.find(isReady);
      if (unmasked) refuse(unmasked.layer, 'is none which a layer makes');
      const names = [...new Set(waiting.map(({ layer }) => `'${layer.name}'`))].join(', ');
      throw new RangeError(
        `The model's configuration is broken: the inputs of ${names} come from layers that do not exist or depend on them.`,
      );
    }
    const [{ layer, index, node, mask }] = waiting.splice(ready, 1);
    const find = ([name, use, tensor]: TensorReference) => made.get(`${name} ${use}`)![tensor];
    const [operand, keywords] = [mapTensors(node.args[0], find), mapTensors(node.kwargs, find) as Config];
    const inputs = [operand].flat() as SymbolicTensor[];
    const given = masks.toGive(layer, inputs, { mask, hasStates: isGiven(keywords.initial_state) }, find);
    const results = applyAgain(layer, operand, { ...keywords, mask: given });
    masks.follow(layer, index, inputs, results, mask);
    made.set(`${layer.name} ${index}`, results);
  }
  const ends = (references: TensorReference[], key: string): SymbolicTensor[] => {
    return references.map(([name, use, tensor]) => {
      const found = made.get(`${name} ${functional.has(name) ? use - 1 : use}`)?.[tensor];
      if (!found)
        throw new RangeError(
          `The model's configuration is broken: \`${key}\` names '${name}', which is not a layer of it.`,
        );
      return found;
    });
  };
  const inputs = endsOf(config.input_layers, 'input_layers');
  return { inputs: ends(inputs, 'input_layers'), outputs: ends(outputs, 'output_layers') };
}

/** The ends of a model, which may be one, a list or, in Keras, a dictionary: its order is that of the sorted keys. */
function endsOf(given: unknown, key: string): TensorReference[] {
  if (Array.isArray(given) && typeof given[0] === 'string') return [given as TensorReference];
  if (Array.isArray(given)) return given.flatMap((one) => endsOf(one, key));
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      `The model's configuration is broken: \`${key}\` must have references to tensors, [layer, call, index]. Received: ${show(given)}`,
    );
  return sortedKeys(given).flatMap((name) => endsOf((given as Config)[name], key));
}

interface InboundNode {
  args: Structure<SerializedObject>[];
  kwargs: Record<string, Structure<SerializedObject> | null>;
}

/** @throws TypeError or RangeError that names the place: `layers[2] (LSTM): …`. */
function readLayer(object: unknown, place: string, reading: Reading): Layer {
  if (!isSerialized(object))
    throw new TypeError(`${place}: a layer's configuration has a class_name and a config. Received: ${show(object)}`);
  const {
    class_name: name,
    config,
    registered_name: registered,
    shared_object_id: id,
    ignores_masks: ignoresMasks,
  } = object as SerializedObject & Config;
  const known = id === undefined ? undefined : reading.shared.get(id);
  if (known) return known;
  const inner: LayerMaker = (one) => readLayer(one, 'inside', reading);
  try {
    const maker = reading.makers.get(registered ?? name) ?? reading.makers.get(name);
    if (![registered, name].some((one) => Object.hasOwn(reading.functions, String(one)))) {
      checkOrigin(object);
      checkOptionsOrigin(config);
    }
    const layer = maker
      ? maker(config, reading, inner)
      : deserializeLayer({ ...object, config: withTables(config) }, inner);
    layer.ignoresMasks = isOperation(object) || ignoresMasks === true;
    if (id !== undefined) reading.shared.set(id, layer);
    return layer;
  } catch (cause) {
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`${place} (${name}): ${(cause as Error).message}`, { cause });
  }
}

/** Replaces each tensor of a structure by what `map` makes of its reference. */
function mapTensors(value: unknown, map: (reference: TensorReference) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTensors(one, map));
  if (typeof value !== 'object' || value === null) return undefined;
  if (isSerialized(value) && value.class_name === '__keras_tensor__')
    return map(value.config.keras_history as TensorReference);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTensors(one, map)]));
}
