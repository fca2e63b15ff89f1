// What users see as `losses`: the name of a class may also be that of a metric.
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  Huber,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from './index.js';
export * from './others.js';
