import { formatShape, type Shape } from '../shape.js';
import { placesOf, stridesOf } from './strides.js';

/**
 * The shape to which tensors of these shapes spread, as in NumPy: counted from the last axis, sizes are equal or 1.
 * @throws RangeError where they are neither.
 */
export function broadcastShapes(owner: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    const size = sizes.find((one) => one !== 1) ?? 1;
    if (sizes.every((one) => one === 1 || one === size)) return size;
    throw new RangeError(
      `ops.${owner}: the shapes ${shapes.map(formatShape).join(' and ')} do not go together. Sizes must be equal or 1, counted from the last axis.`,
    );
  });
}

/** For each element of a tensor of shape `to`, which of the tensor of shape `from` spreads to it. */
export function spreadPlaces(from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from).map((stride, i) => (from[i] === 1 ? 0 : stride));
  return placesOf(to, [...Array<number>(to.length - from.length).fill(0), ...strides]);
}
