// What users see as `metrics`: the name of a class may also be that of a loss.
export { AUC } from './auc.js';
export { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './counts.js';
export { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy.js';
export {
  CategoricalHinge,
  CosineSimilarity,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanSquaredLogarithmicError,
  Poisson,
  SquaredHinge,
} from './distances.js';
export { FBetaScore } from './f-beta-score.js';
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
export {
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './operating-points.js';
export { R2Score } from './r2-score.js';
export { SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy } from './top-k.js';
