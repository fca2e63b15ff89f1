import { type Shape, sizeOf } from '../shape.js';

/** How far apart the neighbours along each axis lie. */
export const stridesOf = (shape: Shape): number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)));

/** For each element of a tensor of this shape, where it lies in another, whose neighbours are so far apart, from a place on. */
export function placesOf(shape: Shape, strides: readonly number[], from = 0): Int32Array {
  let places = Int32Array.of(from);
  for (const [axis, size] of shape.entries()) {
    const next = new Int32Array(places.length * size);
    for (let at = 0; at < next.length; at++) next[at] = places[Math.floor(at / size)] + (at % size) * strides[axis];
    places = next;
  }
  return places;
}
