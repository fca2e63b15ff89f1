import { uint64 } from '../bytes.js';
import type { Source } from './source.js';

/**
 * The text that a value names: its length, the address of a global heap collection, a number in that.
 * @param at Where the values are, for messages.
 */
export function readHeapText(source: Source, at: number, values: DataView, offset: number): string {
  const length = values.getUint32(offset, true);
  const address = uint64(values, offset + 4);
  const index = values.getUint32(offset + 12, true);
  if (length === 0) return '';
  const object = collectionAt(source, address).get(index);
  if (!object || object.length < length) {
    throw source.damaged(at, `there is no text of ${length} bytes in the global heap`);
  }
  const text = source.take(object.at, length, 'a text in the global heap').text(length);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Where the objects of a collection are, which itself is read once. */
function collectionAt(source: Source, address: number): Map<number, { at: number; length: number }> {
  const known = source.collections.get(address);
  if (known) return known;
  const what = 'a global heap collection';
  const head = source.take(address, 16, what);
  head.signature('GCOL');
  head.skip(4);
  const end = address + head.u64();
  const objects = new Map<number, { at: number; length: number }>();
  for (let at = address + 16; at + 16 <= end; ) {
    const object = source.take(at, 16, what);
    const index = object.u16();
    // What is left of the collection is free.
    if (index === 0) break;
    object.skip(6);
    const length = object.u64();
    if (!(at + 16 + length <= end)) throw source.damaged(at, `an object of ${length} bytes ends beyond ${what}`);
    objects.set(index, { at: at + 16, length });
    at += 16 + 8 * Math.ceil(length / 8);
  }
  source.collections.set(address, objects);
  return objects;
}

/** Reads names out of a local heap, where those of an old group lie. */
export function localHeap(source: Source, address: number): (offset: number) => string {
  const head = source.take(address, 32, 'a local heap');
  head.signature('HEAP');
  head.skip(4);
  const size = head.u64();
  head.skip(8);
  const start = head.u64();
  const { bytes } = source;
  if (!(start + size <= bytes.length))
    throw source.damaged(start, `a local heap of ${size} bytes ends beyond the file`);
  return (offset) => {
    const end = offset < size ? bytes.subarray(0, start + size).indexOf(0, start + offset) : -1;
    if (end < 0) throw source.damaged(start + offset, 'a name is not within its local heap');
    const length = end - start - offset;
    return source.take(start + offset, length + 1, 'a name').text(length);
  };
}
