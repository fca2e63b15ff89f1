import { numberKinds, type NumericDtype } from './numbers.js';
import type { Cursor } from './source.js';

/** The padding of strings of fixed length, by its code. */
const paddings = ['null-terminated', 'null-padded', 'space-padded'] as const;

/** How one element lies in the file. */
export type Datatype =
  | { readonly dtype: NumericDtype | 'bool'; readonly size: number; readonly little: boolean }
  /** No padding: the text is elsewhere, in a global heap. */
  | { readonly dtype: 'string'; readonly size: number; readonly padding?: (typeof paddings)[number] };

const classes = [
  'integer',
  'float',
  'time',
  'string',
  'bit field',
  'opaque',
  'compound',
  'reference',
  'enumeration',
  'variable-length',
  'array',
];

/** What says that a float is of IEEE 754: precision, exponent location and size, mantissa location and size, bias. */
const ieee: Readonly<Record<string, NumericDtype>> = {
  '16 10 5 0 10 15': 'float16',
  '32 23 8 0 23 127': 'float32',
  '64 52 11 0 52 1023': 'float64',
};

/** @throws RangeError for what has no counterpart here: compounds, references, enumerations other than h5py's booleans. */
export function readDatatype(cursor: Cursor): Datatype {
  const { source, at } = cursor;
  const head = cursor.u8();
  const [kind, version] = [classes[head & 15], head >> 4];
  const [bits, more] = [cursor.u8(), cursor.u8()];
  cursor.skip(1);
  const size = cursor.u32();
  const little = (bits & 1) === 0;
  if (kind === undefined || version < 1 || version > 5) {
    throw source.damaged(at, `there is no datatype of class ${head & 15} in version ${version}`);
  }
  if (size === 0) throw source.damaged(at, 'a datatype has no bytes');
  const unsupported = (what: string) =>
    source.unsupported(at, what, 'Keep such values out of the file, or store them as numbers or strings.');

  if (kind === 'integer') {
    const [offset, precision] = [cursor.u16(), cursor.u16()];
    const dtype = `${bits & 8 ? 'int' : 'uint'}${precision}`;
    if (!isNumeric(dtype) || offset !== 0 || precision !== 8 * size) {
      throw unsupported(`An integer of ${precision} bits in ${size} bytes`);
    }
    return { dtype, size, little };
  }
  if (kind === 'float') {
    const offset = cursor.u16();
    const form = [cursor.u16(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8(), cursor.u32()].join(' ');
    const dtype = Object.hasOwn(ieee, form) ? ieee[form] : undefined;
    if (!dtype || offset !== 0 || bits & 0x40 || numberKinds[dtype].bytes !== size) {
      throw unsupported(`A float of ${size} bytes that is not of IEEE 754`);
    }
    return { dtype, size, little };
  }
  if (kind === 'string') {
    const padding = paddings[bits & 15];
    if (!padding) throw source.damaged(at, `there is no padding ${bits & 15} of strings`);
    return { dtype: 'string', size, padding };
  }
  if (kind === 'variable-length') {
    if ((bits & 15) !== 1) throw unsupported('A list of variable length');
    if (size !== 16) throw source.damaged(at, `a string of variable length takes 16 bytes, not ${size}`);
    return { dtype: 'string', size };
  }
  if (kind === 'enumeration') {
    const notBoolean = 'An enumeration that is not boolean';
    if ((source.bytes[cursor.at] & 15) !== 0) throw unsupported(notBoolean);
    const base = readDatatype(cursor);
    const names = [0, 1].map(() => readName(cursor, version < 3));
    const isBoolean = bits === 2 && more === 0 && size === 1 && base.dtype === 'int8' && names.join() === 'FALSE,TRUE';
    if (!isBoolean || cursor.u8() !== 0 || cursor.u8() !== 1) throw unsupported(notBoolean);
    return { dtype: 'bool', size, little };
  }
  throw unsupported(`A datatype of class '${kind}'`);
}

function isNumeric(dtype: string): dtype is NumericDtype {
  return Object.hasOwn(numberKinds, dtype);
}

/** A null-terminated name, padded to eight bytes if `padded`. */
function readName(cursor: Cursor, padded: boolean): string {
  const start = cursor.at;
  let name = '';
  for (let code = cursor.u8(); code !== 0; code = cursor.u8()) name += String.fromCharCode(code);
  if (padded) cursor.skip(-(cursor.at - start) & 7);
  return name;
}
