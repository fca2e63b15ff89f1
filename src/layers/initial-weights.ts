import { formatShape, type Shape, sizeOf } from '../shape.js';

/** Weights that layers may still make while a file is read, which has no more. */
let left: number | undefined;

/**
 * Does `work` with new weights left at zero, because they are about to be read from somewhere. There they are at most
 * `limit` numbers: a configuration that asks for more would only fill the memory.
 */
export function withoutInitialWeights<T>(limit: number, work: () => T): T {
  const before = left;
  left = limit;
  try {
    return work();
  } finally {
    left = before;
  }
}

/**
 * True where a new weight gets its initial values, false where it is about to be read.
 * @throws RangeError where there is not so much to read.
 */
export function isInitial(layer: string, name: string, shape: Shape): boolean {
  if (left === undefined) return true;
  left -= sizeOf(shape);
  if (left >= 0) return false;
  throw new RangeError(
    `Layer '${layer}' needs a weight '${name}' of shape ${formatShape(shape)}, which is more than the file holds: it is damaged, or of parts of different models.`,
  );
}
