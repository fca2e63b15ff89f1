// TensorFlow.js's layers models: `model.json` with the topology, and one file with the weights one after another.
import { toUtf8 } from '../formats/bytes.js';
import { crc32 } from '../formats/crc32.js';
import { encodeElements } from '../formats/elements.js';
import type { Layer } from '../layers/layer.js';
import type { NamedBytes } from '../storage/index.js';
import { toJson } from './keras-config.js';
import type { Config } from './model-file.js';
import { isNetwork, partsOf, type SavedNetwork } from './network.js';
import { toTensorflowConfig } from './tensorflow-config.js';
import { checkMasks } from './tensorflow-masks.js';
import { toTrainingConfig } from './tensorflow-training.js';

/** The release whose files these are. */
const version = 'tfjs-layers 4.22.0';

/**
 * The files that `tf.loadLayersModel` reads, `model.json` first. The weights' file has a name by its content, so that an
 * interrupted write leaves the old two together. With `includeOptimizer`, also what the model was compiled with, where
 * TensorFlow.js knows all of it.
 * @param name Of the first file.
 * @throws RangeError for a layer, an activation or a mask that TensorFlow.js has not.
 */
export function writeTensorflow(network: SavedNetwork, name: string, { includeOptimizer = true } = {}): NamedBytes[] {
  const { compile_config: compiled, ...model } = network.toJSON();
  const topology = { ...toTensorflowConfig(model), keras_version: version, backend: 'tensor_flow.js' };
  checkMasks(network);
  const { specs, bytes } = encodeWeights(network);
  const shard = `group1-${crc32(bytes).toString(16).padStart(8, '0')}-shard1of1.bin`;
  const description = {
    format: 'layers-model',
    generatedBy: 'markhor',
    convertedBy: null,
    modelTopology: topology,
    ...(compiled && includeOptimizer ? training(compiled as Config, name) : {}),
    weightsManifest: [{ paths: [shard], weights: specs }],
  };
  return [
    { name, bytes: toUtf8(toJson(description), name) },
    { name: shard, bytes },
  ];
}

function encodeWeights(network: SavedNetwork): { specs: { name: string }[]; bytes: Uint8Array } {
  const { name, variables } = network;
  const bytes = new Uint8Array(4 * variables.reduce((sum, { size }) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  const names = new Set<string>();
  let at = 0;
  const specs = weightNames(network).map((weight, i) => {
    if (names.has(weight)) {
      throw new RangeError(
        `Model '${name}' has two layers of the name '${weight.split('/')[0]}', whose weights TensorFlow.js would confuse. Give each layer a \`name\` of its own, also in models inside.`,
      );
    }
    names.add(weight);
    encodeElements(view, at, variables[i].read());
    at += 4 * variables[i].size;
    return { name: weight, shape: variables[i].shape, dtype: 'float32' };
  });
  return { specs, bytes };
}

/** The names of a layer's weights there: `dense/kernel`. What is inside of a wrapper has its name, but for two directions. */
export function weightNames(layer: Layer, prefix = layer.name): string[] {
  if (isNetwork(layer)) return layer.layers.flatMap((one) => weightNames(one));
  const parts = Object.entries(partsOf(layer));
  if (parts.length === 0) return layer.variables.map((variable) => `${prefix}/${variable.name}`);
  return parts.flatMap(([key, part]) => weightNames(part, key === 'layer' ? prefix : `${prefix}/${part.name}`));
}

function training(compiled: Config, name: string): { trainingConfig?: Config } {
  const { config, problems } = toTrainingConfig(compiled);
  if (problems.length === 0) return { trainingConfig: config };
  console.warn(
    `${name}: what the model was compiled with is left out, as TensorFlow.js has no ${problems.join(', ')}. Compile it there.`,
  );
  return {};
}
