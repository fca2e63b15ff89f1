import { obstacle } from './team.js';

export { splitWork } from './split.js';
export type { CompiledKernels, KernelName, Kernels, Machine, Views } from './kernels.js';
export { referenceMachine } from './reference/index.js';
export { obstacle as threadsObstacle };
export { compiledMachine, wasmMachine } from './wasm.js';
