import { show } from '../errors.js';
import { invalid } from '../options.js';
import type { PartialShape } from '../shape.js';

/** The options of a layer that say its input's shape. */
interface InputShapeOptions {
  inputShape: PartialShape | null;
  inputDim: number | null;
  batchInputShape: PartialShape | null;
  batchSize: number | null;
}

/** The shape with the batch in front, or null when none is given. */
export function givenInputShape(className: string, options: InputShapeOptions): PartialShape | null {
  const { inputShape, inputDim, batchInputShape, batchSize } = options;
  const given = Object.entries({ inputShape, inputDim, batchInputShape }).filter(([, value]) => value !== null);
  if (given.length > 1) {
    throw new TypeError(`${className}: give only one of ${given.map(([name]) => `\`${name}\``).join(' and ')}.`);
  }
  if (batchInputShape !== null) return checkShape(className, 'batchInputShape', batchInputShape);
  if (inputShape !== null) return withBatch(className, batchSize, 'inputShape', inputShape);
  return inputDim === null ? null : withBatch(className, batchSize, 'inputDim', [inputDim]);
}

/** The shape of one sample with the batch in front, both checked. */
export function withBatch(owner: string, batchSize: number | null, name: string, shape: PartialShape): PartialShape {
  return [...checkShape(owner, 'batchSize', [batchSize]), ...checkShape(owner, name, shape)];
}

/** @throws TypeError or RangeError unless `shape` is an array of positive integers and nulls. */
export function checkShape(owner: string, name: string, shape: unknown): PartialShape {
  if (!Array.isArray(shape))
    throw new TypeError(`${owner}: \`${name}\` must be an array such as [3, 1]. Received: ${show(shape)}`);
  for (const length of shape) {
    if (length !== null && !(Number.isInteger(length) && length > 0)) {
      throw invalid(owner, name, shape, 'positive integers, or null where any size will do');
    }
  }
  return shape;
}
