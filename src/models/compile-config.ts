// What a model was compiled with, from its configuration.

import { catalogue as lossCatalogue } from '../losses/catalogue.js';
import { losses } from '../losses/index.js';
import type { Layer, LayerMaker } from '../layers/layer.js';
import { catalogue as metricCatalogue } from '../metrics/catalogue.js';
import { metrics } from '../metrics/index.js';
import type { TensorFunction } from '../ops/graph-tensor.js';
import { withSchedule } from '../optimizers/schedules.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { isFunctionConfig } from '../saving/keras-config.js';
import type { CompileOptions } from './compile.js';
import type { Config } from './config.js';
import type { Network } from './network.js';
import { checkOrigin } from './origin.js';

/**
 * Layer classes of the user's own, by the names under which they are registered in Keras: `my_package>MyLayer`; and functions that
 * are losses or metrics, or those of `Lambda`s, by their names.
 */
export type CustomObjects = Readonly<
  Record<string, { fromConfig(config: Config, inner: LayerMaker): Layer } | TensorFunction | CallableFunction>
>;

/** Compiles a model as Keras's `compile_config` says, if that names a loss. */
export function compileAs(model: Network, config: object, customObjects?: CustomObjects): void {
  if ((config as Config).loss) model.compile(readCompileConfig(config as Config, customObjects));
}

/** The options of `compile` that a configuration stands for. */
export function readCompileConfig(config: Config, customObjects: CustomObjects = {}): CompileOptions {
  const { loss_weights: lossWeights } = config;
  if (isSerialized(config.optimizer)) {
    checkOrigin(config.optimizer);
    const { learning_rate: rate } = config.optimizer.config;
    if (isSerialized(rate)) checkOrigin(rate);
  }
  const optimizer = withSchedule(config.optimizer);
  const loss = revive(config.loss, ofLosses, customObjects);
  const plainMetrics = revive(config.metrics, ofMetrics, customObjects);
  const weightedMetrics = revive(config.weighted_metrics, ofMetrics, customObjects);
  return { optimizer, loss, lossWeights, metrics: plainMetrics, weightedMetrics } as CompileOptions;
}

/** What names and serialized objects stand for. Objects are made while unknown options are still tolerated. */
interface Kind {
  has(name: string): boolean;
  read(one: string | SerializedObject): unknown;
}

/** A name that `compile` knows stays one. Of others there are objects here. */
const ofLosses: Kind = {
  has: (name) => losses.has(name) || lossCatalogue.has(name),
  read: (one) => (typeof one === 'string' && losses.has(one) ? one : lossCatalogue.get(one)),
};

/** As with losses; Keras calls metrics as they were given. */
const ofMetrics: Kind = {
  has: (name) => metrics.has(name) || metricCatalogue.has(name),
  read(one) {
    if (typeof one !== 'string') return metricCatalogue.get(one);
    return metrics.has(one) ? one : metricCatalogue.get({ class_name: one, config: { name: one } });
  },
};

/** Losses or metrics inside, as they are or by output. */
function revive(value: unknown, kind: Kind, customObjects: CustomObjects): unknown {
  const inside = (one: unknown) => revive(one, kind, customObjects);
  if (isFunctionConfig(value)) return findFunction(value.config, kind, customObjects);
  // Keras 2 and TensorFlow.js write the names of functions as those of their own.
  if (typeof value === 'string') return findFunction(value, kind, customObjects);
  if (isSerialized(value)) {
    checkOrigin(value);
    return kind.read(value);
  }
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one)]));
}

/** A function, of which there is only the name: one of the user's own or, as in Keras, one of Keras's. */
function findFunction(name: string, { has, read }: Kind, customObjects: CustomObjects): unknown {
  const found = Object.hasOwn(customObjects, name) && customObjects[name];
  if (typeof found === 'function' && !('fromConfig' in found)) return found;
  if (has(name)) return read(name);
  // A loss that is a metric.
  if (lossCatalogue.has(name)) {
    const loss = lossCatalogue.get({ class_name: name, config: { reduction: 'none' } });
    const functions: Record<string, TensorFunction> = { [name]: (yTrue, yPred) => loss.call(yTrue, yPred) };
    return functions[name];
  }
  if (name === 'function')
    throw new RangeError(
      'A loss or metric is a function of your own without a name, which no file can hold. Load with { compile: false }.',
    );
  // Those that are registered in Keras are called `my_package>rmse`.
  const entry = /^\w+$/.test(name) ? name : `'${name}': ${name.split('>').at(-1)}`;
  throw new RangeError(
    `The loss or metric \`${name}\` is not one of those here. If it is a function of your own, which no file holds, load with { customObjects: { ${entry} } }, or without it: { compile: false }.`,
  );
}
