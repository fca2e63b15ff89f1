import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyGroup, type Hdf5Node, isGroup, readHdf5, writeHdf5 } from '../../src/formats/hdf5/index.js';
import { file } from './files.js';

/** A group `g` with one dataset `x`, as the writer lays it out: the data, the header of `x`, what belongs to `g`, the root. */
const small = (): Uint8Array => {
  const root = emptyGroup();
  const x = { shape: [2], dtype: 'float32', data: Float32Array.of(1, 2), attributes: new Map() } as const;
  root.children.set('g', { attributes: new Map([['name', 'text']]), children: new Map([['x', x]]) });
  return writeHdf5(root);
};

/** Where in that file the header of `x`, its first message and fields of its messages are. */
const x = { header: 104, size: 112, messages: 120, rank: 129, length: 136, floatBits: 164, layout: 192, address: 202 };

/** Where a signature such as `TREE` is, from the first on or from the last. */
const find = (bytes: Uint8Array, signature: string, nth: number): number => {
  const places = [...String.fromCharCode(...bytes).matchAll(new RegExp(signature, 'gs'))];
  expect(places.length).toBeGreaterThan(nth < 0 ? -nth - 1 : nth);
  return places.at(nth)!.index;
};

type Change = (view: DataView, bytes: Uint8Array) => void;

const u8 =
  (at: number, value: number): Change =>
  (view) =>
    view.setUint8(at, value);
const u32 =
  (at: number, value: number): Change =>
  (view) =>
    view.setUint32(at, value, true);
const u64 =
  (at: number, value: number): Change =>
  (view) =>
    view.setBigUint64(at, BigInt(value), true);
/** A change of a field so far behind a signature. */
const behind = (signature: string, nth: number, offset: number, set: typeof u8, value: number): Change => {
  return (view, bytes) => set(find(bytes, signature, nth) + offset, value)(view, bytes);
};

const change = (file: Uint8Array, ...changes: Change[]): Uint8Array => {
  const bytes = file.slice();
  for (const change of changes) change(new DataView(bytes.buffer), bytes);
  return bytes;
};

/** The place in parentheses, then a cure. */
const withPlace =
  /^The HDF5 file: .*\((at byte \d+, )?(attribute '.*' of |an attribute of )?(the superblock|(object|group|dataset) \/.*)\)\. [A-Z].*\.$/s;

/** That a damaged file is refused as such: never with a TypeError, an overflow of the stack or of memory. */
const expectDamaged = (bytes: Uint8Array, message: RegExp): void => {
  const read = () => readHdf5(bytes);
  expect(read).toThrow(RangeError);
  expect(read).toThrow(message);
  expect(read).toThrow(withPlace);
};

test('what is not an HDF5 file', () => {
  expectDamaged(new Uint8Array(), /the superblock of 9 bytes/);
  expectDamaged(
    Uint8Array.from('<!doctype html><html>', (c) => c.charCodeAt(0)),
    /not an HDF5 file: it begins with "<!do/,
  );
  expect(() => readHdf5('model.h5' as never)).toThrow(TypeError);
});

test.each(['default', 'latest', 'many'])('%s.h5, truncated anywhere', (name) => {
  const bytes = file(`${name}.h5`);
  for (let length = 9; length < bytes.length; length += 97) {
    expectDamaged(bytes.subarray(0, length), /has \d+|bytes/);
  }
});

const itself: Change = (view, bytes) => u64(find(bytes, 'TREE', -1) + 32, find(bytes, 'TREE', -1))(view, bytes);
const intoGroup: Change = (view, bytes) => u64(find(bytes, 'TREE', -1) + 32, find(bytes, 'TREE', 0))(view, bytes);
const rootInGroup: Change = (view, bytes) =>
  u64(find(bytes, 'SNOD', -1) + 16, Number(view.getBigUint64(64, true)))(view, bytes);
const tableTwice: Change = (view, bytes) => u64(find(bytes, 'TREE', 0) + 32, find(bytes, 'SNOD', -1))(view, bytes);

