import {
  defaultThreads,
  type Kernels,
  limitThreads,
  type Machine,
  type Team,
  threadsObstacle,
  wasmMachine,
} from '../kernels/index.js';
import { checkInteger } from '../options.js';

/** Blocks begin at multiples of a cache line, so that no two threads ever write to the same one. */
const lineBytes = 64;

/** The last address that 32-bit kernels can reach, less a page. */
const maximumBytes = 2 ** 32 - 2 ** 16;

/**
 * A home is a small object to the engine, which would wait for long before it collects one. A buffer of the same size beside
 * it, whose pages nobody touches, says how much memory comes free. Few numbers need none: their model's other objects say
 * enough. More than the most says no more.
 */
const [leastBallast, mostBallast] = [2 ** 17, 2 ** 26];

interface Extent {
  address: number;
  bytes: number;
}

/** A long-lived block. Its memory is used again when nobody holds this object any more. */
export type Home = Readonly<Extent>;

/**
 * The owner of the memory that kernels work in, and the only maker of views on it. Long-lived blocks (variables, packed
 * weights) are allocated; the temporaries of all programs share one scratch block, because only one program runs at a time.
 */
export class Arena {
  readonly machine: Machine;
  readonly kernels: Kernels;
  /** Counts what makes addresses or views stale. A program bound at another epoch binds itself anew before it runs. */
  epoch = 0;
  /** Counts the changes of parameters. What was derived from parameters at another count is derived anew. */
  parameterVersion = 0;
  scratch: Extent = { address: 0, bytes: 0 };
  /** Shares large calls among threads; undefined before `hire` has brought it. */
  team: Team | undefined;
  /** How many threads share large calls. `setThreads` sets it. */
  threads = 1;
  /** Why threads could not be had, if so. */
  obstacle: string | undefined;
  private top: number;
  private readonly gaps: Extent[] = [];
  private hiring: Promise<void> | undefined;
  private readonly owners = new FinalizationRegistry<Extent>((block) => this.release(block));

  constructor(machine: Machine = wasmMachine()) {
    this.machine = machine;
    this.kernels = machine.kernels;
    this.top = roundUp(machine.base, lineBytes);
    if (machine.team) this.threads = defaultThreads();
  }

  /** Brings the team where more than one thread is wanted. Until it is there, and where it cannot be had, one does all. */
  hire(): Promise<void> | undefined {
    if (this.threads > 1)
      this.hiring ??= this.machine.team?.(this.threads).then(
        (team) => {
          this.team = team;
          team.resize(this.threads);
          this.epoch++;
        },
        (error: Error) => {
          this.obstacle = error.message;
          this.threads = 1;
          this.hiring = undefined;
        },
      );
    return this.hiring;
  }

  /** Bytes in use or once used: what the memory has grown to hold. */
  get bytes(): number {
    return this.top;
  }

  /**
   * A zeroed block that lives as long as the object returned.
   * @throws RangeError where the memory cannot be had; nothing has changed then.
   */
  allocate(bytes: number): Home {
    const ballast = new ArrayBuffer(bytes < leastBallast ? 0 : Math.min(bytes, mostBallast));
    const block = this.take(roundUp(Math.max(bytes, 1), lineBytes));
    this.clear(block);
    const home = { ...block, ballast };
    this.owners.register(home, block, home);
    return home;
  }

  /** Gives a block back at once, where it is certain that nobody uses it any more. */
  free(home: Home): void {
    if (this.owners.unregister(home)) this.release({ address: home.address, bytes: home.bytes });
  }

  /**
   * The scratch block, at least `bytes` large: for programs, and for work outside of them that is over before the caller
   * returns. Its content is lost when it moves.
   */
  borrow(bytes: number): number {
    if (bytes > this.scratch.bytes) {
      const block = this.take(roundUp(bytes, lineBytes));
      if (this.scratch.bytes > 0) this.release(this.scratch);
      this.scratch = block;
      this.epoch++;
    }
    return this.scratch.address;
  }

  /** A view of `length` floats. Valid until the memory grows. */
  floats(address: number, length: number): Float32Array | Float64Array {
    return this.machine.views.f32.subarray(address >>> 2, (address >>> 2) + length);
  }

  /** A view of `length` 32-bit words. Valid until the memory grows. */
  words(address: number, length: number): Uint32Array {
    return this.machine.views.u32.subarray(address >>> 2, (address >>> 2) + length);
  }

