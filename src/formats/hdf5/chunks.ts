import { unzlibSync } from 'fflate';
import { type Shape, sizeOf } from '../../shape.js';
import type { Datatype } from './datatype.js';
import { type Cursor, nowhere, type Source } from './source.js';
import { readTree } from './tree.js';
import { byteLength, type Raw } from './values.js';

/** Undoes what was done to the bytes of a chunk, which in the end are `length`. Null when it cannot be undone. */
type Filter = (bytes: Uint8Array, length: number) => Uint8Array | null;

/**
 * Puts a chunked dataset together: a B-tree of version 1 leads to the chunks. All of them must be there, and there is a value.
 * @throws RangeError for filters other than gzip and shuffle.
 */
export function readChunks(
  source: Source,
  layout: Cursor,
  filterMessage: Cursor | undefined,
  type: Datatype,
  shape: Shape,
): Raw {
  const start = layout.at;
  const rank = layout.u8() - 1;
  const root = layout.u64();
  const chunkShape = shape.map(() => layout.u32());
  if (rank !== shape.length || rank === 0 || layout.u32() !== type.size || chunkShape.includes(0)) {
    throw source.damaged(start, `the chunks do not fit the shape (${shape.join(', ')})`);
  }
  const filters = filterMessage ? readFilters(source, filterMessage, type.size) : [];
  const grid = shape.map((length, axis) => Math.ceil(length / chunkShape[axis]));
  const entries = root < nowhere ? readTree(source, root, 1, 8 + 8 * (rank + 1)) : [];
  if (entries.length !== sizeOf(grid)) {
    throw source.damaged(
      start,
      `the shape (${shape.join(', ')}) needs ${sizeOf(grid)} chunks, but ${entries.length} are stored`,
    );
  }
  const length = byteLength(chunkShape, type);
  source.expand(start, length * entries.length);
  const bytes = new Uint8Array(byteLength(shape, type));
  const seen = new Set<number>();
  for (const { key, address } of entries) {
    const [stored, mask] = [key.u32(), key.u32()];
    const offsets = shape.map(() => key.u64());
    const cell = offsets.map((offset, axis) => offset / chunkShape[axis]);
    const number = cell.reduce((sum, index, axis) => sum * grid[axis] + index, 0);
    const isInside = cell.every((index, axis) => Number.isInteger(index) && index < grid[axis]);
    if (!isInside || seen.has(number)) throw source.damaged(key.at, `no chunk can be at (${offsets.join(', ')})`);
    seen.add(number);
    let chunk: Uint8Array | null = source.take(address, stored, 'a chunk').bytes(stored);
    for (let i = filters.length - 1; i >= 0 && chunk; i--) {
      if (!((mask >>> i) & 1)) chunk = filters[i](chunk, length);
    }
    if (chunk?.length !== length) throw source.damaged(address, `a chunk does not unpack to its ${length} bytes`);
    copyChunk(chunk, chunkShape, offsets, bytes, shape, type.size);
  }
  return { at: start, bytes };
}

/** Copies the part of a chunk that lies inside the shape, row by row. */
function copyChunk(
  chunk: Uint8Array,
  chunkShape: Shape,
  offsets: readonly number[],
  out: Uint8Array,
  shape: Shape,
  size: number,
): void {
  const last = shape.length - 1;
  /** `from` and `to` count elements: of the axes before, as Horner's rule adds them up. */
  const copy = (axis: number, from: number, to: number): void => {
    const count = Math.min(chunkShape[axis], shape[axis] - offsets[axis]);
    const [start, end] = [from * chunkShape[axis], to * shape[axis] + offsets[axis]];
    if (axis === last) out.set(chunk.subarray(start * size, (start + count) * size), end * size);
    else for (let i = 0; i < count; i++) copy(axis + 1, start + i, end + i);
  };
  copy(0, 0, 0);
}

function readFilters(source: Source, message: Cursor, elementBytes: number): Filter[] {
  const start = message.at;
  const [version, count] = [message.u8(), message.u8()];
  if (version !== 1 && version !== 2) throw source.damaged(start, `there are no filters of version ${version}`);
  // Two are known, a third would name itself.
  if (count > 3) throw source.unsupported(start, `A pipeline of ${count} filters`);
  if (version === 1) message.skip(6);
  return Array.from({ length: count }, () => {
    const id = message.u16();
    const nameLength = version === 1 || id >= 256 ? message.u16() : 0;
    message.skip(2);
    const values = message.u16();
    message.skip(nameLength + 4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    if (id === 1) return inflate;
    if (id === 2) return (bytes) => unshuffle(bytes, elementBytes);
    throw source.unsupported(start, `The filter ${id} of a compressed dataset`);
  });
}

const inflate: Filter = (bytes, length) => {
  try {
    // One byte more than expected shows what is too long.
    return unzlibSync(bytes, { out: new Uint8Array(length + 1) });
  } catch {
    return null;
  }
};

/** Brings together the bytes of an element, which lie apart: all first bytes, then all second. */
function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const out = new Uint8Array(bytes);
  for (let part = 0; part < size; part++) {
    for (let i = 0; i < count; i++) out[i * size + part] = bytes[part * count + i];
  }
  return out;
}
