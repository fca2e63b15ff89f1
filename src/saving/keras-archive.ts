import { fromUtf8, toUtf8 } from '../formats/bytes.js';
import { readZip, writeZip, type ZipArchive, type ZipMember } from '../formats/zip.js';
import { conservative, fromJson, toKerasJson } from './keras-config.js';
import { ambiguousNames } from './keras-order.js';
import { withMaskOperations } from './mask-operations.js';
import { writeKerasWeights } from './keras-weights.js';
import type { Layer } from '../layers/layer.js';
import { isSerialized } from '../registry.js';
import { isNetwork, type SavedNetwork } from './network.js';

/** The release whose files these are. */
const kerasVersion = '3.15.1';

export const memberNames = {
  metadata: 'metadata.json',
  config: 'config.json',
  weights: 'model.weights.h5',
} as const;

/**
 * A `.keras` file: what the model is, its weights, what it was compiled with and the optimizer's memory. Keras opens it from
 * 3.4.0 on, Sequential models from 3.3.3. A functional model of one input or output cannot open in both 3.3.3 and 3.15: for
 * it the first wants a list of one reference, which is a list of one output to the second.
 * @param extra Further members, which Keras does not look at.
 */
export function writeKeras(
  network: SavedNetwork,
  { includeOptimizer = true, extra = [] as readonly ZipMember[], date = new Date() } = {},
): Uint8Array {
  const json = (value: unknown, name: string) => toUtf8(toKerasJson(value), name);
  const { compile_config: compiled, ...config } = network.toJSON();
  const whole = compiled && includeOptimizer ? { ...config, compile_config: compiled } : config;
  const saved = date.toISOString().slice(0, 19).replace('T', '@');
  const { metadata, config: configName, weights } = memberNames;
  const described = withoutNames(withMaskOperations(conservative(whole), network), ambiguousNames(network));
  return writeZip([
    { name: metadata, bytes: json({ keras_version: kerasVersion, date_saved: saved }, metadata) },
    { name: configName, bytes: json(described, configName) },
    { name: weights, bytes: writeKerasWeights(network, includeOptimizer) },
    ...extra,
  ]);
}

/** A configuration in which Keras is to name these layers. Outside of their options they keep the names, as what is connected does. */
function withoutNames(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => withoutNames(one, names));
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [key, withoutNames(one, names)]);
  if (!isSerialized(value) || !names.includes(String(value.config.name))) return Object.fromEntries(entries);
  const { name: _, ...config } = value.config;
  return { ...Object.fromEntries(entries), config };
}

/** @throws RangeError for what Keras has not. */
export function checkKeras(layer: Layer): void {
  if (isNetwork(layer)) {
    for (const child of layer.layers) checkKeras(child);
    return;
  }
  const { activation, recurrent_activation: recurrent } = layer.getConfig();
  if (![activation, recurrent].includes('legacy_hard_sigmoid')) return;
  throw new RangeError(
    `Layer '${layer.name}' has the activation legacy_hard_sigmoid of old files, which Keras 3 has not. Save the model as model.json of TensorFlow.js, or its weights alone.`,
  );
}

export interface KerasArchive {
  config: unknown;
  weights: Uint8Array;
  archive: ZipArchive;
}

/** @throws RangeError for what is no such file. Checks nothing of what is inside of the configuration. */
export async function readKeras(bytes: Uint8Array, name: string): Promise<KerasArchive> {
  // Weights hardly compress: what unpacks to much more than its file is no model.
  const archive = readZip(bytes, name, 2 ** 28 + 20 * bytes.length);
  const { config, weights } = memberNames;
  return {
    config: parseJson(await archive.read(config), `${name}, ${config}`),
    weights: await archive.read(weights),
    archive,
  };
}

/** @throws RangeError for what is no JSON. */
export function parseJson(bytes: Uint8Array, place: string): unknown {
  return fromJson(fromUtf8(bytes, place), place);
}
