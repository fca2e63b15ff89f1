// What a model was compiled with, as TensorFlow.js's `trainingConfig`.
import { Huber, type LossIdentifier, losses } from '../losses/index.js';
import { isAccuracy, type MetricIdentifier, metrics } from '../metrics/index.js';
import { optimizers } from '../optimizers/index.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { isFunctionConfig } from './keras-config.js';
import type { Config } from './model-file.js';

/** Options by their names there; what is not named must be as it is by default. */
const optimizerOptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Adam: { learning_rate: 'learningRate', beta_1: 'beta1', beta_2: 'beta2', epsilon: 'epsilon' },
  SGD: { learning_rate: 'learningRate' },
  Momentum: { learning_rate: 'learningRate', momentum: 'momentum', nesterov: 'useNesterov' },
  RMSProp: {
    learning_rate: 'learningRate',
    rho: 'decay',
    momentum: 'momentum',
    epsilon: 'epsilon',
    centered: 'centered',
  },
};

const metricNames = new Map([
  ['BinaryAccuracy', 'binary_accuracy'],
  ['CategoricalAccuracy', 'categorical_accuracy'],
  ['MeanAbsoluteError', 'mae'],
  ['MeanAbsolutePercentageError', 'mape'],
  ['MeanSquaredError', 'mse'],
]);

/** A `compile_config` of Keras 3 in TensorFlow.js's form, and what of it cannot be said there. */
export function toTrainingConfig(compiled: Config): { config: Config; problems: string[] } {
  const problems: string[] = [];
  for (const key of ['loss_weights', 'weighted_metrics']) if (compiled[key]) problems.push(key);
  const config = {
    loss: mapLosses(compiled.loss, (loss) => lossName(loss, problems)),
    metrics: metricList(compiled.metrics, problems),
    optimizer_config: optimizerConfig(compiled.optimizer as SerializedObject, problems),
  };
  return { config, problems };
}

/** The settings that are not as they are by default. */
function changes(config: Config, defaults: Config): string[] {
  return Object.keys(config).filter(
    (key) => key !== 'name' && JSON.stringify(config[key]) !== JSON.stringify(defaults[key]),
  );
}

function optimizerConfig({ class_name: name, config }: SerializedObject, problems: string[]): Config {
  const className = name === 'SGD' && config.momentum ? 'Momentum' : name === 'RMSprop' ? 'RMSProp' : name;
  if (!Object.hasOwn(optimizerOptions, className)) problems.push(`optimizer ${name}`);
  const options = optimizerOptions[className] ?? {};
  const defaults = optimizers.serialize(optimizers.get({ class_name: name, config: {} })).config;
  const unknown = changes(config, defaults).filter((key) => !Object.hasOwn(options, key));
  if (typeof config.learning_rate !== 'number') unknown.push('learning_rate that changes');
  problems.push(...unknown.map((key) => `${key} of ${name}`));
  const known = Object.entries(options).map(([key, there]) => [there, config[key]]);
  return { class_name: className, config: Object.fromEntries(known) };
}

function mapLosses(loss: unknown, map: (loss: unknown) => unknown): unknown {
  if (Array.isArray(loss)) return loss.map(map);
  if (typeof loss !== 'object' || loss === null || isSerialized(loss) || isFunctionConfig(loss)) return map(loss);
  return Object.fromEntries(Object.entries(loss).map(([output, one]) => [output, map(one)]));
}

/** The name of a serialized object's class. */
const classOf = (one: unknown) => (isSerialized(one) ? one.class_name : undefined);

function lossName(identifier: unknown, problems: string[]): string | null {
  const other = isFunctionConfig(identifier) ? identifier.config : classOf(identifier);
  if (other !== undefined && !losses.has(other)) {
    problems.push(`loss ${other}`);
    return null;
  }
  const loss = losses.find(identifier as LossIdentifier | null);
  const defaults = loss && losses.get(loss.className as LossIdentifier);
  if (!loss || !defaults) problems.push('output without a loss');
  else if (changes(loss.getConfig(), defaults.getConfig()).length > 0)
    problems.push(`options of the loss ${loss.name}`);
  else if (loss instanceof Huber) problems.push('Huber loss');
  return defaults && defaults.name;
}

/** A list counts for all outputs there, so that only names can be said, and only of a single output. */
function metricList(given: unknown, problems: string[]): string[] {
  if (given === null || given === undefined) return [];
  if (!Array.isArray(given)) {
    problems.push('metrics by output');
    return [];
  }
  return given.map((identifier: MetricIdentifier | MetricIdentifier[]) => {
    if (typeof identifier === 'string' && isAccuracy(identifier)) return identifier;
    const name = typeof identifier === 'string' ? metricNames.get(metrics.get(identifier).className) : undefined;
    if (name === undefined) problems.push(`metric ${typeof identifier === 'string' ? identifier : 'with options'}`);
    return name ?? '';
  });
}
