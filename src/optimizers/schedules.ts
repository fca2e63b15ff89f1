import { isSerialized, Registry } from '../registry.js';
import * as decays from './decays.js';
import { LearningRateSchedule } from './schedule.js';

/** Only for who reads configurations: a page that reads none loads the schedules that it names. */
export const schedules = new Registry<LearningRateSchedule>(
  'learning rate schedule',
  'keras.optimizers.schedules',
  LearningRateSchedule,
  decays,
);

/** A serialized optimizer, with the schedule made that its learning rate follows, if it follows one; anything else as it is. */
export function withSchedule<T>(optimizer: T): T {
  if (!isSerialized(optimizer)) return optimizer;
  const { config } = optimizer;
  const { learning_rate: rate } = config;
  return isSerialized(rate) ? { ...optimizer, config: { ...config, learning_rate: schedules.get(rate) } } : optimizer;
}
