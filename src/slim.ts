// The default entry without inlined kernels: scripts/bundle.js puts kernels/given.ts in the place of kernels/source.ts.

export * from './index.js';
export { init, type InitSource } from './kernels/given.js';
