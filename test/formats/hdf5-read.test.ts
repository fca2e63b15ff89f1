import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Hdf5Group, readHdf5 } from '../../src/formats/hdf5/index.js';
import { datasetAt, file, groupAt } from './files.js';

const valuesAt = (root: Hdf5Group, path: string) => {
  const { dtype, shape, data } = datasetAt(root, path);
  return { dtype, shape, data: Array.from<string | number>(data) };
};

test.each(['default', 'latest'])('a file that h5py wrote with libver %s', (name) => {
  const root = readHdf5(file(`${name}.h5`));
  const expectValues = (path: string, dtype: string, shape: number[], data: (number | string)[]) =>
    expect(valuesAt(root, path)).toEqual({ dtype, shape, data });

  expect([...root.children.keys()].sort()).toEqual(['float', 'int', 'layers', 'numbers', 'other', 'texts', 'uint']);
  expect(groupAt(root, 'layers/dense/vars').attributes).toEqual(new Map([['name', 'dense']]));
  expectValues('layers/dense/vars/0', 'float32', [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25]);
  expectValues('layers/dense/vars/1', 'float32', [], [-0.5]);
  for (const [path, dtype] of [
    ['float/f2', 'float16'],
    ['float/f4', 'float32'],
    ['float/f8', 'float64'],
    ['float/>f4', 'float32'],
    ['float/>f8', 'float64'],
    ['int/i1', 'int8'],
    ['int/i2', 'int16'],
    ['int/i4', 'int32'],
    ['int/i8', 'int64'],
    ['int/>i2', 'int16'],
    ['int/>i8', 'int64'],
  ]) {
    expectValues(path, dtype, [3], [0, -1, 100]);
  }
  for (const [path, dtype] of [
    ['uint/u1', 'uint8'],
    ['uint/u2', 'uint16'],
    ['uint/u4', 'uint32'],
    ['uint/u8', 'uint64'],
    ['uint/>u4', 'uint32'],
  ]) {
    expectValues(path, dtype, [3], [0, 1, 100]);
  }
  expectValues('other/half', 'float16', [5], [-1.5, 65504, 2 ** -24, Infinity, NaN]);
  expectValues('other/bool', 'bool', [2], [1, 0]);
  expectValues('other/none', 'float32', [0, 3], []);
  expectValues('other/null', 'float32', [0], []);
  expectValues('other/text', 'string', [3], ['a', '', 'ü']);
  expectValues('other/fixed', 'string', [2], ['lstm', 'dense_1']);
  expectValues('other/compact', 'float32', [3], [1, 2, 3]);
  expect(groupAt(root, 'other/empty')).toEqual({ attributes: new Map(), children: new Map() });
  expect(Object.fromEntries(groupAt(root, 'texts').attributes)).toEqual({
    text: 'tëxt',
    bytes: 'bytes',
    names: ['lstm', 'dense_1'],
    fixed: ['lstm', 'dense_1'],
    none: '',
    ü: 'name',
  });
  expect(Object.fromEntries(groupAt(root, 'numbers').attributes)).toEqual({
    whole: 3,
    number: 0.5,
    yes: true,
    list: [1, 2],
    none: [],
    null: [],
  });
});

test('a group with several tables of links', () => {
  expect(readHdf5(file('many.h5')).children.size).toBe(20);
});

test('reading changes nothing, not even a Buffer of Node', () => {
  const bytes = readFileSync('test/formats/data/default.h5');
  readHdf5(bytes);
  expect(bytes.equals(readFileSync('test/formats/data/default.h5'))).toBe(true);
});

test('a file inside of a larger buffer', () => {
  const bytes = file('default.h5');
  const larger = new Uint8Array(bytes.length + 13);
  larger.set(bytes, 13);
  expect(readHdf5(larger.subarray(13))).toEqual(readHdf5(bytes));
});

const refused: Record<string, RegExp> = {
  'soft-link': /link 'link', which is not supported \(at byte \d+, group \/\)\. Store the object itself/,
  'external-link': /link 'link', which is not supported \(at byte \d+, group \/\)/,
  'latest-soft-link': /link 'link', which is not supported \(at byte \d+, group \/\)/,
  'hard-link': /An object of two names.*\(at byte \d+, object \/b\)\. Store the object under one name only\./,
  cycle: /An object of two names, or in itself.*\(at byte \d+, object \/a\/b\)/,
  virtual: /A virtual dataset.*\(at byte \d+, dataset \/virtual\)/,
  external: /Data in external files.*\(at byte \d+, dataset \/x\)/,
  compound: /class 'compound'.*\(at byte \d+, dataset \/x\)\. Keep such values out/,
  complex: /class 'compound'.*dataset \/x/,
  enumeration: /An enumeration that is not boolean.*dataset \/x/,
  list: /A list of variable length.*dataset \/x/,
  'named-type': /A named datatype.*object \/type/,
  int64: /An integer beyond 2 \*\* 53.*dataset \/x.*int32 or float64/,
  'never-written': /the shape \(1099511627776\) needs 4398046511104 bytes, but none are stored.*dataset \/x/,
  chunked: /A dataset in chunks, compressed or not,.*dataset \/x\)\. .*h5py with its defaults/,
  'latest-chunked': /A dataset in chunks, compressed or not,.*dataset \/x/,
  'latest-links': /A group with many objects in the form of libver='latest'.*group \/.*h5py with its defaults/,
  'latest-attributes': /Many or large attributes in the form of libver='latest'.*group \//,
};

test.each(Object.entries(refused))('refuses %s', (name, message) => {
  const read = () => readHdf5(file(`refused/${name}.h5`), 'model.weights.h5');
  expect(read).toThrow(RangeError);
  expect(read).toThrow(/^model\.weights\.h5: /);
  expect(read).toThrow(message);
});

test('there is a case for each file that must be refused', () => {
  const files = readdirSync('test/formats/data/refused').map((name) => name.replace('.h5', ''));
  expect(files.sort()).toEqual(Object.keys(refused).sort());
});
