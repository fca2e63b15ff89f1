// Configurations of Keras 2 and TensorFlow.js in the form of Keras 3.
import { show } from '../errors.js';
import { isObject } from '../formats/json.js';
import { canonical, toConfigKey } from '../naming.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { connect } from './keras2-nodes.js';
import type { Config } from './model-file.js';

/** Whose defaults count where a file says nothing. */
export type Writer = 'keras 2' | 'tensorflow.js';

const modelClasses = new Set(['Sequential', 'Functional', 'Model']);

/**
 * A model's configuration, with keys in snake or camel case, in the form of Keras 3.
 * @throws TypeError or RangeError for what is no such configuration, or has another meaning than it would have here.
 */
export function upgradeModel(topology: unknown, writer: Writer): SerializedObject {
  return upgradeLayer(withConfigKeys(topology), 'The model', writer);
}

function upgradeLayer(object: unknown, place: string, writer: Writer): SerializedObject {
  if (!isSerialized(object))
    throw new TypeError(`${place}: a layer has a class_name and a config. Received: ${show(object)}`);
  const { class_name: name, config } = object;
  if (!modelClasses.has(name)) return { class_name: name, config: upgradeOptions(name, config, place, writer) };
  // The oldest files have the list of layers alone.
  const { layers, ...given }: Config = Array.isArray(config) ? { layers: config } : config;
  if (!Array.isArray(layers))
    throw new TypeError(`${place}: a model's configuration has a list of layers. Received: ${show(layers)}`);
  const inner = layers.map((layer, i) => upgradeLayer(layer, `layers[${i}]`, writer));
  const { name: modelName = null, trainable = true, build_input_shape: shape } = given;
  const upgraded = { name: modelName, trainable };
  if (name !== 'Sequential') return { class_name: name, config: { ...upgraded, ...connect(given, layers, inner) } };
  return {
    class_name: name,
    config: { ...upgraded, layers: inner, ...(shape !== undefined && { build_input_shape: shape }) },
  };
}

/** What an LSTM of TensorFlow.js is where nothing is said, or null. */
const tensorflowLstm: Config = {
  recurrent_activation: 'hard_sigmoid',
  kernel_initializer: 'glorot_normal',
  unit_forget_bias: false,
};

function upgradeOptions(className: string, config: Config, place: string, writer: Writer): Config {
  const given = new Map(Object.entries(config));
  if (className === 'LSTM' && writer === 'tensorflow.js') {
    for (const [key, value] of Object.entries(tensorflowLstm))
      if (given.get(key) === undefined || (given.get(key) === null && key !== 'recurrent_activation'))
        given.set(key, value);
  }
  if (given.get('time_major') === true) {
    throw new RangeError(`${place} (${className}): time_major is not supported. Transpose the model's input instead.`);
  }
  given.delete('time_major');
  if (className === 'LeakyReLU' && given.has('alpha')) {
    given.set('negative_slope', given.get('alpha'));
    given.delete('alpha');
  }
  const shape = given.get('batch_input_shape');
  if (className === 'InputLayer' && shape !== undefined) {
    given.delete('batch_input_shape');
    given.set('batch_shape', shape);
  }
  const upgrade = (key: string, value: unknown) =>
    isObject(value) && (key === 'layer' || key === 'backward_layer')
      ? upgradeLayer(value, `${place} (${className}), ${key}`, writer)
      : upgradeOption(key, value);
  return Object.fromEntries([...given].map(([key, value]) => [key, upgrade(key, value)]));
}

function upgradeOption(key: string, value: unknown): unknown {
  if (key === 'activation' || key === 'recurrent_activation') return upgradeActivation(value);
  if (key === 'data_format' && value === 'channelsLast') return 'channels_last';
  if (!key.endsWith('_initializer') || !isSerialized(value)) return value;
  const { dtype: _, ...config } = value.config;
  if (config.distribution === 'normal') config.distribution = 'truncated_normal';
  return { class_name: value.class_name, config };
}

/** Null is `linear`, and the hard sigmoid another one than Keras 3's. */
function upgradeActivation(value: unknown): unknown {
  const name = isSerialized(value) ? value.class_name : value;
  if (name === null) return 'linear';
  return typeof name === 'string' && canonical(name) === 'hardsigmoid' ? 'legacy_hard_sigmoid' : name;
}

/** All keys in snake case, as Keras writes them. */
export function withConfigKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withConfigKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [toConfigKey(key), withConfigKeys(one)]));
}
