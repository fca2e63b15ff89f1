// Those that have no names in `compile`.
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
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from './operating-points.js';
export { R2Score } from './r2-score.js';
export { SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy } from './top-k.js';
