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

/** As Keras and Python print it: `(None, 3, 1)`, `(None,)`. */
export function formatShape(shape: PartialShape): string {
  const sizes = shape.map((length) => (length === null ? 'None' : String(length)));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

export function sameShape(a: PartialShape, b: PartialShape): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

/** True when `shape` fits `pattern`, where null fits any length. */
export function fitsShape(shape: PartialShape, pattern: PartialShape): boolean {
  return shape.length === pattern.length && pattern.every((length, i) => length === null || length === shape[i]);
}

/** The target's shape with a last axis of size 1 added or removed where only that is missing; sizes unknown in `prediction` fit. */
export function matchRank(target: Shape, prediction: PartialShape): Shape | undefined {
  const candidates = [target, [...target, 1], ...(target.at(-1) === 1 ? [target.slice(0, -1)] : [])];
  return candidates.find((shape) => fitsShape(shape, prediction));
}
