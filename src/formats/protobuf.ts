/**
 * Writes protocol buffers: a message is a run of fields, each its number and wire type, then its value.
 * https://protobuf.dev/programming-guides/encoding
 */
import { concat } from './bytes.js';
import { encodeElements } from './elements.js';

/** Encoded fields in pieces, so that large values are copied once, by `join`. */
export type Fields = readonly Uint8Array[];

const wireTypes = { varint: 0, delimited: 2, fixed32: 5 };
const largest = 2 ** 31 - 1;

/** An integer, negative ones as 64 bits in two's complement. */
export function varint(field: number, value: number): Fields {
  return [Uint8Array.from([...tag(field, wireTypes.varint), ...digits(value)])];
}

/** A 32-bit float. */
export function float(field: number, value: number): Fields {
  return [Uint8Array.from(tag(field, wireTypes.fixed32)), floatBytes([value])];
}

/** Integers side by side, in a repeated field that is packed. */
export function packedVarints(field: number, values: readonly number[]): Fields {
  return bytes(field, Uint8Array.from(values.flatMap(digits)));
}

/** Floats side by side, in a repeated field that is packed. */
export function packedFloats(field: number, values: ArrayLike<number>): Fields {
  return bytes(field, floatBytes(values));
}

export function text(field: number, value: string): Fields {
  return bytes(field, new TextEncoder().encode(value));
}

export function bytes(field: number, value: Uint8Array): Fields {
  return message(field, [value]);
}

/** A message within a message. */
export function message(field: number, ...fields: readonly Fields[]): Fields {
  const pieces = fields.flat();
  return [Uint8Array.from([...tag(field, wireTypes.delimited), ...digits(lengthOf(pieces))]), ...pieces];
}

/**
 * The bytes of a whole message.
 * @throws RangeError beyond 2 GiB, where readers of protocol buffers end.
 */
export function join(...fields: readonly Fields[]): Uint8Array {
  const pieces = fields.flat();
  const length = lengthOf(pieces);
  if (length > largest) {
    throw new RangeError(`A protocol buffer holds at most ${largest} bytes. Received: ${length}. Write it in parts.`);
  }
  return concat(pieces);
}

/** Floats of 32 bits, little endian on every machine. */
export function floatBytes(values: ArrayLike<number>): Uint8Array {
  const result = new Uint8Array(values.length * 4);
  encodeElements(new DataView(result.buffer), 0, values);
  return result;
}

const tag = (field: number, wireType: number): number[] => digits(field * 8 + wireType);

const lengthOf = (pieces: Fields): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** Base 128, the lowest digit first; the high bit says that another one follows. */
function digits(value: number): number[] {
  const result: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) result.push(Number(rest & 127n) | 128);
  return [...result, Number(rest)];
}
