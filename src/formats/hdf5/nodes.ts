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

/** What lies at a path such as `layers/dense/vars`, undefined where that is nothing. */
export function nodeAt(root: Hdf5Group, path: string): Hdf5Node | undefined {
  let node: Hdf5Node | undefined = root;
  for (const name of path.split('/')) node = node && isGroup(node) ? node.children.get(name) : undefined;
  return node;
}
