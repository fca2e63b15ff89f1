import { Registry } from '../registry.js';
import { Metric } from './metric.js';
import * as classes from './public.js';

/** All metrics, for who reads configurations: a page that reads none loads, beside those that have names, what it makes. */
export const catalogue = new Registry<Metric>('metric', 'keras.metrics', Metric, classes);
