import { describe, expect, test } from 'vitest';
import { readNpy, writeNpy } from '../../src/formats/npy.js';
import { readNpz, writeNpz } from '../../src/formats/npz.js';
import { readZip, writeZip } from '../../src/formats/zip.js';
import { tensor } from '../../src/tensor.js';
import { file, named, odd, plain } from './files.js';

const steps = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
const whole = [0, 1, 2, 3, 100, 127];
const negative = whole.map((n) => 0 - n);
const halves = [0, -0, 2 ** -24, -(2 ** -14), 1365 / 4096, 65504, Infinity, -Infinity, NaN];

/** A file of version 1 with this header. */
function npy(header: string, elements = 0): Uint8Array {
  const text = `\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`;
  return Uint8Array.from([...text, ...'\0'.repeat(elements)], (character) => character.charCodeAt(0));
}

describe('readNpy', () => {
  test.each([1, 2, 3])('version %i', (version) =>
    expect(readNpy(file(`version-${version}.npy`))).toEqual(tensor(steps, [2, 3])),
  );

  test('what writeNpy wrote', () => {
    for (const one of odd) expect(plain({ ...readNpy(writeNpy(one)), name: one.name })).toEqual(plain(one));
  });

  test('headers that others write', () => {
    expect(readNpy(npy("{ 'shape':(2L,),'descr' : '|u1','fortran_order':False}", 2)).shape).toEqual([2]);
    expect(readNpy(npy("{'descr': '=f4', 'fortran_order': True, 'shape': (1,1 , 1), } \n", 4)).shape).toEqual([
      1, 1, 1,
    ]);
  });

  const header = (shape: string, descr = "'<f4'") =>
    npy(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`);
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'npy at byte 0: it does not begin with \\x93NUMPY, so it is no array of numpy.'],
    ['another version', Uint8Array.of(...npy('').subarray(0, 6), 4, 0, 0, 0), 'npy at byte 6: its version is 4.'],
    ['a cut version', npy('').subarray(0, 6), 'npy at byte 8: it ends within the length of its header.'],
    ['a cut length', npy('').subarray(0, 9), 'npy at byte 8: it ends within the length of its header.'],
    ['a cut header', header('(1,)').subarray(0, 30), 'npy at byte 8: a header of 57 bytes does not fit in 30 bytes'],
    ['a header of nothing', npy(''), "npy at byte 10: its header '' does not describe a plain array."],
    ['a header with more', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 'y'}"), 'a plain array'],
    [
      'rubbish behind',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), !}", 4),
      'does not describe a plain array',
    ],
    ['no order', npy("{'descr': '<f4', 'fortran_order': (), 'shape': ()}", 4), 'does not describe a plain array'],
    ['too few elements', header('(2, 3)'), 'npy at byte 69: shape (2, 3) of float32 takes 24 bytes, but 0 follow.'],
    [
      'too many elements',
      npy("{'descr': '<i2', 'fortran_order': False, 'shape': ()}", 3),
      '() of int16 takes 2 bytes, but 3',
    ],
    ['a huge shape', header('(4294967296, 4294967296, 4294967296)'), 'is larger than 64 axes and 2^32 values'],
    ['a huge shape of nothing', header('(9007199254740991, 9007199254740991, 0)'), 'is larger than 64 axes'],
    ['a length beyond all', header('(99999999999999999999999, 0)'), 'its shape is not a list of whole numbers'],
    ['a negative length', header('(-1, 2)'), 'npy at byte 10: its shape is not a list of whole numbers'],
    ['a list with holes', header('(1,,2)'), 'its shape is not a list of whole numbers'],
    ['65 axes', header(`(${'1,'.repeat(65)})`), 'its shape of 65 axes and 1 values is larger than 64 axes'],
    ['objects', file('objects.npy'), 'it holds Python objects, which needs pickle. Save it as numbers'],
    ['fields', file('structured.npy'), 'Save the fields of a structured array one by one.'],
    [
      'text',
      file('text.npy'),
      "its elements are '<U3', not numbers that can be read here. Convert it with `array.astype(",
    ],
    ['complex numbers', file('complex.npy'), "its elements are '<c8'"],
    ['no byte order', header('()', "'f4'"), "its elements are 'f4'"],
    ['names of objects', header('()', "'<constructor'"), "its elements are '<constructor'"],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(RangeError);
    expect(() => readNpy(bytes)).toThrow(message);
  });
});

describe('readNpz', () => {
  const read = (bytes: Uint8Array, name = 'npz') => readNpz(readZip(bytes, name), name);

  test('arrays.npz of numpy', async () =>
    expect((await read(file('arrays.npz'))).map(plain)).toEqual([
      ['float32', [2, 3], steps],
      ['float64', [2, 3], steps],
      ['big-endian', [2, 3], steps],
      ['float16', [9], halves],
      ['fortran', [2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
      ['int8', [2, 3], negative],
      ['uint8', [2, 3], whole],
      ['int16', [2, 3], negative],
      ['uint16', [2, 3], whole],
      ['int32', [2, 3], negative],
      ['uint32', [2, 3], whole],
      ['int64', [2, 3], negative],
      ['uint64', [2, 3], whole],
      ['bool', [2, 3], [0, 0, 0, 1, 1, 1]],
      ['scalar', [], [1.5]],
      ['empty', [2, 0, 3], []],
      ['größe/0:0', [1], [1]],
    ]));

  test('compressed.npz of numpy', async () =>
    expect((await read(file('compressed.npz'))).map(plain)).toEqual([
      ['ones', [8, 25], Array(200).fill(1)],
      ['float64', [2, 3], steps],
    ]));

  test('what writeNpz wrote, in its order', async () =>
    expect((await read(writeNpz(odd))).map(plain)).toEqual(odd.map(plain)));

  test('folders are no arrays', async () =>
    expect(await read(writeZip([{ name: 'a/', bytes: new Uint8Array(0) }]))).toEqual([]));

  test('errors name the member', async () => {
    const zip = writeZip([{ name: 'arr_0.npy', bytes: npy('{}') }]);
    await expect(read(zip, 'weights.npz')).rejects.toThrow(
      "weights.npz member 'arr_0.npy' at byte 10: its header '{}'",
    );
  });

  test('two members of one name', async () => {
    const members = ['a', 'a.npy'].map((name) => ({ name, bytes: writeNpy(1) }));
    await expect(read(writeZip(members))).rejects.toThrow("npz: there are two of 'a'. Give each a name of its own.");
  });

  test('writeNpz refuses', () => {
    expect(() => writeNpz([odd[0], odd[0]])).toThrow("zip: there are two of 'b.npy'. Give each a name of its own.");
    expect(() => writeNpz([named('../a', [], [1])])).toThrow("zip member '../a.npy': its name is empty, absolute or");
    expect(() => writeNpz([named('a', [2], [1])])).toThrow('a of shape (2,) has 2 values, but 1 were given.');
  });
});
