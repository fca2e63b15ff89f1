import { Registry } from '../registry.js';
import { losses } from './index.js';
import { Loss } from './loss.js';
import * as others from './others.js';

/** All losses, for who reads configurations: a page that reads none loads, beside those that have names, what it makes. */
export const catalogue = new Registry<Loss>(
  'loss',
  'keras.losses',
  Loss,
  { ...losses.all, ...others },
  {
    msle: 'MeanSquaredLogarithmicError',
    kld: 'KLDivergence',
  },
);
