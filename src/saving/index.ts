// Everything that writes and reads models, loaded by whoever saves or loads and by nobody else.
import type { ModelFormat, WeightsFormat } from '../formats/endings.js';
import { readHdf5 } from '../formats/hdf5/index.js';
import { readNpz, writeNpz } from '../formats/npz.js';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.js';
import { readZip } from '../formats/zip.js';
import type { NamedBytes, Opened } from '../storage/index.js';
import { checkKeras, memberNames, parseJson, readKeras, writeKeras } from './keras-archive.js';
import { matchKerasWeights, readKerasWeights, writeKerasWeights } from './keras-weights.js';
import { isLegacy, readLegacyModel, readLegacyWeights } from './legacy-h5.js';
import type { ModelFile } from './model-file.js';
import type { Assignment, SavedNetwork } from './network.js';
import { toOnnx } from './onnx.js';
import { readShards, shardsIn } from './shards.js';
import { readTensorflow, readTensorflowWeights } from './tensorflow-read.js';
import { writeTensorflow } from './tensorflow-write.js';
import { matchWeights, namedWeights } from './weights-files.js';

export type { ModelFile, SavedNetwork };
export { named } from './model-file.js';
export { assign } from './network.js';
export { parseJson, readKeras, readKerasWeights, writeKeras };

/** The files of a whole model, the main one first. @param name Of the main one. */
export function writeModel(
  network: SavedNetwork,
  format: ModelFormat,
  name: string,
  options: { includeOptimizer: boolean },
): NamedBytes[] {
  if (format === 'tensorflow') return writeTensorflow(network, name, options);
  if (format === 'onnx') return [{ name, bytes: toOnnx(network) }];
  checkKeras(network);
  return [{ name, bytes: writeKeras(network, options) }];
}

/** Finds the model in a file of any format that has whole models, but ONNX. */
export async function readModelFile(opened: Opened): Promise<ModelFile> {
  const { name, bytes } = opened;
  const kind = kindOf(bytes);
  if (kind === 'json') {
    if (!shardsIn(opened)) return readTensorflow(opened);
    throw new RangeError(
      `${name} lists files of weights, but has no model. Make the model as it was and read them by \`model.loadWeights\`.`,
    );
  }
  if (kind === 'hdf5') return readLegacyModel(readHdf5(bytes, name), name);
  if (kind !== 'zip') {
    throw new RangeError(
      `${name} is no file of a model: neither a .keras or .h5 file of Keras nor a model.json of TensorFlow.js.`,
    );
  }
  const { config, weights } = await readKeras(bytes, name);
  const notices: string[] = [];
  return {
    place: `${name}, ${memberNames.config}`,
    config,
    limit: weights.length / 4,
    notices,
    weights: (network) => readKerasWeights(network, weights, name, notices),
  };
}

/** The bytes of the weights alone. */
export function writeWeights(network: SavedNetwork, format: WeightsFormat): Uint8Array {
  if (format === 'npz') return writeNpz(namedWeights(network));
  if (format === 'safetensors') return writeSafetensors(namedWeights(network), { format: 'np' });
  return writeKerasWeights(network, false);
}

/** What a file of weights, in any format, holds for a model. Nothing is written yet. An optimizer's memory is passed over. */
export async function readWeights(network: SavedNetwork, opened: Opened): Promise<Assignment[]> {
  const { name, bytes } = opened;
  const kind = kindOf(bytes);
  if (kind === 'json') {
    const root = await readShards(opened);
    return root ? matchKerasWeights(network, root, name) : readTensorflowWeights(network, opened);
  }
  if (kind === 'hdf5') {
    const root = readHdf5(bytes, name);
    return isLegacy(root) ? readLegacyWeights(network, root, name) : matchKerasWeights(network, root, name);
  }
  if (kind !== 'zip') return matchWeights(network, readSafetensors(bytes, name).tensors, name);
  const archive = readZip(bytes, name);
  if (!archive.names.includes(memberNames.weights)) return matchWeights(network, await readNpz(archive, name), name);
  return matchKerasWeights(network, readHdf5(await archive.read(memberNames.weights), name), name);
}

/** By its first bytes. A file of safetensors can begin with a brace or with `PK`, too. */
function kindOf(bytes: Uint8Array): 'zip' | 'hdf5' | 'json' | 'other' {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  if (start.startsWith('\x89HDF')) return 'hdf5';
  return /^\s*\{[\s"}]/.test(start) ? 'json' : 'other';
}
