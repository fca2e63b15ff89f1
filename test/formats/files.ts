import { readFileSync } from 'node:fs';
import type { NamedTensor } from '../../src/formats/elements.js';
import { type Hdf5Dataset, type Hdf5Group, nodeAt } from '../../src/formats/hdf5/index.js';
import type { Shape } from '../../src/shape.js';

/** A file that Python wrote (data/generate.py, data/make-hdf5.py). */
export const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`data/${name}`, import.meta.url)));

/** Name, shape and values, for comparing. */
export const plain = ({ name, shape, data }: NamedTensor): [string, Shape, number[]] => [name, shape, [...data]];

export const named = (name: string, shape: Shape, values: Iterable<number>): NamedTensor => ({
  name,
  shape,
  data: Float32Array.from(values),
});

/** What an HDF5 file holds at a path. */
export const groupAt = (root: Hdf5Group, path: string) => nodeAt(root, path) as Hdf5Group;
export const datasetAt = (root: Hdf5Group, path: string) => nodeAt(root, path) as Hdf5Dataset;

/** A copy with some bytes replaced. */
export function patch(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

/** Tensors of all shapes that are easy to get wrong, under all such names. */
export const odd: NamedTensor[] = [
  named('b', [2, 3], [1, -2, 0.1, 1e-45, Infinity, NaN]),
  named('1', [], [1.5]),
  named('0', [0], []),
  named('größe/重み:0', [2, 0, 3], []),
  named('__proto__', [1, 1, 1, 2], [-0, 3.4e38]),
  named('a "quoted"\\\n name', [1], [7]),
];
