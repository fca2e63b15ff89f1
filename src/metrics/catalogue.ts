import { Registry } from '../registry.js';
import { metrics } from './index.js';
import { Metric } from './metric.js';
import * as others from './others.js';

/** All metrics, for who reads configurations: a page that reads none loads, beside those that have names, what it makes. */
export const catalogue = new Registry<Metric>(
  'metric',
  'keras.metrics',
  Metric,
  { ...metrics.all, ...others },
  {
    bce: 'BinaryCrossentropy',
    msle: 'MeanSquaredLogarithmicError',
  },
);
