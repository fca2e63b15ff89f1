import { reason } from '../reason.js';
import { Arena, useArena } from '../graph/index.js';
import { type Machine, wasmMachine } from '../kernels/index.js';
import { engine, isNodeBefore } from './engine.js';
import { binary } from './relaxed-binary.js';

/**
 * Models made from now on run on kernels that round a·b + c once, where the processor can. A few per cent faster where
 * multiplications and additions have units of their own, as on AMD's Zen; more where they share them, as on many of Intel's.
 *
 * The bits are no longer the same everywhere: engine and processor decide whether it rounds once or twice. Results differ
 * from the strict ones as much as rounding errors do. Models made before keep the kernels they have: call it before the
 * first model is made.
 *
 * @throws Error in Node before 24, and in engines without relaxed SIMD. Everything is as it was then.
 */
export function useRelaxedMode(): void {
  useArena(new Arena(relaxedMachine(binary, 'useRelaxedMode()')));
}

/** @throws Error which names `caller`. */
export function relaxedMachine(relaxed: string, caller: string): Machine {
  const cure = 'Use Node 24 or newer, or leave the call away: the default kernels run everywhere.';
  let machine: Machine;
  try {
    machine = wasmMachine((read) => read(relaxed));
  } catch (cause) {
    throw new Error(`${caller} needs relaxed SIMD, which ${engine()} has not (${reason(cause)}). ${cure}`, { cause });
  }
  // Older compilers and that of Bun keep too few values in registers: it would be slower than the default.
  if (isNodeBefore(24)) throw new Error(`${caller} makes nothing faster in ${engine()}. ${cure}`);
  return machine;
}
