// What the module exports. Each file is one family of kernels; simd.ts is the vocabulary they share.

export { heapBase } from './heap';
export { fill, copy, add } from './elementwise';
export { power } from './power';
export { transpose } from './transpose';
export { packedSize, packPanels, packPanelsTransposed } from './gemm-pack';
export { matmul, matmulPacked, matmulTransposeA, matmulTransposeB, matmulWorkspace, sumRows } from './gemm';
export { lstmGradientsSize, lstmPackedSize, lstmPackedTransposedSize, lstmWorkspaceSize } from './lstm-layout';
export { lstmPack, lstmPackTransposed } from './lstm-pack';
export { lstmForward } from './lstm';
export { lstmBackward, lstmGradients } from './lstm-backward';
export { scaleRows } from './rows';
