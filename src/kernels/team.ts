import type { KernelName, Kernels } from './kernels.js';
import { splitWork } from './split.js';
import { doublesPerWorker, spins, type StartThread, type TeamWorker, usualStart, word } from './team-worker.js';
import type { WasmMemory, WasmModule } from './webassembly.js';

/** While a call is not shared, sharing it is tried again every so many calls; sooner at first, when threads have just started. */
const trialInterval = 16;
const firstTrials = 32;
const firstInterval = 4;
/** No kernel takes this long. A worker that does is dead. */
const patienceMilliseconds = 10_000;

/** A block of memory, which is used again when nobody holds this object any more. */
interface Home {
  readonly address: number;
  readonly bytes: number;
}

/** Who owns the memory. */
interface Host {
  readonly kernels: Kernels;
  allocate(bytes: number): Home;
}

/**
 * Workers that wait for kernel calls and run them on the memory of all. They start when first needed. A program whose
 * workers are idle ends by itself.
 */
export class Team {
  private readonly names: string[];
  private readonly startThread: StartThread;
  /** Calls that were shared so far. */
  sharedCalls = 0;
  /** True: every call that can be shared is, even where that is slower. For tests. */
  insists = false;
  private readonly choices = new Map<string, Choice>();
  private workers: TeamWorker[] = [];
  /** By part. Programs that were bound hold on to the smaller ones. */
  private readonly workspaces: Home[][] = [];
  private epoch = 0;
  private words!: Int32Array;
  private doubles!: Float64Array;

  constructor(
    private readonly module: WasmModule,
    private readonly memory: WasmMemory,
    /** Threads that share the work, the caller included. */
    private wanted: number,
    /** Default: as Node and browsers do. */
    startThread?: StartThread,
  ) {
    this.startThread = startThread ?? usualStart();
    this.names = WebAssembly.Module.exports(module).map(({ name }) => name);
  }

  /** Workers of another number start when next needed. */
  resize(threads: number): void {
    if (threads === this.wanted) return;
    this.dismiss();
    this.choices.clear();
    this.wanted = threads;
  }

  /**
   * A call that is shared where that is worth it; nothing where it has too little to do.
   *
   * @param bind A call of the kernel by this thread.
   */
  share(
    kernel: KernelName,
    args: readonly number[],
    bind: (args: readonly number[]) => () => void,
    host: Host,
  ): (() => void) | undefined {
    const allocate = (part: number, floats: number) => this.workspace(host, part, floats * 4);
    const split = splitWork(kernel, args, this.wanted, host.kernels, allocate);
    return split && this.bind(kernel, split.work, split.parts, bind(split.parts[0]), bind(args));
  }

  /** Space for the part of a call that a thread works on. One call runs at a time, so all calls share it. */
  private workspace(host: Host, part: number, bytes: number): number {
    const homes = (this.workspaces[part] ??= []);
    const home = homes.find((one) => one.bytes >= bytes) ?? host.allocate(bytes);
    if (!homes.includes(home)) homes.push(home);
    return home.address;
  }

  /**
   * A call whose parts run at the same time: the first by the caller, which knows how (`own`), the others by workers. Where
   * that is slower than `alone`, because other programs keep the cores busy, `alone` does all. The bits are the same.
   *
   * @param work Calls of a kernel with the same number share what is known of either way.
   */
  bind(
    kernel: KernelName,
    work: number,
    parts: readonly (readonly number[])[],
    own: () => void,
    alone: () => void,
  ): () => void {
    const number = this.names.indexOf(kernel);
    const jobs = parts.slice(1);
    const key = `${kernel} ${work}`;
    const choice = this.choices.get(key) ?? new Choice();
    this.choices.set(key, choice);
    return () => {
      if (!this.isReady) {
        alone();
        return;
      }
      const share = choice.next() || this.insists;
      const start = performance.now();
      if (share) {
        this.start(number, jobs);
        own();
        this.join();
      } else {
        alone();
      }
      choice.learn(share, performance.now() - start);
    };
  }

  private get isReady(): boolean {
    if (this.workers.length < this.wanted - 1) this.hire();
    return Atomics.load(this.words, word.ready) === this.workers.length;
  }

  private hire(): void {
    const { module, memory, names } = this;
    // A control block of their own: workers that were dismissed may still look at theirs.
    const control = new SharedArrayBuffer(word.count * 4 + this.wanted * doublesPerWorker * 8);
    this.words = new Int32Array(control, 0, word.count);
    this.doubles = new Float64Array(control, word.count * 4);
    this.epoch = 0;
    for (let index = 0; index < this.wanted - 1; index++) {
      const data = { module, memory, control, index, names, word, doublesPerWorker, spins };
      // Others take the place of one that has ended between two calls.
      const worker: TeamWorker = this.startThread(data, () => {
        if (this.workers.includes(worker)) this.dismiss();
      });
      this.workers.push(worker);
    }
  }

  private dismiss(): void {
    for (const worker of this.workers) void worker.terminate();
    this.workers = [];
  }

  private start(kernel: number, jobs: readonly (readonly number[])[]): void {
    const { words, doubles } = this;
    this.sharedCalls++;
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[i];
      const at = i * doublesPerWorker;
      doubles[at] = kernel;
      for (let j = 0; j < job.length; j++) doubles[at + 1 + j] = job[j];
    }
    // Workers beyond the jobs find no kernel.
    for (let i = jobs.length; i < this.workers.length; i++) doubles[i * doublesPerWorker] = -1;
    Atomics.store(words, word.done, 0);
    this.epoch = (this.epoch + 1) | 0;
    Atomics.store(words, word.epoch, this.epoch);
    Atomics.notify(words, word.epoch);
  }

  /** @throws Error when a worker has failed or does not answer. */
  private join(): void {
    const { words } = this;
    const workers = this.workers.length;
    let done = Atomics.load(words, word.done);
    for (let i = 0; i < spins && done < workers; i++) done = Atomics.load(words, word.done);
    while (done < workers) {
      if (Atomics.wait(words, word.done, done, patienceMilliseconds) === 'timed-out') this.give('does not answer');
      done = Atomics.load(words, word.done);
    }
    if (Atomics.load(words, word.failed) !== 0) this.give('has failed');
  }

  private give(what: string): never {
    this.dismiss();
    throw new Error(`A worker thread ${what}. Its part of the step is missing: go on from saved weights.`);
  }
}

/** Which of two ways is the faster, learnt from calls. */
class Choice {
  private alone = Number.POSITIVE_INFINITY;
  private together = Number.POSITIVE_INFINITY;
  private calls = 0;

  /** Whether to share the next call. Both ways are tried twice, because their first calls may not be optimised. */
  next(): boolean {
    const call = this.calls++;
    if (call < 4) return call % 2 === 0;
    return this.together <= this.alone || call % (call < firstTrials ? firstInterval : trialInterval) === 0;
  }

  /** The least counts, but it fades: several slow calls in a row turn the choice, one alone may be a disturbance. */
  learn(shared: boolean, milliseconds: number): void {
    if (shared) this.together = Math.min(this.together * 1.1, milliseconds);
    else this.alone = Math.min(this.alone * 1.01, milliseconds);
  }
}
