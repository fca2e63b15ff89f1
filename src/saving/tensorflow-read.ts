// TensorFlow.js's layers models: `model.json` with the topology and, in other files, the weights one after another.
import { show } from '../errors.js';
import { brief, checkDistinct, concat } from '../formats/bytes.js';
import { bytesPerElement, checkShape, decodeElements, type Dtype, type NamedTensor } from '../formats/elements.js';
import { isObject } from '../formats/json.js';
import { sizeOf } from '../shape.js';
import type { Opened } from '../storage/index.js';
import { parseJson } from './keras-archive.js';
import { upgradeModel } from './keras2-config.js';
import { plainTraining, upgradeTraining } from './keras2-training.js';
import { type Config, type ModelFile, named } from './model-file.js';
import { type Assignment, checkFits, type SavedNetwork } from './network.js';
import { weightNames } from './tensorflow-write.js';

/** @throws RangeError or TypeError that names the file, the place in it and the cure. */
export async function readTensorflow(opened: Opened): Promise<ModelFile> {
  const { name } = opened;
  const file = readDescription(opened);
  const topology = file.modelTopology;
  if (!isObject(topology)) {
    throw new RangeError(
      `${name} is no model.json of TensorFlow.js: it has no modelTopology. A description without weights is read by \`modelFromJSON\`.`,
    );
  }
  const notices: string[] = [];
  const place = `${name}, modelTopology`;
  const model = topology.model_config ?? topology;
  const trained = file.trainingConfig ?? topology.training_config;
  // TensorFlow.js itself cannot open what its converter makes of Keras 3.
  const isKeras3 = /^3\./.test(String(topology.keras_version));
  const config = isKeras3 ? model : named(place, () => upgradeModel(model, 'tensorflow.js'));
  const training = isKeras3 ? plainTraining(trained) : upgradeTraining(trained, 'tensorflow.js', notices);
  const tensors = await readManifest(opened, file.weightsManifest);
  return {
    place,
    config,
    training,
    limit: tensors.reduce((sum, { data }) => sum + data.length, 0),
    notices,
    weights: (network) => ({ assignments: matchTensors(network, tensors, name) }),
  };
}

/** The weights alone, for a model that exists. */
export async function readTensorflowWeights(network: SavedNetwork, opened: Opened): Promise<Assignment[]> {
  const { weightsManifest } = readDescription(opened);
  return matchTensors(network, await readManifest(opened, weightsManifest), opened.name);
}

function readDescription({ name, bytes }: Opened): Config {
  // What it begins with has been seen: a brace.
  const file = parseJson(bytes, name) as Config;
  if (file.format === 'graph-model') {
    throw new RangeError(
      `${name} is a graph model of TensorFlow.js, which has no layers. Convert the Keras model anew with output_format=tfjs_layers_model, or open that.`,
    );
  }
  return file;
}

interface Entry {
  name: string;
  shape: readonly number[];
  /** Of the values in the file, which may be fewer bits than the model's. */
  dtype: Dtype;
  /** value = stored · scale + min. */
  scale: number;
  min: number;
  isWhole: boolean;
  isOptimizer: boolean;
}

/** All tensors of the model; those of the optimizer are left out. */
async function readManifest(opened: Opened, manifest: unknown): Promise<NamedTensor[]> {
  const { name } = opened;
  if (!Array.isArray(manifest)) {
    throw new RangeError(
      `${name} says of no weights: weightsManifest must be a list. Received: ${brief(manifest)}. Save the model with its weights.`,
    );
  }
  const groups = manifest.map((group, i) => readGroup(group, `${name}, weightsManifest[${i}]`));
  checkDistinct(
    groups.flatMap(({ paths }) => paths),
    `${name}, weightsManifest`,
  );
  const tensors: NamedTensor[] = [];
  for (const { paths, entries } of groups) {
    const shards: Uint8Array[] = [];
    for (const path of paths) shards.push(await opened.sibling(path));
    const bytes = shards.length === 1 ? shards[0] : concat(shards);
    const expected = entries.reduce((sum, entry) => sum + byteLength(entry), 0);
    if (bytes.length !== expected) {
      throw new RangeError(
        `${name}: ${paths.map(brief).join(', ')} must have ${expected} bytes for the weights, but have ${bytes.length}. Fetch or save all files of the model together.`,
      );
    }
    let at = 0;
    for (const entry of entries) {
      const stored = bytes.subarray(at, (at += byteLength(entry)));
      if (!entry.isOptimizer) tensors.push({ name: entry.name, shape: entry.shape, data: decode(entry, stored) });
    }
  }
  return tensors;
}

