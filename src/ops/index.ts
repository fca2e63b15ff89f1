export { type ActivationName, activate, activationIds } from './activate.js';
export { add } from './add.js';
export { binaryCrossentropy, type CrossentropyOptions } from './binary-crossentropy.js';
export { categoricalCrossentropy } from './categorical-crossentropy.js';
export { concatenate } from './concatenate.js';
export { dropout, dropoutMask, seedDropout } from './dropout.js';
export { l1l2, type Penalty } from './l1l2.js';
export { maskWeights, notEqual } from './mask.js';
export { meanAbsoluteError } from './mean-absolute-error.js';
export { meanSquaredError } from './mean-squared-error.js';
export {
  accumulateMean,
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  confusion,
  confusionPerClass,
  sparseCategoricalAccuracy,
} from './measure.js';
export { multiply } from './multiply.js';
export { type Reduction, reduce } from './reduce.js';
export { logSoftmax, softmax } from './softmax.js';
export { type SparseCrossentropyOptions, sparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.js';
