/** A shape with every size known. */
export type Shape = readonly number[];

/** A shape in which null stands for a size that is only known with the data: the batch, sometimes the time. */
export type PartialShape = readonly (number | null)[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** @throws RangeError unless there are as many values as the shape of `what` says. */
export function checkSize(what: string, shape: Shape, count: number): void {
  if (sizeOf(shape) === count) return;
  throw new RangeError(`${what} of shape ${formatShape(shape)} has ${sizeOf(shape)} values, but ${count} were given.`);
}

/** As Keras and Python print it: `(None, 3, 1)`, `(None,)`. */
export function formatShape(shape: PartialShape): string {
  const sizes = shape.map((length) => (length === null ? 'None' : String(length)));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

export function sameShape(a: PartialShape, b: PartialShape): boolean {
  // A loop: `every` allocates where the engine does not look into it, and predictions into a given tensor come by here.
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

/** `axis`, counted from the end where it is negative. @throws RangeError where there is none such. */
export function axisOf(owner: string, shape: PartialShape, axis: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (at in shape) return at;
  throw new RangeError(`${owner}: there is no axis ${axis} in the shape ${formatShape(shape)}.`);
}

/** True when `shape` fits `pattern`, where null fits any length. */
export function fitsShape(shape: PartialShape, pattern: PartialShape): boolean {
  return shape.length === pattern.length && pattern.every((length, i) => length === null || length === shape[i]);
}

/** The shape with a last axis of size 1 added or removed where only that is missing, as Keras does; undefined where it does not fit. */
export function matchRank(given: Shape, pattern: PartialShape): Shape | undefined {
  const candidates = [given, [...given, 1], ...(given.at(-1) === 1 ? [given.slice(0, -1)] : [])];
  return candidates.find((shape) => fitsShape(shape, pattern));
}
