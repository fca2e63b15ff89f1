/** The one element in `root` that has the attribute `data-<name>`. */
export const part = (root, name) => root.querySelector(`[data-${name}]`);

/** Resolves when the browser draws next. */
export const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Lets input and drawing have their turn, as `fit` does by itself. What `scheduler.yield` goes on with goes before drawing. */
export const pause = () => new Promise((resolve) => setTimeout(resolve));

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

/** `0.00123` as `0.0012`, `1234.5` as `1,235`: a number to be read. */
export function readable(value) {
  const digits = Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value !== 0 && Math.abs(value) < 0.001
    ? value.toExponential(1).replace('.0', '')
    : value.toLocaleString('en', digits);
}
