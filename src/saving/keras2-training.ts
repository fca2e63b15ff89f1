// What a model was compiled with, from the form of Keras 2 and TensorFlow.js to that of Keras 3.
import { isObject } from '../formats/json.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { withConfigKeys, type Writer } from './keras2-config.js';
import type { Config } from './model-file.js';

/**
 * A `training_config` as Keras 3's `compile_config`; undefined where there is none.
 * @param notices Grows by what is left out.
 */
export function upgradeTraining(training: unknown, writer: Writer, notices: string[]): Config | undefined {
  if (!isObject(training)) return undefined;
  const { optimizer_config: optimizer, loss, loss_weights, metrics, weighted_metrics } = training;
  return {
    optimizer: upgradeOptimizer(withConfigKeys(optimizer), writer, notices),
    loss: mapObjects(loss, withoutWrapper),
    loss_weights,
    metrics: upgradeMetrics(metrics),
    weighted_metrics: upgradeMetrics(weighted_metrics),
  };
}

/** A `training_config` that Keras 3 wrote, as its `compile_config`. */
export function plainTraining(training: unknown): unknown {
  if (!isObject(training)) return undefined;
  const { optimizer_config: optimizer, ...rest } = training;
  return { ...rest, optimizer };
}

/** Another spelling, or what only says how Keras computes. */
const optimizerKeys = new Map<string, string | undefined>([
  ['lr', 'learning_rate'],
  ['use_nesterov', 'nesterov'],
  ['jit_compile', undefined],
  ['is_legacy_optimizer', undefined],
]);

function upgradeOptimizer(optimizer: unknown, writer: Writer, notices: string[]): unknown {
  if (!isSerialized(optimizer)) return optimizer;
  // `Custom>Adam`; TensorFlow.js calls SGD with momentum by its momentum.
  const plain = optimizer.class_name.replace(/^.*>/, '');
  const className = plain === 'Momentum' ? 'SGD' : plain;
  const { decay, ...given } = optimizer.config;
  const config = new Map<string, unknown>();
  for (const [key, value] of Object.entries(given)) {
    const name = optimizerKeys.has(key) ? optimizerKeys.get(key) : key;
    if (name !== undefined) config.set(name, value);
  }
  // TensorFlow.js means RMSprop's rho by it; in Keras 2 it lowers the learning rate from step to step.
  if (writer === 'tensorflow.js' && decay !== undefined) config.set('rho', decay);
  else if (decay) notices.push('the `decay` of the optimizer is left out');
  return { class_name: className, config: Object.fromEntries(config) };
}

/** Keras 2 nests the only output's metrics, too. */
function upgradeMetrics(metrics: unknown): unknown {
  const list = Array.isArray(metrics) && metrics.length === 1 && Array.isArray(metrics[0]) ? metrics[0] : metrics;
  return mapObjects(list, withoutWrapper);
}

function mapObjects(value: unknown, map: (object: SerializedObject) => unknown): unknown {
  if (isSerialized(value)) return map(value);
  if (Array.isArray(value)) return value.map((one) => mapObjects(one, map));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapObjects(one, map)]));
}

/** `MeanMetricWrapper` and its like only say which function. */
function withoutWrapper({ class_name: className, config }: SerializedObject): unknown {
  const { fn, dtype: _, reduction, ...rest } = config;
  if (className.endsWith('Wrapper') && typeof fn === 'string') return fn;
  return {
    class_name: className,
    config: reduction === 'auto' || reduction === undefined ? rest : { ...rest, reduction },
  };
}
