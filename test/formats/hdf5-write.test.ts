import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyGroup,
  type Hdf5Attribute,
  type Hdf5Attributes,
  type Hdf5Dataset,
  type Hdf5Group,
  type Hdf5Node,
  readHdf5,
  writeHdf5,
} from '../../src/formats/hdf5/index.js';
import { hasPython, python } from '../python.js';
import { datasetAt, groupAt } from './files.js';

type Entries<T> = Record<string, T>;

const group = (children: Entries<Hdf5Node> = {}, attributes: Entries<Hdf5Attribute> = {}): Hdf5Group => ({
  attributes: new Map(Object.entries(attributes)),
  children: new Map(Object.entries(children)),
});

const float32 = (shape: number[], values: number[], attributes: Hdf5Attributes = new Map()): Hdf5Dataset => ({
  ...{ shape, attributes },
  dtype: 'float32',
  data: Float32Array.from(values),
});

const expectRoundTrip = (root: Hdf5Group): void => expect(readHdf5(writeHdf5(root))).toEqual(root);

const everything = group(
  {
    layers: group({
      dense: group({ vars: group({ '0': float32([2, 3], [0, 0.25, 0.5, 0.75, 1, -1.25]), '1': float32([], [7]) }) }),
    }),
    dtypes: group({
      float64: { shape: [2], dtype: 'float64', data: Float64Array.of(Math.PI, -0), attributes: new Map() },
      int8: { shape: [2], dtype: 'int8', data: Int8Array.of(-128, 127), attributes: new Map() },
      int16: { shape: [2], dtype: 'int16', data: Int16Array.of(-32768, 32767), attributes: new Map() },
      int32: { shape: [2], dtype: 'int32', data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1), attributes: new Map() },
      int64: { shape: [3], dtype: 'int64', data: Float64Array.of(-1, 1 - 2 ** 53, 2 ** 53 - 1), attributes: new Map() },
      uint8: { shape: [1], dtype: 'uint8', data: Uint8Array.of(255), attributes: new Map() },
      uint16: { shape: [1], dtype: 'uint16', data: Uint16Array.of(65535), attributes: new Map() },
      uint32: { shape: [1], dtype: 'uint32', data: Uint32Array.of(2 ** 32 - 1), attributes: new Map() },
      uint64: { shape: [1], dtype: 'uint64', data: Float64Array.of(2 ** 53 - 1), attributes: new Map() },
      bool: { shape: [2], dtype: 'bool', data: Uint8Array.of(1, 0), attributes: new Map() },
      string: { shape: [2, 2], dtype: 'string', data: ['a', '', '🙂 ü', '\ufeffb'], attributes: new Map() },
    }),
    empty: group(),
    none: float32([0, 3], []),
    noted: float32([1, 1, 1], [1], new Map([['dtype', 'bfloat16']])),
  },
  {
    name: 'modél',
    none: '',
    long: 'x'.repeat(5000),
    names: ['lstm', 'dense_1', ''],
    empty: [],
    number: 0.1,
    numbers: [1, 2],
    yes: true,
    ü: [true, false],
  },
);

test('what is written is read again: dtypes, scalars, empty axes, empty groups, attributes', () => {
  expectRoundTrip(emptyGroup());
  expectRoundTrip(everything);
});

test.each([1, 8, 9, 256, 257, 500, 9000])('a group of %i objects, in the order of their names', (count) => {
  const names = Array.from({ length: count }, (_, i) => `dense_${i}`);
  const root = group(Object.fromEntries(names.map((name) => [name, group()])));
  expect([...readHdf5(writeHdf5(root)).children.keys()]).toEqual(names.sort());
});

test('a thousand attributes and long texts', () => {
  const attributes = Array.from({ length: 1000 }, (_, i) => [`a${i}`, 'x'.repeat(i % 97)]);
  expectRoundTrip(group({}, Object.fromEntries(attributes)));
  expectRoundTrip(group({}, { config: JSON.stringify({ text: 'ä'.repeat(200_000) }) }));
});

test('names that mean something elsewhere are names here', () => {
  const names = ['__proto__', 'constructor', 'toString', 'ü', '🙂', '\uffee', ' ', '..'];
  const root = emptyGroup();
  for (const name of names) {
    root.children.set(name, { ...emptyGroup(), attributes: new Map([[name, name]]) });
  }
  expectRoundTrip(root);
  expect(({} as Entries<unknown>)['dense']).toBeUndefined();
});

test('the same tree gives the same bytes, in whatever order it was made', () => {
  const [a, b] = [float32([1], [1]), float32([1], [2])];
  expect(writeHdf5(group({ a, b }))).not.toEqual(writeHdf5(group({ a: b, b: a })));
  expect(readHdf5(writeHdf5(group({ b, a })))).toEqual(group({ a, b }));
  expect(writeHdf5(everything)).toEqual(writeHdf5(everything));
});

