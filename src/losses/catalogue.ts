import { Registry } from '../registry.js';
import { Loss } from './loss.js';
import * as classes from './public.js';

/** All losses, for who reads configurations: a page that reads none loads, beside those that have names, what it makes. */
export const catalogue = new Registry<Loss>('loss', 'keras.losses', Loss, classes, {
  msle: 'MeanSquaredLogarithmicError',
  kld: 'KLDivergence',
});