function readGroup(group: unknown, place: string): { paths: string[]; entries: Entry[] } {
  const { paths, weights }: Config = isObject(group) ? group : {};
  const isPaths = Array.isArray(paths) && paths.every((path) => typeof path === 'string');
  if (!isPaths || !Array.isArray(weights))
    throw new RangeError(`${place} must have a list of paths and one of weights. Received: ${show(group)}`);
  return { paths, entries: weights.map((weight, i) => readEntry(weight, `${place}.weights[${i}]`)) };
}

const dtypes: readonly unknown[] = ['float32', 'int32', 'bool', 'uint8', 'uint16', 'float16'];

function readEntry(weight: unknown, place: string): Entry {
  const { name, shape, dtype, quantization, group }: Config = isObject(weight) ? weight : {};
  if (typeof name !== 'string') throw new RangeError(`${place} must have a name. Received: ${show(weight)}`);
  checkShape(shape, place);
  const { dtype: stored = dtype, scale = 1, min = 0 }: Config = isObject(quantization) ? quantization : {};
  if (!dtypes.includes(stored) || !Number.isFinite(scale) || !Number.isFinite(min)) {
    throw new RangeError(
      `${place} (${brief(name)}) must be of one of the dtypes ${dtypes.join(', ')}, quantised by a scale and min that are numbers. Received: ${show({ dtype, quantization })}`,
    );
  }
  return {
    name,
    shape,
    dtype: stored as Dtype,
    scale: scale as number,
    min: min as number,
    isWhole: dtype === 'int32',
    isOptimizer: group === 'optimizer',
  };
}

const byteLength = ({ shape, dtype }: Entry): number => sizeOf(shape) * bytesPerElement(dtype);

function decode({ dtype, scale, min, isWhole }: Entry, bytes: Uint8Array): Float32Array {
  const values = decodeElements(bytes, dtype);
  if (scale === 1 && min === 0) return values;
  return values.map((value) => (isWhole ? Math.round(value * scale + min) : value * scale + min));
}

/**
 * Tensors for the weights of a model, by the names of layer and weight, whatever stands before and between: TensorFlow.js
 * writes `lstm/kernel`, its converter also `sequential/lstm/lstm_cell/kernel`. Those of equal names are taken in order.
 */
function matchTensors(network: SavedNetwork, tensors: readonly NamedTensor[], name: string): Assignment[] {
  const stored = new Map<string, NamedTensor[]>();
  for (const tensor of tensors) {
    const same = stored.get(keyOf(tensor.name));
    if (same) same.push(tensor);
    else stored.set(keyOf(tensor.name), [tensor]);
  }
  const { variables } = network;
  if (tensors.length !== variables.length) {
    throw new RangeError(
      `${name} holds ${tensors.length} weights, but model '${network.name}' has ${variables.length}. It is the file of another model.`,
    );
  }
  // By the names that are written here; or by what those of other writers have in common; or one after another.
  const exact = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const names = weightNames(network);
  const isExact = new Set(names).size === tensors.length && names.every((one) => exact.has(one));
  const isNamed = variables.every(({ path }) => stored.has(keyOf(path)));
  const find = (path: string, i: number) => {
    if (isExact) return exact.get(names[i]);
    return isNamed ? stored.get(keyOf(path))!.shift() : tensors[i];
  };
  return variables.map((variable, i) => {
    const tensor = find(variable.path, i);
    if (!tensor) {
      throw new RangeError(
        `${name}: there is no weight for another ${variable.path}. It is the file of another model.`,
      );
    }
    checkFits(variable, tensor.shape, `${name}: ${brief(tensor.name)}`);
    return { variable, values: tensor.data };
  });
}

/** Layer and weight. */
function keyOf(name: string): string {
  const parts = name.replace(/:\d+$/, '').split('/');
  const weight = parts.pop();
  if (parts.length > 1 && /(^|_)cell(_\d+)?$/.test(parts.at(-1)!)) parts.pop();
  return `${parts.at(-1)}/${weight}`;
}
