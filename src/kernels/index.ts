export type { CompiledKernels, KernelName, Kernels, Machine, Views } from './kernels.js';
export { referenceMachine } from './reference/index.js';
export type { StartThread, Team } from './team.js';
export { defaultThreads, limitThreads, obstacle as threadsObstacle, obstacles as threadsObstacles } from './threads.js';
export { compiledMachine, wasmMachine } from './wasm.js';
