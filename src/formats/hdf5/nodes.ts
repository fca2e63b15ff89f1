import { show, suggest } from '../../errors.js';
import type { Shape } from '../../shape.js';
import type { NumericDtype, NumericArrays } from './numbers.js';

/** How the values of each dtype are held: float16 widened, 64-bit integers as whole numbers, booleans as 0 and 1. */
export interface Hdf5Arrays extends NumericArrays {
  bool: Uint8Array;
  string: string[];
}

export type Hdf5Dtype = NumericDtype | 'bool' | 'string';

/** What an attribute holds: one value, or a list of one axis; further axes are read as one. */
export type Hdf5Attribute = string | number | boolean | string[] | number[] | boolean[];

export type Hdf5Attributes = Map<string, Hdf5Attribute>;

export interface Hdf5Group {
  readonly attributes: Hdf5Attributes;
  readonly children: Map<string, Hdf5Node>;
}

/** Values in row-major order with a shape, `[]` for a scalar. */
export interface Hdf5Values<D extends Hdf5Dtype = Hdf5Dtype> {
  readonly shape: Shape;
  readonly dtype: D;
  readonly data: Hdf5Arrays[D];
}

export interface Hdf5Dataset<D extends Hdf5Dtype = Hdf5Dtype> extends Hdf5Values<D> {
  readonly attributes: Hdf5Attributes;
}

export type Hdf5Node = Hdf5Group | Hdf5Dataset;

/** Groups inside groups that are read or written; no model comes near. */
export const maxDepth = 100;

export function isGroup(node: Hdf5Node): node is Hdf5Group {
  return 'children' in node;
}

export function emptyGroup(): Hdf5Group {
  return { attributes: new Map(), children: new Map() };
}

/**
 * The group at a path such as `layers/dense/vars`; slashes at its ends do not count.
 * @throws RangeError that names the first group of the path which is absent.
 */
export function groupAt(root: Hdf5Group, path: string): Hdf5Group {
  const node = nodeAt(root, path);
  if (!isGroup(node)) throw new RangeError(`HDF5: ${show(path)} is a dataset, where a group is expected.`);
  return node;
}

/** As `groupAt`, for a dataset. */
export function datasetAt(root: Hdf5Group, path: string): Hdf5Dataset {
  const node = nodeAt(root, path);
  if (isGroup(node)) throw new RangeError(`HDF5: ${show(path)} is a group, where a dataset is expected.`);
  return node;
}

function nodeAt(root: Hdf5Group, path: string): Hdf5Node {
  let node: Hdf5Node = root;
  let place = '';
  for (const name of path.split('/').filter((name) => name !== '')) {
    const names: string[] = isGroup(node) ? [...node.children.keys()] : [];
    const child: Hdf5Node | undefined = isGroup(node) ? node.children.get(name) : undefined;
    if (!child) {
      const known = names.length === 0 ? ' It is empty.' : suggest(name, names) || ` It has: ${names.join(', ')}.`;
      throw new RangeError(
        `HDF5: there is no ${show(name)} in ${place || '/'}.${known} Is this the file of another model?`,
      );
    }
    node = child;
    place += `/${name}`;
  }
  return node;
}
