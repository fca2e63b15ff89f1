import type { Machine } from './kernels.js';
import { referenceMachine } from './reference/index.js';
import { obstacle } from './team.js';
import { compiledMachine, wasmMachine } from './wasm.js';

export { splitWork } from './split.js';
export type { CompiledKernels, KernelName, Kernels, Machine, Views } from './kernels.js';
export { obstacle as threadsObstacle };
export { compiledMachine, referenceMachine, wasmMachine };

/** WebAssembly, or the plain JavaScript reference where the host refuses to compile it (lockdown modes, strict policies). */
export function bestMachine(): Machine {
  try {
    return wasmMachine();
  } catch {
    return referenceMachine();
  }
}
