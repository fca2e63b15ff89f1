import type { TensorFunction } from '../ops/graph-tensor.js';
import { type Identifier, Registry } from '../registry.js';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.js';
import { Loss } from './loss.js';
import { OwnLoss } from './own-loss.js';
import { Huber, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError } from './regression.js';

export type { CrossentropyOptions, SparseCategoricalCrossentropyOptions } from './crossentropy.js';
export type { LossOptions, Reduction } from './loss.js';
export type { HuberOptions } from './regression.js';
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  Huber,
  Loss,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
};

export type LossName =
  | 'mse'
  | 'meanSquaredError'
  | 'mean_squared_error'
  | 'mae'
  | 'meanAbsoluteError'
  | 'mean_absolute_error'
  | 'mape'
  | 'meanAbsolutePercentageError'
  | 'mean_absolute_percentage_error'
  | 'huber'
  | 'bce'
  | 'binaryCrossentropy'
  | 'binary_crossentropy'
  | 'categoricalCrossentropy'
  | 'categorical_crossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'sparse_categorical_crossentropy';

export type LossIdentifier = Identifier<Loss, LossName> | TensorFunction;

export const losses = new Registry<Loss>(
  'loss',
  'keras.losses',
  Loss,
  {
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    Huber,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
  },
  { mse: 'MeanSquaredError', mae: 'MeanAbsoluteError', mape: 'MeanAbsolutePercentageError', bce: 'BinaryCrossentropy' },
  OwnLoss,
  ' Others are objects, such as `new losses.LogCosh()`.',
);
