// Whether the machine lends all its cores: on a shared one the others' work is invisible, and a second thread may be worth
// half a core. The same register-only loop on all threads at once tells.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const additionsPerCall = 500_000;
const word = { round: 0, done: 1 };

function loopOf(module) {
  const { additions } = new WebAssembly.Instance(module).exports;
  return () => {
    const start = performance.now();
    additions(additionsPerCall, 0);
    return performance.now() - start;
  };
}

/** Threads that run the loop together with the caller. */
export class Cores {
  #words = new Int32Array(new SharedArrayBuffer(8));
  #times;
  #loop;
  #best = Number.POSITIVE_INFINITY;

  /** @param module What `compilePeak` gives. */
  constructor(threads, module) {
    this.#loop = loopOf(module);
    this.#times = new Float64Array(new SharedArrayBuffer(8 * threads));
    for (let index = 1; index < threads; index++) {
      const data = { module, words: this.#words, times: this.#times, index };
      new Worker(new URL(import.meta.url), { workerData: data }).unref();
    }
  }

  /** The share of a core that the most disturbed thread had, compared with the best time so far. */
  share() {
    const words = this.#words;
    const others = this.#times.length - 1;
    Atomics.store(words, word.done, 0);
    Atomics.add(words, word.round, 1);
    Atomics.notify(words, word.round);
    this.#times[0] = this.#loop();
    for (let done; (done = Atomics.load(words, word.done)) < others; ) Atomics.wait(words, word.done, done, 100);
    for (const time of this.#times) this.#best = Math.min(this.#best, time);
    return this.#best / Math.max(...this.#times);
  }
}

if (!isMainThread && workerData?.times) {
  const { module, words, times, index } = workerData;
  const run = loopOf(module);
  for (let round = 0; ; round++) {
    while (Atomics.load(words, word.round) === round) Atomics.wait(words, word.round, round);
    times[index] = run();
    Atomics.add(words, word.done, 1);
    Atomics.notify(words, word.done);
  }
}