  /** A block as numbers of each kind. Valid until the memory grows. */
  viewsOf({ address, bytes }: Home) {
    return {
      floats: this.floats(address, bytes >>> 2),
      words: this.words(address, bytes >>> 2),
      doubles: this.machine.views.f64.subarray(address >>> 3, (address + bytes) >>> 3),
    };
  }

  /** Fills a block, whose size is a multiple of a line, with zeros. */
  clear(block: Home): void {
    // All of them, for in 64 bits, which tests use, numbers of different kinds do not overlap.
    for (const view of Object.values(this.viewsOf(block))) view.fill(0);
  }

  private take(bytes: number): Extent {
    for (const [i, block] of this.gaps.entries()) {
      if (block.bytes < bytes) continue;
      if (block.bytes === bytes) this.gaps.splice(i, 1);
      else this.gaps[i] = { address: block.address + bytes, bytes: block.bytes - bytes };
      return { address: block.address, bytes };
    }
    const address = this.top;
    // Kernels may read a whole line where fewer floats are left.
    this.grow(address + bytes + lineBytes);
    this.top = address + bytes;
    return { address, bytes };
  }

  private grow(bytes: number): void {
    const { machine } = this;
    const limit = machine.views.f64.length * 8;
    if (bytes <= limit) return;
    const generous = Math.min(maximumBytes, roundUp(Math.max(bytes, limit * 1.25, 2 ** 20), 2 ** 16));
    const had = bytes <= maximumBytes && (machine.grow(generous) || machine.grow(bytes));
    if (!had) {
      throw new RangeError(
        `Out of memory: ${(bytes / 2 ** 20).toFixed(0)} MiB are needed of at most 4096. ` +
          'Use fewer units, a smaller batchSize or shorter sequences; if models were dropped, give the event loop a turn, which frees them.',
      );
    }
    this.epoch++;
  }

  /** Returns a block to the free list, merged with its neighbours, so that blocks of any size can be cut from it. */
  private release(block: Extent): void {
    let at = this.gaps.findIndex((other) => other.address > block.address);
    if (at < 0) at = this.gaps.length;
    this.gaps.splice(at, 0, block);
    for (const i of [at, at - 1]) {
      const [left, right] = [this.gaps[i], this.gaps[i + 1]];
      if (!left || !right || left.address + left.bytes !== right.address) continue;
      this.gaps.splice(i, 2, { address: left.address, bytes: left.bytes + right.bytes });
    }
  }
}

export function roundUp(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}

let shared: Arena | undefined;

/** The arena of this realm, made on first use. */
export function theArena(): Arena {
  shared ??= new Arena();
  return shared;
}

/** Makes another arena the realm's, for tests and benchmarks that compare machines. What exists keeps its own. */
export function useArena(arena: Arena): void {
  shared = arena;
}

/**
 * Threads that share calls of more than about 100 µs; smaller ones are never shared. The results have the same bits with
 * any number. By default as many as the machine has cores, up to 4, in Node and in a worker of a page that is cross-origin
 * isolated (`markhor/worker`); elsewhere one, and `info` says why. They start with the first large call, and take part once a
 * program has let the event loop have a turn, as `fit` does.
 *
 * @throws RangeError unless `threads` is a positive integer.
 */
export function setThreads(threads: number): void {
  checkInteger('setThreads', 'threads', threads);
  const arena = theArena();
  if (!arena.machine.team) return;
  arena.threads = limitThreads(threads);
  arena.team?.resize(arena.threads);
  arena.epoch++;
}

/** What runs the kernels here. */
export interface Info {
  /** `wasm`, or `reference` after `useReference()` of markhor/reference: plain JavaScript, about ten times slower. */
  machine: string;
  threads: number;
  /** Why there is but one thread, where there cannot be more: `the page is not cross-origin isolated`. */
  threadsNote?: string;
  /** Bytes of weights, optimizer slots and temporaries of all models, and of those that are free again. */
  bytes: number;
}

export function info(): Info {
  const { machine, threads, bytes, obstacle } = theArena();
  const note =
    machine.name === 'wasm' ? (threadsObstacle() ?? obstacle) : 'plain JavaScript has no memory that threads share';
  return { machine: machine.name, threads, ...(note !== undefined && { threadsNote: note }), bytes };
}
