// Configurations in the form that TensorFlow.js writes and reads: that of Keras 2.
import type { ActivationName } from '../activations/index.js';
import { show } from '../errors.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import type { Reference } from './keras2-nodes.js';
import type { Config } from './model-file.js';

/** Layers that are there, too, and mean the same. */
const layerClasses = new Set([
  'Activation',
  'Add',
  'Average',
  'BatchNormalization',
  'Bidirectional',
  'Concatenate',
  'Dense',
  'Dropout',
  'ELU',
  'Embedding',
  'Flatten',
  'GlobalAveragePooling1D',
  'GlobalMaxPooling1D',
  'LSTM',
  'LayerNormalization',
  'LeakyReLU',
  'Masking',
  'Maximum',
  'Minimum',
  'Multiply',
  'Permute',
  'ReLU',
  'RepeatVector',
  'Reshape',
  'Softmax',
  'TimeDistributed',
]);

/** Options that are not there, and what they must be. */
const missingOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  BatchNormalization: { synchronized: false },
  ELU: { alpha: 1 },
  GlobalAveragePooling1D: { keepdims: false },
  GlobalMaxPooling1D: { keepdims: false },
  ReLU: { negative_slope: 0, threshold: 0 },
};

/** Activations that are the same function there. The one called `hard_sigmoid` is Keras 2's. */
const activations: Readonly<Partial<Record<ActivationName, string>>> = {
  elu: 'elu',
  gelu: 'gelu',
  legacy_hard_sigmoid: 'hard_sigmoid',
  linear: 'linear',
  log_softmax: 'log_softmax',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  tanh: 'tanh',
};

const initializerNames = new Map([
  ['LecunNormal', 'LeCunNormal'],
  ['LecunUniform', 'LeCunUniform'],
]);

/**
 * A model's configuration in TensorFlow.js's form.
 * @throws RangeError for what TensorFlow.js has not.
 */
export function toTensorflowConfig(model: Config): Config {
  const { class_name: name, config } = model as Config & SerializedObject;
  if (model.shared_object_id !== undefined) {
    throw new RangeError(
      `Layer '${String(config.name)}' stands in several models or wrappers, where TensorFlow.js would make a layer each. Save the model in another format.`,
    );
  }
  if (name === 'Sequential') return { class_name: name, config: sequential(config) };
  if (name === 'Functional') return { class_name: 'Model', config: functional(config) };
  if (name === 'InputLayer') return { class_name: name, config: input(config) };
  if (layerClasses.has(name))
    return { class_name: name, config: config.layer ? wrapper(config) : layer(plain(name, config)) };
  throw new RangeError(
    `Layer '${String(config.name)}' is a ${name}, which TensorFlow.js has not. Use layers of these classes: ${[...layerClasses].join(', ')}.`,
  );
}

/** Without the options that are not there. @throws RangeError where they say something. */
function plain(className: string, config: Config): Config {
  const { ...rest } = config;
  for (const [option, value] of Object.entries(missingOptions[className] ?? {})) {
    if (rest[option] !== value)
      throw new RangeError(
        `Layer '${String(config.name)}' has ${option}=${show(rest[option])}, which a ${className} of TensorFlow.js has not. Save the model in another format.`,
      );
    delete rest[option];
  }
  if (className !== 'LeakyReLU') return rest;
  const { negative_slope: alpha, ...others } = rest;
  return { ...others, alpha };
}

/** The first layer says the input's shape; a model as the first layer has said it already. */
function sequential({ name, layers }: Config): Config {
  const [first, ...rest] = layers as SerializedObject[];
  const converted = rest.map((one) => toTensorflowConfig({ ...one })) as { config: Config }[];
  const { config } = converted[0];
  if (!('layers' in config)) converted[0].config = { ...config, batch_input_shape: first.config.batch_shape };
  return { name, layers: converted };
}

const input = ({ name, batch_shape: shape }: Config): Config => ({
  batch_input_shape: shape,
  dtype: 'float32',
  sparse: false,
  name,
});

interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: { args: SerializedObject[] | [SerializedObject[]]; kwargs: Config }[];
}

