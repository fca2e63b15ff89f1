import { Arena, useArena } from './graph/index.js';
import { referenceMachine } from './kernels/index.js';

/**
 * Models made from now on run on plain JavaScript instead of WebAssembly: for pages and programs where that is refused.
 * About ten times slower, and results differ from those of WebAssembly as much as rounding errors do. Models made before
 * keep the kernels they have: call it before the first model is made.
 */
export function useReference(): void {
  useArena(new Arena(referenceMachine()));
}
