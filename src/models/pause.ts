/** Long enough to get work done, short enough for a page to draw 60 frames a second. */
const turnMilliseconds = 12;

/** Gives the event loop its turn by elapsed time. */
export class Turns {
  private last = performance.now();

  /** True when the event loop has waited long enough. */
  get due(): boolean {
    return performance.now() - this.last >= turnMilliseconds;
  }

  /** Lets timers, input and drawing have their turn. */
  async pause(): Promise<void> {
    await macrotask();
    this.last = performance.now();
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
