// What the module exports. Each file is one family of kernels; simd.ts is the vocabulary they share.

export { heapBase } from './heap';
export { fill, copy, add, multiply, scale, copyRows } from './elementwise';
export { clipNegative, limitNorms } from './constraints';
export { transpose } from './transpose';
export { packedSize, packPanels, packPanelsTransposed } from './gemm-pack';
export { matmul, matmulPacked, matmulTransposeA, matmulTransposeB, matmulWorkspace, sumRows } from './gemm';
export { lstmGradientsSize, lstmPackedSize, lstmPackedTransposedSize, lstmWorkspaceSize } from './lstm-layout';
export { lstmPack, lstmPackTransposed } from './lstm-pack';
export { lstmForward } from './lstm';
export { lstmBackward, lstmGradients } from './lstm-backward';
export { scaleRows, notEqual, gatherRows, scatterRows } from './rows';
export { activate, activateGradient, logarithm } from './activations';
export { softmax, softmaxGradient, logSoftmax, logSoftmaxGradient } from './softmax';
export { weightedSum, weightedSumGradient } from './reductions';
export {
  meanError,
  meanErrorGradient,
} from './losses';
export {
  binaryCrossentropy,
  binaryCrossentropyGradient,
  categoricalCrossentropy,
  categoricalCrossentropyGradient,
  sparseCategoricalCrossentropy,
  sparseCategoricalCrossentropyGradient,
} from './crossentropy';
export {
  adam,
  sgd,
  sgdMomentum,
  rmsprop,
  clipByValue,
  sumOfSquares,
  scaleToNorm,
  scaleToGlobalNorm,
  decayWeights,
  movingAverage,
} from './optimizers';
export {
  randomUniform,
  randomNormal,
  randomTruncatedNormal,
  dropoutMask,
  advance,
  permutation,
} from './random';
export { orthogonalize } from './orthogonal';
export {
  accumulateMean,
  accuracy,
  categoricalAccuracy,
  confusion,
  confusionPerClass,
} from './metrics';
export { l1l2, l1l2Gradient } from './regularizers';
