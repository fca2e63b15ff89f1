// The event loop gets its turn by elapsed time.

/** Long enough to get work done, short enough for a page to draw 60 frames a second. */
const turnMilliseconds = 12;

/** A look at the clock allocates, so steps that take less than this share one. */
const lookMilliseconds = 0.5;
/** A clock that a browser made coarse may see no time pass: no more steps than this go by unseen. */
const maximumStride = 16;

/** When the event loop had its last turn: one for all, because runs that follow on each other keep it waiting, too. */
let last = 0;

/** For a run of steps, to be asked after each: true when the event loop has waited long enough. */
export function turnClock(): () => boolean {
  let looked = 0;
  let stride = 1;
  let left = 1;
  return () => {
    if (--left > 0) return false;
    const now = performance.now();
    stride = now - looked < lookMilliseconds ? Math.min(2 * stride, maximumStride) : 1;
    left = stride;
    looked = now;
    // A clock may be set back, as tests do.
    return Math.abs(now - last) >= turnMilliseconds;
  };
}

/** Lets timers, input and drawing have their turn. */
export async function giveTurn(): Promise<void> {
  await macrotask();
  last = performance.now();
}

/** The one of the platform: that of tests with fake timers would never come. */
const { setImmediate: immediate } = globalThis as Partial<typeof globalThis>;

/** Resolves in a later task of the event loop. Microtasks would not let anything else run. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else if (globalThis.MessageChannel) {
      // Timers would wait 4 ms.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } else setTimeout(resolve); // as where Jest runs tests with jsdom
  });
}
