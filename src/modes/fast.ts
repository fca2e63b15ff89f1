import { Arena, useArena } from '../graph/index.js';
import { type Machine, wasmMachine } from '../kernels/index.js';
import { engine, type V8, v8Of } from './engine.js';
import { binary as fast } from './fast-binary.js';
import { binary as fastRelaxed } from './fast-relaxed-binary.js';
import { relaxedMachine } from './relaxed.js';
import { binary as relaxed } from './relaxed-binary.js';
import { firstDifference, outcomes, speedUp } from './self-test.js';

export interface FastModeOptions {
  /** Rounds a·b + c once, as `useRelaxedMode` does; the bits are then those of that mode. Default false. */
  relaxed?: boolean;
}

const revectorize = 'experimental-wasm-revectorize';

/**
 * Models made from now on run on kernels of 256 bits: V8 joins pairs of 128-bit operations when a flag of its own says so,
 * which this sets for the process, and the kernels are made for it. Matrices multiply about 1.7 times as fast, and the bits are
 * those of the default kernels.
 *
 * The flag is experimental. So the kernels are compared with the default ones, bit by bit, before they are used (about a
 * tenth of a second). Models made before keep the kernels they have. Call it before the first model is made.
 *
 * @throws Error which says what was found when this is not Node 24 or newer on an x64 processor with AVX2, or when a bit
 *   differs. Everything is as it was then.
 */
export function useFastMode(options: FastModeOptions = {}): void {
  const v8 = v8Of(24);
  if (!v8) refuse(`it needs Node 24 or newer, and this is ${engine()}`, 'Use a newer Node');
  const plain = options.relaxed ? relaxedMachine(relaxed, 'useFastMode({ relaxed: true })') : wasmMachine();
  const expected = outcomes(plain);
  v8.setFlagsFromString(`--${revectorize}`);
  try {
    eagerly(v8, () => {
      const machine = wasmMachine((read) => read(options.relaxed ? fastRelaxed : fast));
      check(machine, expected);
      useArena(new Arena(machine));
    });
  } catch (error) {
    v8.setFlagsFromString(`--no-${revectorize}`);
    throw error;
  }
}

/** Where 256-bit code is made, large tiles are about 1.6 times as fast as those of two rows; elsewhere 0.8 times. */
const leastGain = 1.2;

/** V8's own. */
const tieringBudget = 13_000_000;

/**
 * Only optimised code is joined. Here a kernel is optimised at the end of its first call, and before the next one, instead of
 * after many and meanwhile.
 */
function eagerly(v8: V8, work: () => void): void {
  v8.setFlagsFromString('--wasm-tiering-budget=1');
  v8.setFlagsFromString('--wasm-sync-tier-up');
  try {
    work();
  } finally {
    v8.setFlagsFromString('--no-wasm-sync-tier-up');
    v8.setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
  }
}

function check(machine: Machine, expected: ReturnType<typeof outcomes>): void {
  outcomes(machine); // The calls after which kernels are optimised.
  const difference = firstDifference(expected, outcomes(machine));
  if (difference) refuse(`its kernels give other bits in ${engine()}: ${difference}`, 'Use another version of Node');
  const gain = speedUp(machine);
  if (gain < leastGain) {
    refuse(
      `${engine()} does not make 256-bit code on this processor (the kernels for it run at ${(100 * gain).toFixed(0)} % of the speed of the others)`,
      'Use an x64 processor with AVX2',
    );
  }
}

function refuse(found: string, cure: string): never {
  throw new Error(
    `useFastMode() cannot be used: ${found}. ${cure}, or leave the call away: the default kernels give the same results.`,
  );
}
