// Everything that writes and reads models, loaded by whoever saves or loads and by nobody else.
import { readNpz, writeNpz } from '../formats/npz.js';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.js';
import { readZip } from '../formats/zip.js';
import { type KerasArchive, memberNames, parseJson, readKeras, writeKeras } from './keras-archive.js';
import { readKerasWeights, writeKerasWeights } from './keras-weights.js';
import type { Assignment, SavedNetwork } from './network.js';
import { toOnnx } from './onnx.js';
import { matchWeights, namedWeights } from './weights-files.js';

export type { KerasArchive, SavedNetwork };
export { assign } from './network.js';
export { parseJson, readKeras, readKerasWeights, toOnnx, writeKeras };

/** Formats of whole models. */
export type ModelFormat = 'keras' | 'onnx';

/** Formats of weights alone. */
export type WeightsFormat = 'weights.h5' | 'npz' | 'safetensors';

/** The bytes of the weights alone. */
export function writeWeights(network: SavedNetwork, format: WeightsFormat): Uint8Array {
  if (format === 'npz') return writeNpz(namedWeights(network));
  if (format === 'safetensors') return writeSafetensors(namedWeights(network), { format: 'np' });
  return writeKerasWeights(network, false);
}

/** What a file of weights, in any format, holds for a model. Nothing is written yet. */
export async function readWeights(network: SavedNetwork, bytes: Uint8Array, name: string): Promise<Assignment[]> {
  const kind = kindOf(bytes);
  if (kind === 'hdf5') return readKerasWeights(network, bytes, name).assignments;
  if (kind !== 'zip') return matchWeights(network, readSafetensors(bytes, name).tensors, name);
  const archive = readZip(bytes, name);
  if (!archive.names.includes(memberNames.weights)) return matchWeights(network, await readNpz(bytes, name), name);
  return readKerasWeights(network, await archive.read(memberNames.weights), name).assignments;
}

/** By its first bytes. */
export function kindOf(bytes: Uint8Array): 'zip' | 'hdf5' | 'json' | 'other' {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start.startsWith('PK')) return 'zip';
  if (start === '\x89HDF') return 'hdf5';
  return start.trimStart().startsWith('{') ? 'json' : 'other';
}
