// First, as the kernels' text stands before all code then: see wasm.ts.
export { compiledMachine, wasmMachine } from './wasm.js';
export type { CompiledKernels, KernelName, Kernels, Machine, Views } from './kernels.js';
export { referenceMachine } from './reference/index.js';
export type { Team } from './team.js';
export type { StartThread } from './team-worker.js';
export { defaultThreads, limitThreads, obstacle as threadsObstacle } from './threads.js';
