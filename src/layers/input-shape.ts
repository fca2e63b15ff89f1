import { invalid } from '../options.js';
import type { PartialShape } from '../shape.js';

type Shapes = Readonly<Record<string, PartialShape | null>>;

/**
 * The shape of an input with the batch in front, checked, or null when none is given.
 * @param samples By option: shapes of one sample, to go with `batchSize`.
 * @param batches Those with the batch in front.
 */
export function givenShape(
  owner: string,
  batchSize: number | null,
  samples: Shapes,
  batches: Shapes,
): PartialShape | null {
  const [given, other] = Object.entries({ ...samples, ...batches }).filter(([, shape]) => shape !== null);
  if (!given) return null;
  const [name, shape] = given;
  if (other) throw new TypeError(`${owner}: give only one of \`${name}\` and \`${other[0]}\`.`);
  const checked = checkShape(owner, name, shape);
  return name in batches ? checked : [...checkShape(owner, 'batchSize', [batchSize]), ...checked];
}

/** A copy of a shape. @throws TypeError or RangeError unless it is an array of positive integers and nulls. */
export function checkShape(owner: string, name: string, shape: unknown): PartialShape {
  if (!Array.isArray(shape)) throw invalid(owner, name, shape, 'an array such as [3, 1]', TypeError);
  for (const length of shape) {
    if (length !== null && !(Number.isInteger(length) && length > 0)) {
      throw invalid(owner, name, shape, 'positive integers, or null where any size will do');
    }
  }
  return [...shape];
}
