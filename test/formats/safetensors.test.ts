import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js';
import { file, named, odd, plain } from './files.js';

const steps = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
const whole = [0, 1, 2, 3, 100, 127];

/** A file with this header. */
function safetensors(header: unknown, elements = 0, length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + elements);
  bytes.set(text, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  return bytes;
}

/** The header's line for a tensor. */
const entry = (begin: unknown, end: unknown, shape: unknown = [1], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('readSafetensors', () => {
  test('tensors.safetensors of Python', () => {
    const { tensors, metadata } = readSafetensors(file('tensors.safetensors'));
    expect({ ...metadata }).toEqual({ größe: '1' });
    const kinds = ['F32', 'F64', 'F16', 'I8', 'I16', 'I32', 'I64', 'U8', 'U16', 'U32', 'U64', 'BOOL'];
    const expected = kinds.map((name) => [name, [2, 3], name === 'BOOL' ? [0, 1, 1, 1, 1, 1] : whole]);
    for (const one of expected.slice(0, 3)) one[2] = steps;
    expected.push(['scalar', [], [1.5]], ['empty', [2, 0, 3], []], ['größe/0:0', [1], [1]]);
    expect(new Set(tensors.map(plain))).toEqual(new Set(expected));
  });

  test('bfloat16', () => {
    const { tensors, metadata } = readSafetensors(file('bfloat16.safetensors'));
    expect(tensors.map(plain)).toEqual([['BF16', [5], [1, -2, 2 ** -133, Infinity, NaN]]]);
    expect(Object.getPrototypeOf(metadata)).toBe(null);
  });

  test('what writeSafetensors wrote, in its order, the elements aligned', () => {
    const texts = { format: 'pt', 1: '"', ['__proto__']: 'x' };
    const bytes = writeSafetensors(odd, texts);
    const { tensors, metadata } = readSafetensors(bytes);
    expect(tensors.map(plain)).toEqual(odd.map(plain));
    expect(Object.entries(metadata)).toEqual(Object.entries(texts));
    expect(bytes[0] % 8).toBe(0);
    expect(({} as Record<string, unknown>).format).toBe(undefined);
  });

  test('none', () => expect(readSafetensors(writeSafetensors([])).tensors).toEqual([]));

  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'safetensors: its 0 bytes end within the length of the header.'],
    ['a cut header', safetensors({}, 0, 3), 'safetensors at byte 0: a header of 3 bytes does not fit in 10 bytes'],
    ['a huge header', safetensors({}, 0, 2 ** 53), 'a header of 9007199254740992 bytes does not fit'],
    ['other bytes', safetensors('{"\xff', 0), 'safetensors header: it is not a JSON object.'],
    ['bytes that are not UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 255), 'header: its text is not UTF-8.'],
    ['a list', safetensors([]), 'safetensors header: it is not a JSON object.'],
    ['a space first', safetensors(' {}'), 'safetensors header: it is not a JSON object.'],
    [
      'names used twice',
      safetensors('{"a":1,"b":{"b":"\\"}"},"\\u0061":2}'),
      "safetensors header: there are two of 'a'.",
    ],
    ['a number', safetensors({ a: 1 }), "safetensors tensor 'a': it is described by 1, not an object."],
    ['null', safetensors({ a: null }), "safetensors tensor 'a': it is described by null, not an object."],
    ['depth', safetensors(`{"a":${deep}}`), 'safetensors'],
    ['depth as dtype', safetensors(`{"a":{"dtype":${deep}}}`), 'its dtype is an array, not one of BOOL, U8'],
    ['an unknown dtype', safetensors({ a: entry(0, 1, [1], 'F8_E4M3') }, 1), "is 'F8_E4M3', not one of BOOL"],
    ['an inherited dtype', safetensors({ a: entry(0, 1, [1], 'constructor') }, 1), "is 'constructor', not one of"],
    ['no shape', safetensors({ a: entry(0, 4, null) }, 4), "tensor 'a': its shape is not a list of whole numbers."],
    ['a broken length', safetensors({ a: entry(0, 4, [0.5]) }, 4), 'its shape is not a list of whole numbers.'],
    ['a huge shape', safetensors({ a: entry(0, 4, [2 ** 52, 2 ** 52]) }, 4), 'is larger than 64 axes and 2^32 values'],
    ['a huge shape of nothing', safetensors({ a: entry(0, 0, [2 ** 52, 0]) }), 'is larger than 64 axes'],
    ['many axes', safetensors({ a: entry(0, 4, Array(1e5).fill(1)) }, 4), 'its shape of 100000 axes and 1 values'],
    ['broken offsets', safetensors({ a: entry(0, '4') }, 4), 'its data_offsets are not two whole numbers'],
    [
      'another size',
      safetensors({ a: entry(0, 8) }, 8),
      'shape (1,) of F32 takes 4 bytes, but it has those from 0 to 8.',
    ],
    ['turned offsets', safetensors({ a: entry(4, 0) }, 4), 'takes 4 bytes, but it has those from 4 to 0'],
    [
      'a hole',
      safetensors({ a: entry(4, 8) }, 8),
      "safetensors tensor 'a': it begins at byte 4 of the elements, not 0.",
    ],
    [
      'an overlap',
      safetensors({ a: entry(0, 4), b: entry(2, 6) }, 6),
      "tensor 'b': it begins at byte 2 of the elements, not 4.",
    ],
    ['a negative offset', safetensors({ a: entry(-4, 0) }, 0), 'it begins at byte -4 of the elements, not 0.'],
    [
      'elements that are cut',
      safetensors({ a: entry(0, 4) }, 3),
      'safetensors: its tensors take 4 bytes, but 3 follow',
    ],
    ['bytes behind', safetensors({}, 1), 'safetensors: its tensors take 0 bytes, but 1 follow the header.'],
    ['metadata', safetensors({ __metadata__: 3 }), 'header: its __metadata__ is 3, not an object of texts.'],
    ['a number in metadata', safetensors({ __metadata__: { a: 3 } }), "header: its metadata 'a' is 3, not a text."],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(RangeError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });
});

test('writeSafetensors refuses', () => {
  const wrong = { a: 1 } as unknown as Record<string, string>;
  expect(() => writeSafetensors([odd[0], odd[0]])).toThrow("safetensors: there are two of 'b'.");
  expect(() => writeSafetensors([named('__metadata__', [], [1])])).toThrow("there are two of '__metadata__'");
  expect(() => writeSafetensors([], wrong)).toThrow(new TypeError('safetensors: metadata must be texts. Received: 1.'));
  expect(() => writeSafetensors([named('\udc00', [], [1])])).toThrow('has half a surrogate pair. Choose another text.');
});
