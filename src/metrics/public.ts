// What users see as `metrics`: the name of a class may also be that of a loss.
export {
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
} from './index.js';
export * from './others.js';
