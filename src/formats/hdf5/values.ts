import { type Shape, sizeOf } from '../../shape.js';
import type { Datatype } from './datatype.js';
import type { Hdf5Dtype, Hdf5Values } from './nodes.js';
import { readHeapText } from './heaps.js';
import { numberKinds } from './numbers.js';
import { type Cursor, decodeText, type Source } from './source.js';

/** As many axes as HDF5 itself allows. */
export const maxRank = 32;

/** Bytes as they were stored, and where. */
export interface Raw {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A dataspace: `[]` for a scalar, `[0]` for none at all. */
export function readShape(cursor: Cursor): number[] {
  const { source, at } = cursor;
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  if (version !== 1 && version !== 2) throw source.damaged(at, `there is no dataspace of version ${version}`);
  if (rank > maxRank) throw source.damaged(at, `a shape cannot have ${rank} axes`);
  const kind = version === 1 ? cursor.skip(5) && 1 : cursor.u8();
  if (kind === 2) return [0];
  const shape = Array.from({ length: rank }, () => cursor.u64());
  // Empty axes are left out, so that the product cannot overflow unseen.
  if (!Number.isSafeInteger(sizeOf(shape.filter((length) => length > 0)))) {
    throw source.damaged(at, `the shape (${shape.join(', ')}) is larger than anything`);
  }
  return shape;
}

/** Bytes that values of this shape and type take. The file's size is the limit, and is checked before anything is allocated. */
export function byteLength(shape: Shape, { size }: Datatype): number {
  return sizeOf(shape) * size;
}

/** Decodes the values; `raw` holds just their bytes. */
export function decodeValues(source: Source, raw: Raw, type: Datatype, shape: Shape): Hdf5Values {
  const view = new DataView(raw.bytes.buffer, raw.bytes.byteOffset, raw.bytes.byteLength);
  const count = sizeOf(shape);
  if (type.dtype === 'string') {
    const { size, padding } = type;
    const text = (i: number): string => {
      if (!padding) return readHeapText(source, raw.at, view, i * size);
      const bytes = raw.bytes.subarray(i * size, (i + 1) * size);
      return decodeText(source, raw.at, unpad(bytes, padding));
    };
    return { shape, dtype: 'string', data: Array.from({ length: count }, (_, i) => text(i)) };
  }
  const { dtype, little } = type;
  const kind = numberKinds[dtype === 'bool' ? 'uint8' : dtype];
  const data = new kind.array(count);
  for (let i = 0; i < count; i++) data[i] = kind.get(view, i * kind.bytes, little);
  if ((dtype === 'int64' || dtype === 'uint64') && !data.every(Number.isSafeInteger)) {
    throw source.unsupported(raw.at, 'An integer beyond 2 ** 53', 'Store it as int32 or float64.');
  }
  return { shape, dtype, data } as Hdf5Values<Hdf5Dtype>;
}

function unpad(bytes: Uint8Array, padding: string): Uint8Array {
  if (padding === 'null-terminated') {
    const end = bytes.indexOf(0);
    return end < 0 ? bytes : bytes.subarray(0, end);
  }
  const pad = padding === 'null-padded' ? 0 : 32;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === pad) end--;
  return bytes.subarray(0, end);
}
