import { type Identifier, isSerialized, Registry, type SerializedObject } from '../registry.js';
import { Adam, type AdamOptions, AdamW } from './adam.js';
import { Optimizer, type OptimizerMemory, type OptimizerOptions } from './optimizer.js';
import { RMSprop, type RMSpropOptions } from './rmsprop.js';
import { ExponentialDecay, type ExponentialDecayOptions, LearningRateSchedule, schedules } from './schedules.js';
import { SGD, type SGDOptions } from './sgd.js';

export type { AdamOptions, ExponentialDecayOptions, OptimizerMemory, OptimizerOptions, RMSpropOptions, SGDOptions };
export { Adam, AdamW, ExponentialDecay, LearningRateSchedule, Optimizer, RMSprop, SGD };

export type OptimizerName = 'adam' | 'adamw' | 'adamW' | 'sgd' | 'rmsprop' | 'Adam' | 'AdamW' | 'SGD' | 'RMSprop';

export type OptimizerIdentifier = Identifier<Optimizer, OptimizerName>;

const registry = new Registry<Optimizer>('optimizer', 'keras.optimizers', Optimizer, { Adam, AdamW, SGD, RMSprop });

export const optimizers = {
  /** @throws TypeError or RangeError for what is no optimizer. */
  get(identifier: OptimizerIdentifier): Optimizer {
    if (!isSerialized(identifier)) return registry.get(identifier);
    const { learning_rate: rate, ...config } = identifier.config;
    const learningRate = isSerialized(rate) ? schedules.get(rate) : rate;
    return registry.get({ class_name: identifier.class_name, config: { ...config, learningRate } });
  },
  serialize: (optimizer: Optimizer): SerializedObject => registry.serialize(optimizer),
};
