/** The one element in `root` that has the attribute `data-<name>`. */
export const part = (root, name) => root.querySelector(`[data-${name}]`);

/**
 * Lets input and drawing have their turn, as `fit` does by itself. What `scheduler.yield` goes on with goes before drawing;
 * timers of a hidden tab go off by the second, and later by the minute.
 */
export const pause = () =>
  new Promise((resolve) => {
    if (!document.hidden) return setTimeout(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** Resolves when the browser draws next, or soon where it does not, as in a hidden tab. */
export const frame = () =>
  new Promise((resolve) => {
    if (document.hidden) return resolve(pause());
    requestAnimationFrame(resolve);
    setTimeout(resolve, 200);
  });

/** A function that calls `draw` once before the next frame, however often it is called. */
export function oncePerFrame(draw) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw();
    });
  };
}

/** `0.00123` as `0.00123`, `1234.5` as `1,235`, `2500000000` as `2.5e+9`: a number to be read. */
export function readable(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e9)) {
    return value.toExponential(size < 1 ? 1 : 3).replace(/\.?0+e/, 'e');
  }
  return value.toLocaleString('en', size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