test.each<[string, RegExp, ...Change[]]>([
  ['a superblock of another version', /Version 9 of the superblock/, u8(8, 9)],
  ['addresses of four bytes', /Addresses of 4 and lengths of 8 bytes/, u8(13, 4)],
  ['a root beyond the file', /an object header of 6 bytes.*byte 1099511627776, object \//, u64(64, 2 ** 40)],
  ['a root that is data', /must begin with OHDR/, u64(64, 96)],
  ['a root without an address', /an object header has no address \(object \/\)/, u32(64, -1), u32(68, -1)],
  ['a root that is a dataset', /the root is not a group/, u64(64, x.header)],
  ['a group in itself', /An object of two names, or in itself.*object \/g/, rootInGroup],
  ['a tree in itself', /a B-tree node is used twice.*group \//, behind('TREE', -1, 5, u8, 1), itself],
  [
    'a tree without a level between',
    /a B-tree node is of type 0 on level 0, where/,
    behind('TREE', -1, 5, u8, 2),
    intoGroup,
  ],
  ['a table in two groups', /a symbol table node is used twice.*group \/g/, tableTwice],
  ['a table beyond the file', /a symbol table node of 8 bytes/, behind('TREE', -1, 32, u64, 2 ** 53)],
  ['more links than bytes', /a symbol table node of 10280 bytes/, behind('SNOD', -1, 7, u8, 1)],
  ['more nodes than bytes', /a B-tree node of 1044504 bytes/, behind('TREE', 0, 7, u8, 255)],
  ['a heap beyond the file', /a local heap of 9007199254740992 bytes ends/, behind('HEAP', 0, 8, u64, 2 ** 53)],
  ['a name beyond its heap', /a name is not within its local heap/, behind('SNOD', 0, 8, u64, 2 ** 40)],
  ['a name that is not text', /a text is not UTF-8.*group \/\)/, behind('g\0{7}HEAP', -1, 0, u8, 0xff)],
  ['a header longer than the file', /a block of an object header of 4294967295 bytes.*\/g\/x/, u32(x.size, 0xffffffff)],
  [
    'a header that continues in itself',
    /a block of an object header is used twice.*object \/g\/x/,
    ...[u8(x.layout, 0x10), u64(x.layout + 8, x.messages), u64(x.layout + 16, 112)],
  ],
  [
    'a message longer than its header',
    /the message 'dataspace'|a block of an object header needs/,
    u8(x.messages + 3, 255),
  ],
  ['a header without a layout', /neither a group nor a dataset.*object \/g\/x/, u8(x.layout, 0)],
  ['a header without a shape', /one message 'dataspace', but has none.*dataset \/g\/x/, u8(x.messages, 0)],
  ['too many axes', /a shape cannot have 255 axes/, u8(x.rank, 255)],
  ['more axes than bytes', /the message 'dataspace' needs/, u8(x.rank, 2)],
  ['a shape that is too large', /the shape \(3\) needs 12 bytes, but only 8 are stored.*dataset/, u64(x.length, 3)],
  ['a shape that overflows', /is larger than anything/, u64(x.length, 2 ** 62)],
  ['data beyond the file', /the data of 8 bytes ends beyond.*dataset \/g\/x/, u64(x.address, 2 ** 40)],
  ['data that were read as something else', /the data is used twice/, u64(x.address, x.messages)],
  ['a float of seven bits', /A float of 4 bytes that is not of IEEE 754/, u8(x.floatBits, 7)],
  [
    'a heap object that is too long',
    /an object of 1099511627776 bytes ends beyond/,
    behind('GCOL', 0, 24, u64, 2 ** 40),
  ],
  [
    'a text that is not there',
    /no text of 4 bytes in the global heap.*attribute 'name' of group \/g/,
    behind('GCOL', 0, 16, u8, 9),
  ],
  ['a text that is not UTF-8', /a text is not UTF-8.*attribute 'name' of group \/g/, behind('GCOL', 0, 32, u8, 0xff)],
])('%s', (_, message, ...changes) => expectDamaged(change(small(), ...changes), message));

test('groups nested too deep', () => {
  const root = emptyGroup();
  for (const name of ['a', 'b']) {
    let group = root;
    for (let depth = 0; depth < 60; depth++) {
      const child = emptyGroup();
      group.children.set(name, child);
      group = child;
    }
  }
  // The innermost group of the first chain, which is the first in the file, gets the second one as its child.
  const bytes = writeHdf5(root);
  const b = Number(new DataView(bytes.buffer).getBigUint64(find(bytes, 'SNOD', -1) + 56, true));
  expectDamaged(change(bytes, behind('SNOD', 0, 16, u64, b)), /groups are nested more than 100 deep/);
});

/** All values and attributes. */
const size = (node: Hdf5Node): number => {
  if (!isGroup(node)) return node.data.length;
  return [...node.children.values()].reduce((sum, child) => sum + size(child), node.attributes.size);
};

const files = {
  default: file('default.h5'),
  latest: file('latest.h5'),
  many: file('many.h5'),
  small: small(),
};

type Damage = ['flip' | 'set' | 'field' | 'copy' | 'truncate', at: number, value: number];

const anywhere = fc.nat(2 ** 16);

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(fc.constant('flip' as const), anywhere, fc.nat(7)),
  fc.tuple(fc.constant('set' as const), anywhere, fc.nat(255)),
  fc.tuple(
    fc.constant('field' as const),
    anywhere,
    fc.oneof(anywhere, fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 2 ** 62)),
  ),
  fc.tuple(fc.constant('copy' as const), anywhere, anywhere),
  fc.tuple(fc.constant('truncate' as const), anywhere, fc.constant(0)),
);

const apply = (bytes: Uint8Array, [kind, place, value]: Damage): Uint8Array => {
  const at = place % bytes.length;
  if (kind === 'flip') return change(bytes, u8(at, bytes[at] ^ (1 << value)));
  if (kind === 'set') return change(bytes, u8(at, value));
  if (kind === 'field') return change(bytes, u64(Math.min(at & ~7, bytes.length - 8), value));
  if (kind === 'copy') return change(bytes, (_, copy) => copy.copyWithin(at, value, value + (place & 63)));
  return bytes.slice(0, Math.max(16, at));
};

const runs = Number(process.env.FUZZ_RUNS ?? 2000);

test(`${runs} files damaged at random are read, or refused with a place (FUZZ_RUNS)`, { timeout: 600_000 }, () => {
  const seen = { read: 0, refused: 0 };
  const names = fc.constantFrom(...(Object.keys(files) as (keyof typeof files)[]));
  const property = fc.property(names, fc.array(damage, { minLength: 1, maxLength: 4 }), (name, damages) => {
    const bytes = damages.reduce(apply, files[name]);
    const start = performance.now();
    try {
      expect(size(readHdf5(bytes))).toBeLessThanOrEqual(bytes.length);
      seen.read++;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      expect(error.message).toMatch(withPlace);
      seen.refused++;
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
  fc.assert(property, { numRuns: runs });
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(runs / 20);
});
