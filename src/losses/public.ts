// What users see as `losses`: the name of a class may also be that of a metric.
export { CosineSimilarity } from './cosine-similarity.js';
export { BinaryFocalCrossentropy, CategoricalFocalCrossentropy } from './focal.js';
export { CategoricalHinge, Hinge, SquaredHinge } from './hinge.js';
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  Huber,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from './index.js';
export { KLDivergence, LogCosh, MeanSquaredLogarithmicError, Poisson } from './logarithmic.js';
export { Dice, Tversky } from './overlap.js';
