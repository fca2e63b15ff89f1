import { Arena, useArena } from '../graph/index.js';
import { type Machine, wasmMachine } from '../kernels/index.js';
import { engine } from './engine.js';
import { binary } from './relaxed-binary.js';

/**
 * Models made from now on run on kernels that round a·b + c once, where the processor can. Faster where multiplications and
 * additions share a unit, as on many Intel processors, and hardly elsewhere.
 *
 * The bits are no longer the same everywhere: the engine and the processor decide whether it rounds once or twice. Results
 * differ from the strict ones about as much as rounding errors do. Models made before keep the kernels they have.
 *
 * @throws Error in an engine without relaxed SIMD (Node before 22, Safari). Everything is as it was then.
 */
export function useRelaxedMode(): void {
  useArena(new Arena(relaxedMachine(binary, 'useRelaxedMode()')));
}

/** @throws Error which names `caller` where the engine does not compile relaxed SIMD. */
export function relaxedMachine(relaxed: string, caller: string): Machine {
  try {
    return wasmMachine(undefined, relaxed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${caller} needs an engine with relaxed SIMD, which ${engine()} has not (${reason}). ` +
        `Use Node 22 or newer, or leave the call away: the default kernels run everywhere.`,
      { cause },
    );
  }
}
