/** Long enough to get work done, short enough for a page to draw 60 frames a second. */
const turnMilliseconds = 12;

/** A look at the clock allocates, so steps that take less than this share one. */
const lookMilliseconds = 0.5;
/** A clock that a browser made coarse may see no time pass: no more steps than this go by unseen. */
const maximumStride = 16;

/** When the event loop had its last turn: one for all, because trainings that follow on each other keep it waiting, too. */
let last = 0;

/** Gives the event loop its turn by elapsed time. */
export class Turns {
  private looked = performance.now();
  private stride = 1;
  private left = 1;

  /** To be asked after each step: true when the event loop has waited long enough. */
  isDue(): boolean {
    if (--this.left > 0) return false;
    const now = performance.now();
    this.stride = now - this.looked < lookMilliseconds ? Math.min(2 * this.stride, maximumStride) : 1;
    this.left = this.stride;
    this.looked = now;
    return now - last >= turnMilliseconds;
  }

  /** Lets timers, input and drawing have their turn. */
  async pause(): Promise<void> {
    await macrotask();
    last = performance.now();
    this.restart();
  }

  /** For steps of another kind, which may take longer. */
  restart(): void {
    this.stride = 1;
    this.left = 1;
  }
}

/** Resolves in a later task of the event loop. Timers would wait 4 ms; microtasks would not let anything else run. */
function macrotask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
