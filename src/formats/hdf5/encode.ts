import { show } from '../../errors.js';
import { formatShape, sizeOf } from '../../shape.js';
import { isShape } from '../elements.js';
import { encodeText, padded, u16, u32, u64 } from './fields.js';
import type { Hdf5Attribute, Hdf5Values } from './nodes.js';
import { numberKinds } from './numbers.js';
import { type Fill, type Pieces, placeText } from './pieces.js';
import { maxRank } from './values.js';

/** Values as they are written. */
export interface Encoded {
  /** Bodies of the messages that say what the values are. */
  readonly datatype: readonly number[];
  readonly dataspace: readonly number[];
  /** Bytes of all values, which `fill` writes. */
  readonly length: number;
  readonly fill: Fill;
}

const integer = (bytes: number, signed: boolean): number[] => {
  return [0x10, signed ? 8 : 0, 0, 0, ...u32(bytes), ...u16(0), ...u16(8 * bytes)];
};

/** Of IEEE 754, by the number of bits of its mantissa and exponent. */
const float = (bytes: number, mantissa: number, exponent: number): number[] => {
  const bits = 8 * bytes;
  const bias = 2 ** (exponent - 1) - 1;
  return [
    0x11,
    0x20,
    bits - 1,
    0,
    ...u32(bytes),
    ...u16(0),
    ...u16(bits),
    mantissa,
    exponent,
    0,
    mantissa,
    ...u32(bias),
  ];
};

const datatypes = {
  float32: float(4, 23, 8),
  float64: float(8, 52, 11),
  int8: integer(1, true),
  int16: integer(2, true),
  int32: integer(4, true),
  int64: integer(8, true),
  uint8: integer(1, false),
  uint16: integer(2, false),
  uint32: integer(4, false),
  uint64: integer(8, false),
  // h5py's booleans: an enumeration of two named integers.
  bool: [
    0x18,
    2,
    0,
    0,
    ...u32(1),
    ...integer(1, true),
    ...padded([...encodeText('FALSE')]),
    ...padded([...encodeText('TRUE')]),
    0,
    1,
  ],
  // UTF-8 of variable length, which lies in a global heap.
  string: [0x19, 1, 1, 0, ...u32(16), ...integer(1, false)],
};

/**
 * Texts go into the global heap at once.
 * @param owner What the messages call it: `HDF5: dataset /layers/dense/vars/0`.
 * @throws TypeError or RangeError for values that are not of their dtype and shape.
 */
export function encodeValues(pieces: Pieces, owner: string, { dtype, shape, data }: Hdf5Values): Encoded {
  if (!Object.hasOwn(datatypes, dtype)) {
    throw new RangeError(
      `${owner} must have a dtype of ${Object.keys(datatypes).join(', ')}. Received: ${show(dtype)}.`,
    );
  }
  if (!isShape(shape) || shape.length > maxRank) {
    throw new RangeError(
      `${owner} needs a shape: at most ${maxRank} whole numbers, none negative. Received: ${show(shape)}.`,
    );
  }
  const Data = dtype === 'string' ? Array : numberKinds[dtype === 'bool' ? 'uint8' : dtype].array;
  if (!(data instanceof Data))
    throw new TypeError(`${owner} of ${dtype} needs its data as ${Data.name}. Received: ${show(data)}.`);
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `${owner} of shape ${formatShape(shape)} needs ${sizeOf(shape)} values, but has ${data.length}.`,
    );
  }
  const datatype = datatypes[dtype as keyof typeof datatypes];
  const dataspace = [1, shape.length, 0, 0, 0, 0, 0, 0, ...shape.flatMap(u64)];
  if (dtype === 'string') {
    const references = (data as string[]).map((value) => placeText(pieces, checkText(owner, value)));
    const fill: Fill = (bytes, _, at) => {
      for (const [i, reference] of references.entries()) bytes.set(reference, at + 16 * i);
    };
    return { datatype, dataspace, length: 16 * references.length, fill };
  }
  const numbers = data as Exclude<typeof data, string[]>;
  const { bytes: size, set } = numberKinds[dtype === 'bool' ? 'uint8' : dtype];
  if ((dtype === 'int64' || dtype === 'uint64') && !numbers.every((value) => isWhole(value, dtype === 'int64'))) {
    throw new RangeError(`${owner} of ${dtype} needs whole numbers up to 2 ** 53. Use float64 for others.`);
  }
  const fill: Fill = (_, view, at) => {
    for (let i = 0; i < numbers.length; i++) set!(view, at + i * size, numbers[i]);
  };
  return { datatype, dataspace, length: numbers.length * size, fill };
}

const isWhole = (value: number, signed: boolean): boolean => Number.isSafeInteger(value) && (signed || value >= 0);

/** Numbers become float64, as does an empty list. */
export function attributeValues(owner: string, value: Hdf5Attribute): Hdf5Values {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const shape = Array.isArray(value) ? [list.length] : [];
  const all = (type: string): boolean => list.every((one) => typeof one === type);
  if (all('number')) return { shape, dtype: 'float64', data: Float64Array.from(list as number[]) };
  if (all('string')) return { shape, dtype: 'string', data: list as string[] };
  if (all('boolean')) return { shape, dtype: 'bool', data: Uint8Array.from(list as boolean[], Number) };
  throw new TypeError(
    `${owner} must be a string, a number, a boolean or a list of one of these. Received: ${show(value)}.`,
  );
}

/** @throws TypeError or RangeError for what is no text that HDF5 can hold. */
export function checkText(owner: string, text: unknown): string {
  if (typeof text !== 'string') throw new TypeError(`${owner} must be text. Received: ${show(text)}.`);
  if (/[\0\p{Surrogate}]/u.test(text)) {
    throw new RangeError(`${owner} cannot hold a null character or half of a surrogate pair. Received: ${show(text)}.`);
  }
  return text;
}