function functional({ name, layers, input_layers: inputs, output_layers: outputs }: Config): Config {
  const entries = layers as Entry[];
  const models = new Set(entries.filter(({ config }) => 'layers' in config).map((entry) => entry.name));
  // A model is used once there when it is made.
  const moved = ([layer, use, tensor]: Reference): Reference => [layer, models.has(layer) ? use + 1 : use, tensor];
  const list = (ends: unknown) => (Array.isArray((ends as unknown[])[0]) ? ends : [ends]) as Reference[];
  const nodeOf = (
    { args, kwargs: { initial_state: states = [], mask } }: Entry['inbound_nodes'][number],
    layer: string,
  ) => {
    if (mask) {
      throw new RangeError(
        `Layer '${layer}' is given a mask, which models of TensorFlow.js cannot have. Save the model in another format.`,
      );
    }
    return [...args.flat(), ...(states as SerializedObject[])].map(({ config }) => [
      ...moved(config.keras_history as Reference),
      {},
    ]);
  };
  return {
    name,
    layers: entries.map(({ name, inbound_nodes: nodes, ...entry }) => ({
      name,
      ...toTensorflowConfig({ ...entry }),
      inbound_nodes: nodes.map((node) => nodeOf(node, name)),
    })),
    input_layers: list(inputs).map(moved),
    output_layers: list(outputs).map(moved),
  };
}

function layer(config: Config): Config {
  // `unroll` means the same numbers, but is refused there; `zero_output_for_mask`, which is not known there, is for who reads it here.
  const { zero_output_for_mask: zeros, unroll, activity_regularizer: penalty, ...rest } = config;
  const options = { ...rest, ...(zeros === true && { zero_output_for_mask: true }) };
  if (penalty) {
    console.warn(
      `Layer '${String(config.name)}': its activityRegularizer is left out, as TensorFlow.js has none. Predictions are the same.`,
    );
  }
  const converted = Object.entries(options).map(([key, value]) => [key, option(key, value, config.name)]);
  return { ...Object.fromEntries(converted), dtype: 'float32', ...(unroll !== undefined && { unroll: false }) };
}

/** A layer around another. */
function wrapper({ layer: inner, backward_layer: backward, ...config }: Config): Config {
  const { class_name: name, config: options, ...rest } = inner as SerializedObject;
  if (!layerClasses.has(name)) {
    throw new RangeError(
      `Layer '${String(config.name)}' has a ${name} inside, whose weights TensorFlow.js would not find. Save the model in another format.`,
    );
  }
  // The names of both directions are made of it.
  const plainName = String(options.name).replace(/^forward_/, '');
  if (backward) {
    const other = (backward as SerializedObject).config;
    const mirrored = { ...options, name: `backward_${plainName}`, go_backwards: !options.go_backwards };
    if (JSON.stringify(other) !== JSON.stringify(mirrored)) {
      throw new RangeError(
        `Layer '${String(config.name)}' has a backward layer that differs from the forward one or is not named '${mirrored.name}', which TensorFlow.js has not. Save the model in another format.`,
      );
    }
  }
  return {
    ...layer(config),
    layer: toTensorflowConfig({ ...rest, class_name: name, config: { ...options, name: plainName } }),
  };
}

function option(key: string, value: unknown, layer: unknown): unknown {
  if (key === 'activation' || key === 'recurrent_activation') return activation(value as ActivationName, layer);
  if (!isSerialized(value)) return value;
  const { class_name: name, config } = value;
  if (key.endsWith('_regularizer')) return { class_name: 'L1L2', config: { l1: config.l1 ?? 0, l2: config.l2 ?? 0 } };
  // The initial weights are not needed any more, but the name must be one that is known there.
  if (config.distribution === 'untruncated_normal')
    return { class_name: name, config: { ...config, distribution: 'normal' } };
  return { class_name: initializerNames.get(name) ?? name, config };
}

function activation(name: ActivationName, layer: unknown): string {
  const known = activations[name];
  if (known) return known;
  const cure =
    name === 'hard_sigmoid'
      ? 'Its own is clip(0.2x + 0.5, 0, 1), here legacy_hard_sigmoid: make the model with that and train it anew.'
      : 'Save the model in another format.';
  throw new RangeError(
    `Layer '${String(layer)}' has the activation ${show(name)}, which TensorFlow.js has not. ${cure}`,
  );
}
