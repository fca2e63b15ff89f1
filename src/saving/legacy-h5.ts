// The `.h5` files of Keras 2, which Keras 3 still writes: a group for each layer by its name, with the names of its weights.
import { brief } from '../formats/bytes.js';
import { type Hdf5Dataset, type Hdf5Group, isGroup, nodeAt } from '../formats/hdf5/index.js';
import type { Layer } from '../layers/layer.js';
import type { OptimizerMemory } from '../optimizers/index.js';
import { sizeOf } from '../shape.js';
import { fromJson } from './keras-config.js';
import { matchOptimizer } from './keras-weights.js';
import { upgradeModel } from './keras2-config.js';
import { plainTraining, upgradeTraining } from './keras2-training.js';
import { type ModelFile, named } from './model-file.js';
import { type Assignment, checkFits, type SavedNetwork } from './network.js';

/** The weights of a layer in a file, in order. */
interface StoredLayer {
  name: string;
  weights: { name: string; dataset: Hdf5Dataset }[];
}

/** Whether a file is of this layout, and not of that which is inside of `.keras` files. */
export function isLegacy(root: Hdf5Group): boolean {
  const { attributes } = weightsGroup(root);
  return root.attributes.has('model_config') || attributes.has('layer_names') || attributes.has('layer_names0');
}

/** @throws RangeError or TypeError that names the place, for a file without a model or with damaged parts. */
export function readLegacyModel(root: Hdf5Group, name: string): ModelFile {
  const configuration = jsonAttribute(root, 'model_config', name);
  if (configuration === undefined) {
    throw new RangeError(
      `${name} holds weights, but no model (it has no model_config). Make the model as it was and read them by \`model.loadWeights\`.`,
    );
  }
  const place = `${name}, model_config`;
  const notices: string[] = [];
  const isOld = isKeras2(root);
  const training = jsonAttribute(root, 'training_config', name);
  const layers = readLayers(root, name);
  return {
    place,
    config: isOld ? named(place, () => upgradeModel(configuration, 'keras 2')) : configuration,
    training: isOld ? upgradeTraining(training, 'keras 2', notices) : plainTraining(training),
    limit: layers.flatMap(({ weights }) => weights).reduce((sum, { dataset }) => sum + sizeOf(dataset.shape), 0),
    notices,
    weights: (network) => ({
      assignments: matchLayers(network, layers, name),
      optimizer: network.optimizer && readOptimizer(network, root, isOld, name, notices),
    }),
  };
}

/** The weights alone, for a model that exists. */
export function readLegacyWeights(network: SavedNetwork, root: Hdf5Group, name: string): Assignment[] {
  return matchLayers(network, readLayers(root, name), name);
}

/** Files of the first releases say no version. */
function isKeras2(root: Hdf5Group): boolean {
  const version = root.attributes.get('keras_version') ?? weightsGroup(root).attributes.get('keras_version');
  return !(parseInt(String(version), 10) >= 3);
}

/** A file of weights alone has at its root what a model's has in a group. */
function weightsGroup(root: Hdf5Group): Hdf5Group {
  const group = root.children.get('model_weights');
  return group && isGroup(group) ? group : root;
}

function jsonAttribute(root: Hdf5Group, key: string, name: string): unknown {
  const text = root.attributes.get(key);
  return text === undefined ? undefined : fromJson(String(text), `${name}, ${key}`);
}

function readLayers(root: Hdf5Group, name: string): StoredLayer[] {
  const group = weightsGroup(root);
  const seen = new Set<Hdf5Dataset>();
  return namesIn(group, 'layer_names', name).map((layer) => {
    const inside = group.children.get(layer);
    if (!inside || !isGroup(inside))
      throw damaged(name, `there is no group ${brief(layer)}, which is among layer_names`);
    return { name: layer, weights: readGroup(inside, `${name}, ${layer}`, seen) };
  });
}

/** The datasets that a group's `weight_names` name. @param seen All of a file's, none of which is used twice. */
function readGroup(group: Hdf5Group, place: string, seen: Set<Hdf5Dataset>): StoredLayer['weights'] {
  return namesIn(group, 'weight_names', place).map((weight) => {
    const node = nodeAt(group, weight);
    if (!node || isGroup(node)) throw damaged(place, `there is no dataset ${brief(weight)}`);
    if (seen.has(node)) throw damaged(place, `the dataset ${brief(weight)} is named twice`);
    if (node.dtype === 'string') throw damaged(place, `the dataset ${brief(weight)} holds text`);
    seen.add(node);
    return { name: weight, dataset: node };
  });
}

/** A list of names, which where it is long is in several attributes: `layer_names0`, `layer_names1`, … */
function namesIn({ attributes }: Hdf5Group, key: string, place: string): string[] {
  const parts = attributes.has(key) ? [attributes.get(key)!] : [];
  for (let i = 0; attributes.has(`${key}${i}`); i++) parts.push(attributes.get(`${key}${i}`)!);
  if (parts.length === 0) throw damaged(place, `there is no attribute ${key}`);
  return parts.flat().map((one) => {
    if (typeof one === 'string') return one;
    throw damaged(place, `${key} holds ${brief(one)} where names are expected`);
  });
}

/** Layers with weights by their names where all names are the model's, otherwise in order, as Keras does. */
function matchLayers(network: SavedNetwork, stored: readonly StoredLayer[], name: string): Assignment[] {
  const layers = network.layers.filter(({ variables }) => variables.length > 0);
  const found = stored.filter(({ weights }) => weights.length > 0);
  if (found.length !== layers.length) {
    throw new RangeError(
      `${name} holds ${found.length} layers with weights, but model '${network.name}' has ${layers.length}. It is the file of another model.`,
    );
  }
  const byName = new Map(found.map((layer) => [layer.name, layer]));
  const isNamed = layers.every((layer) => byName.has(layer.name));
  return layers.flatMap((layer, i) => matchLayer(layer, isNamed ? byName.get(layer.name)! : found[i], name));
}

function matchLayer(layer: Layer, { name: stored, weights }: StoredLayer, name: string): Assignment[] {
  // A model in a model comes with the weights first that were trained.
  const trainable = layer.trainableVariables;
  const variables = [...trainable, ...layer.variables.filter((variable) => !trainable.includes(variable))];
  if (weights.length !== variables.length) {
    throw new RangeError(
      `${name}: ${brief(stored)} has ${weights.length} weights, but layer '${layer.name}' has ${variables.length}. It is the file of another model.`,
    );
  }
  return variables.map((variable, i) => {
    const { name: weight, dataset } = weights[i];
    checkFits(variable, dataset.shape, `${name}: ${brief(weight)}`);
    return { variable, values: dataset.data as ArrayLike<number> };
  });
}

/** Keras 3's optimizers only: those before kept other things. */
function readOptimizer(
  network: SavedNetwork,
  root: Hdf5Group,
  isOld: boolean,
  name: string,
  notices: string[],
): OptimizerMemory | undefined {
  const group = root.children.get('optimizer_weights');
  if (!group || !isGroup(group)) return undefined;
  if (isOld) {
    notices.push("the optimizer's memory is left out, as it is that of Keras 2");
    return undefined;
  }
  const place = `${name}, optimizer_weights`;
  return matchOptimizer(
    network,
    readGroup(group, place, new Set()).map(({ dataset }) => dataset),
    place,
    notices,
  );
}

function damaged(place: string, problem: string): RangeError {
  return new RangeError(`${place}: ${problem}. The file is damaged: save or fetch it again.`);
}
