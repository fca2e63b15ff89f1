// What the module exports. Each file is one family of kernels; simd.ts is the vocabulary they share.

export { heapBase } from './heap';
export { fill, copy, add } from './elementwise';
export { activate, activateGradient, logarithm } from './activations';
export { softmax, softmaxGradient, logSoftmax, logSoftmaxGradient } from './softmax';
