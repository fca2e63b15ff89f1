import { type Identifier, Registry } from '../registry.js';
import { Adam, type AdamOptions, AdamW } from './adam.js';
import { Optimizer, type OptimizerOptions } from './optimizer.js';
import { RMSprop, type RMSpropOptions } from './rmsprop.js';
import { LearningRateSchedule } from './schedule.js';
import { SGD, type SGDOptions } from './sgd.js';

export type { AdamOptions, OptimizerOptions, RMSpropOptions, SGDOptions };
export * from './decays.js';
export { memoryOf, type OptimizerMemory, recall } from './memory.js';
export { Adam, AdamW, LearningRateSchedule, Optimizer, RMSprop, SGD };

export type OptimizerName = 'adam' | 'adamw' | 'adamW' | 'sgd' | 'rmsprop' | 'Adam' | 'AdamW' | 'SGD' | 'RMSprop';

export type OptimizerIdentifier = Identifier<Optimizer, OptimizerName>;

export const optimizers = new Registry<Optimizer>('optimizer', 'keras.optimizers', Optimizer, {
  Adam,
  AdamW,
  SGD,
  RMSprop,
});