test('any tree', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '.' && !/[/\0]/.test(text));
  const text = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  const attributes = fc.array(fc.tuple(name, fc.oneof(text, fc.array(text, { minLength: 1 }), fc.double())));
  const values = fc.array(fc.float()).map((list) => ({ shape: [list.length], data: Float32Array.from(list) }));
  const { tree } = fc.letrec<{ tree: Hdf5Group; dataset: Hdf5Dataset }>((tie) => ({
    tree: fc.record({
      attributes: attributes.map((entries) => new Map<string, Hdf5Attribute>(entries)),
      children: fc
        .array(fc.tuple(name, fc.oneof({ maxDepth: 4 }, tie('dataset'), tie('tree'))))
        .map((entries) => new Map(entries)),
    }),
    dataset: fc.record({ values, attributes }).map(({ values, attributes }) => ({
      ...values,
      dtype: 'float32' as const,
      attributes: new Map<string, Hdf5Attribute>(attributes),
    })),
  }));
  fc.assert(
    fc.property(tree, (root) => void expectRoundTrip(root)),
    { numRuns: 30 },
  );
});

const nested = (depth: number): Hdf5Group => (depth === 0 ? group() : group({ g: nested(depth - 1) }));

test('groups inside groups, up to a depth that no model comes near', () => {
  expectRoundTrip(nested(100));
  expect(() => writeHdf5(nested(101))).toThrow(/group \/g\/g.* is nested more than 100 deep/);
});

test.each<[string, Hdf5Group, string]>([
  ['a slash', group({ 'a/b': group() }), "HDF5: group /: a name in it must not be empty, nor '.', nor have a slash"],
  ['no name', group({ a: group({ '': group() }) }), 'HDF5: group /a: a name in it must not be empty'],
  ['half a character', group({ '\ud800': group() }), 'a name in it cannot hold a null character or half'],
  ['a null character', group({}, { a: 'b\0' }), "HDF5: group /: attribute 'a' cannot hold a null character"],
  ['values', group({ x: float32([2], [1]) }), 'HDF5: dataset /x of shape (2,) needs 2 values, but has 1'],
  [
    'a shape',
    group({ x: float32([-1], [1]) }),
    'needs a shape: at most 32 whole numbers, none negative. Received: [-1]',
  ],
  ['a dtype', group({ x: { ...float32([1], [1]), dtype: 'float16' } }), 'must have a dtype of float32, float64, int8'],
  ['data', group({ x: { ...float32([1], [1]), dtype: 'int32' } }), 'of int32 needs its data as Int32Array'],
  [
    'a fraction',
    group({ x: { shape: [], dtype: 'int64', data: Float64Array.of(0.5), attributes: new Map() } }),
    'of int64 needs whole numbers up to 2 ** 53',
  ],
  ['an attribute', group({}, { a: null as never }), "attribute 'a' must be a string, a number, a boolean or a list"],
  ['a node', group({ a: null as never }), 'HDF5: /a must be a group or a dataset. Received: null'],
  ['much', group({}, { a: Array(4096).fill('x') }), "attribute 'a' needs 65592 bytes, but can have 65528. Split it"],
])('refuses to write what cannot be: %s', (_, root, message) => {
  expect(() => writeHdf5(root)).toThrow(message);
});

const script = `
import h5py, json, numpy, sys
def plain(value):
    if isinstance(value, bytes): return value.decode()
    if isinstance(value, numpy.ndarray): return [plain(one) for one in value.tolist()]
    return value.item() if isinstance(value, numpy.generic) else value
def node(x):
    attributes = {name: plain(value) for name, value in x.attrs.items()}
    if isinstance(x, h5py.Group): return {"attributes": attributes, "children": {name: node(x[name]) for name in x}}
    dtype = "string" if h5py.check_string_dtype(x.dtype) else x.dtype.name
    return {"attributes": attributes, "dtype": dtype, "shape": x.shape, "data": plain(numpy.ravel(x[()]))}
with h5py.File(sys.argv[1], "r") as file:
    print(json.dumps(node(file)))
with h5py.File(sys.argv[1], "a") as file:
    file["added/here"] = numpy.float32(1)
    file.attrs["added"] = "text"
`;

/** As the script prints it. */
const plain = (value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [name, plain(one)]));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array, Number);
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, plain(one)] as const);
  const object = Object.fromEntries(entries);
  return object.dtype === 'bool' ? { ...object, data: (object.data as number[]).map(Boolean) } : object;
};

test.skipIf(!hasPython)('h5py reads what is written, and can add to it (needs MARKHOR_PYTHON)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hdf5-'));
  const path = join(folder, 'written.h5');
  const many = group(
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`g${i}`, group({}, { name: `g${i}` })])),
  );
  const root = group({ everything, many });
  try {
    writeFileSync(path, writeHdf5(root));
    expect(JSON.parse(python(script, path))).toEqual(plain(root));
    const after = readHdf5(readFileSync(path));
    expect(datasetAt(after, 'added/here').data).toEqual(Float32Array.of(1));
    expect(groupAt(after, 'many')).toEqual(many);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
