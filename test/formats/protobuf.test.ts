import { expect, test } from 'vitest';
import { bytes, float, join, message, packedFloats, packedVarints, text, varint } from '../../src/formats/protobuf.js';
import { fieldsOf, floatsOf, varintsOf } from './read-protobuf.js';

const hex = (encoded: Uint8Array) => Array.from(encoded, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

// The examples of https://protobuf.dev/programming-guides/encoding
test.each([
  ['an integer', varint(1, 150), '08 96 01'],
  ['a text', text(2, 'testing'), '12 07 74 65 73 74 69 6e 67'],
  ['a message', message(3, varint(1, 150)), '1a 03 08 96 01'],
  ['packed integers', packedVarints(6, [3, 270, 86942]), '32 06 03 8e 02 9e a7 05'],
  ['a negative integer', varint(1, -2), '08 fe ff ff ff ff ff ff ff ff 01'],
  ['a float', float(1, 1.5), '0d 00 00 c0 3f'],
  ['packed floats', packedFloats(1, [1.5, -2]), '0a 08 00 00 c0 3f 00 00 00 c0'],
  ['a field beyond 15', varint(20, 1), 'a0 01 01'],
  ['an empty message', message(3), '1a 00'],
])('%s', (_, fields, expected) => {
  expect(hex(join(fields))).toBe(expected);
});

test('all integers up to 2^53, and texts beyond ASCII, come back', () => {
  const values = [0, 1, 127, 128, 16383, 16384, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 31), -(2 ** 53 - 1)];
  expect(varintsOf(fieldsOf(join(packedVarints(1, values)))[0].bytes)).toEqual(values);
  expect(values.map((value) => fieldsOf(join(varint(1, value)))[0].value)).toEqual(values);
  expect(new TextDecoder().decode(fieldsOf(join(text(1, 'ŷ → 東京')))[0].bytes)).toBe('ŷ → 東京');
});

test('floats come back, those that are no numbers too', () => {
  const values = [0, -0, Math.fround(0.1), Number.POSITIVE_INFINITY, Number.NaN, 1e-45];
  expect(floatsOf(join(packedFloats(1, values)).slice(2))).toEqual(values.map(Math.fround));
});

test('beyond 2 GiB is refused before anything is copied', () => {
  const piece = bytes(1, new Uint8Array(2 ** 26));
  expect(() => join(...Array.from({ length: 32 }, () => piece))).toThrow(
    /at most 2147483647 bytes. Received: 2147483808/,
  );
});
