import { encodeText, u16, u32, u64, zeros } from './fields.js';

/** Writes a piece at its address into the file. */
export type Fill = (bytes: Uint8Array, view: DataView, at: number) => void;

/** A file in the making: pieces get their addresses first, and are written into one array at the end. */
export interface Pieces {
  /** Length of the file so far. */
  size: number;
  readonly fills: ((bytes: Uint8Array, view: DataView) => void)[];
  /** The global heap collection that still has room. */
  collection: { readonly address: number; readonly size: number; used: number; count: number } | undefined;
}

/** The smallest collection of a global heap. */
const collectionBytes = 4096;

const align = (length: number): number => length + (-length & 7);

/** Reserves space for a piece. Answers its address. */
export function reserve(pieces: Pieces, length: number, fill: Fill): number {
  const at = pieces.size;
  pieces.size += align(length);
  pieces.fills.push((bytes, view) => fill(bytes, view, at));
  return at;
}

export function place(pieces: Pieces, piece: readonly number[]): number {
  return reserve(pieces, piece.length, (bytes, _, at) => bytes.set(piece, at));
}

/** Puts a text into the global heap. Answers the reference that stands for it: length, collection, number. */
export function placeText(pieces: Pieces, value: string): number[] {
  const text = encodeText(value);
  if (text.length === 0) return zeros(16);
  const needed = 16 + align(text.length);
  let { collection } = pieces;
  if (!collection || collection.size - collection.used < needed) {
    collection = pieces.collection = openCollection(pieces, Math.max(collectionBytes, 16 + needed));
  }
  const at = collection.address + collection.used;
  const index = ++collection.count;
  collection.used += needed;
  pieces.fills.push((bytes) => {
    bytes.set([...u16(index), ...zeros(6), ...u64(text.length)], at);
    bytes.set(text, at + 16);
  });
  return [...u32(text.length), ...u64(collection.address), ...u32(index)];
}

function openCollection(pieces: Pieces, size: number): NonNullable<Pieces['collection']> {
  const address = reserve(pieces, size, (bytes, _, at) => {
    const free = size - collection.used;
    bytes.set([...encodeText('GCOL'), 1, 0, 0, 0, ...u64(size)], at);
    if (free >= 16) bytes.set([...zeros(8), ...u64(free)], at + collection.used);
  });
  const collection = { address, size, used: 16, count: 0 };
  return collection;
}
