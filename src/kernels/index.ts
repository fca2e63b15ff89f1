export { splitWork } from './split.js';
export type { KernelName, Kernels, Machine, Views } from './kernels.js';
export { referenceMachine } from './reference/index.js';
export { wasmMachine } from './wasm.js';
