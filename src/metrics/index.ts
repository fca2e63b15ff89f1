import { canonical } from '../naming.js';
import type { TensorFunction } from '../ops/graph-tensor.js';
import { type Identifier, Registry } from '../registry.js';
import type { Shape } from '../shape.js';
import { Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from './accuracy.js';
import { Precision, Recall } from './confusion.js';
import { MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, RootMeanSquaredError } from './errors.js';
import { F1Score } from './f-score.js';
import { Metric } from './metric.js';
import { OwnMetric } from './own-metric.js';

export {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  F1Score,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  Metric,
  Precision,
  Recall,
  RootMeanSquaredError,
  SparseCategoricalAccuracy,
};

export type MetricName =
  | 'accuracy'
  | 'acc'
  | 'mse'
  | 'meanSquaredError'
  | 'mean_squared_error'
  | 'mae'
  | 'meanAbsoluteError'
  | 'mean_absolute_error'
  | 'mape'
  | 'meanAbsolutePercentageError'
  | 'mean_absolute_percentage_error'
  | 'rootMeanSquaredError'
  | 'root_mean_squared_error'
  | 'binaryAccuracy'
  | 'binary_accuracy'
  | 'categoricalAccuracy'
  | 'categorical_accuracy'
  | 'sparseCategoricalAccuracy'
  | 'sparse_categorical_accuracy'
  | 'precision'
  | 'recall'
  | 'f1Score'
  | 'f1_score';

export type MetricIdentifier = Identifier<Metric, MetricName> | TensorFunction;

const classes = {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  F1Score,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  Precision,
  Recall,
  RootMeanSquaredError,
  SparseCategoricalAccuracy,
};

const aliases = {
  mse: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  acc: 'Accuracy',
};

/** What metrics may be given by name. */
export const metrics = new Registry<Metric>(
  'metric',
  'keras.metrics',
  Metric,
  classes,
  aliases,
  OwnMetric,
  ' Others are objects, such as `new metrics.AUC()`.',
);

/** True for the strings whose meaning depends on the shapes of target and prediction. */
export function isAccuracy(identifier: MetricIdentifier): identifier is 'accuracy' | 'acc' {
  return typeof identifier === 'string' && ['accuracy', 'acc'].includes(canonical(identifier));
}

/**
 * What `accuracy` means for these shapes. As in Keras the loss plays no part: one output is binary, labels of lower rank
 * (or a column of them) are indices, all else is one-hot.
 */
export function accuracyFor(name: string, target: Shape, prediction: Shape): Metric {
  const classCount = prediction.at(-1)!;
  if (classCount === 1) return new BinaryAccuracy({ name });
  const sparse = target.length < prediction.length || target.at(-1) === 1;
  return sparse ? new SparseCategoricalAccuracy({ name }) : new CategoricalAccuracy({ name });
}
