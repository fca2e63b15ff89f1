import { checkInteger, isPlain, resolveOptions } from '../options.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';

/**
 * Class numbers to rows with a single 1: `toCategorical([0, 2], 3)` → `[[1, 0, 0], [0, 0, 1]]`. Labels of shape `(n,)` or
 * `(n, 1)` give `(n, numClasses)`; further axes are kept. Source: `keras.utils.to_categorical`.
 * @param numClasses A number, or `{ numClasses }`. Default: the largest label + 1.
 * @throws RangeError for labels that are negative, fractions, or too large.
 */
export function toCategorical(labels: TensorLike, numClasses: number | { numClasses?: number } = {}): Tensor {
  const { shape, data } = toTensor(labels, 'labels');
  const options = isPlain(numClasses) ? numClasses : { numClasses };
  const { numClasses: given } = resolveOptions(
    'toCategorical',
    { numClasses: undefined as number | undefined },
    options,
  );
  if (given !== undefined) checkInteger('toCategorical', 'numClasses', given);
  let largest = -1;
  for (let i = 0; i < data.length; i++) {
    const label = data[i];
    if (!(Number.isInteger(label) && label >= 0)) {
      throw new RangeError(`Labels must be whole numbers from 0. Received: ${label} at position ${i}.`);
    }
    if (label > largest) largest = label;
  }
  const classes = given ?? largest + 1;
  if (largest >= classes) {
    throw new RangeError(
      `With numClasses ${classes} the labels must be 0 to ${classes - 1}. Received: ${largest} at position ${data.indexOf(largest)}.`,
    );
  }
  const rows = new Float32Array(data.length * classes);
  for (let i = 0; i < data.length; i++) rows[i * classes + data[i]] = 1;
  const kept = shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  return new Tensor([...kept, classes], rows);
}
