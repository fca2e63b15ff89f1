import { show } from '../../errors.js';
import { attributeValues, checkText, type Encoded, encodeValues } from './encode.js';
import { encodeText, noAddress, padded, u16, u32, u64, zeros } from './fields.js';
import { type Hdf5Attributes, type Hdf5Dataset, type Hdf5Group, type Hdf5Node, isGroup, maxDepth } from './nodes.js';
import { type Pieces, place, reserve } from './pieces.js';

/** HDF5's own defaults: half of the entries in a table of links, and in an inner node of a B-tree. */
const tableRank = 4;
const treeRank = 16;

const superblockBytes = 96;
const treeNodeBytes = 24 + 8 * (2 * treeRank) + 8 * (2 * treeRank + 1);

/** The longest body of a message. */
const maxMessage = 0xffff - 7;

/**
 * Writes an HDF5 file in the form that h5py writes by default and every release reads: superblock 0, groups as symbol
 * tables, contiguous data. The same tree gives the same bytes; children are sorted by name.
 * @throws TypeError or RangeError that names the place, for names, values and attributes that cannot be written: float16,
 * attributes beyond 64 kB (texts do not count, only 16 bytes for each).
 */
export function writeHdf5(root: Hdf5Group): Uint8Array {
  const pieces: Pieces = { size: superblockBytes, fills: [], collection: undefined };
  const header = writeGroup(pieces, root, '', 0);
  const bytes = new Uint8Array(pieces.size);
  const view = new DataView(bytes.buffer);
  bytes.set(superblock(pieces.size, header));
  for (const fill of pieces.fills) fill(bytes, view);
  return bytes;
}

function superblock(size: number, root: number): number[] {
  return [
    ...[0x89, ...encodeText('HDF\r\n'), 0x1a, 0x0a],
    // Versions, then the sizes of addresses and lengths.
    ...[0, 0, 0, 0, 0, 8, 8, 0],
    ...[...u16(tableRank), ...u16(treeRank), ...u32(0)],
    ...[...u64(0), ...noAddress, ...u64(size), ...noAddress],
    ...[...u64(0), ...u64(root), ...zeros(24)],
  ];
}

/** Writes what is inside, then the header. Answers the address of the header. */
function writeNode(pieces: Pieces, node: Hdf5Node, path: string, depth: number): number {
  if (node === null || typeof node !== 'object') {
    throw new TypeError(`HDF5: ${path} must be a group or a dataset. Received: ${show(node)}.`);
  }
  return isGroup(node) ? writeGroup(pieces, node, path, depth) : writeDataset(pieces, node, path);
}

function writeGroup(pieces: Pieces, { attributes, children }: Hdf5Group, path: string, depth: number): number {
  const owner = `HDF5: group ${path || '/'}`;
  if (depth > maxDepth) throw new RangeError(`${owner.slice(0, 200)}… is nested more than ${maxDepth} deep.`);
  const links = [...children].map(([name, node]) => {
    checkText(`${owner}: a name in it`, name);
    if (name === '' || name === '.' || name.includes('/')) {
      throw new RangeError(
        `${owner}: a name in it must not be empty, nor '.', nor have a slash. Received: ${show(name)}.`,
      );
    }
    return { name: encodeText(name), header: writeNode(pieces, node, `${path}/${name}`, depth + 1) };
  });
  links.sort((a, b) => compare(a.name, b.name));
  const offsets: number[] = [];
  // The empty name comes first: it is the lowest key of the tree.
  const names = zeros(8);
  for (const { name } of links) {
    offsets.push(names.length);
    names.push(...padded([...name, 0]));
  }
  const data = place(pieces, names);
  // There is no free space in it, which is written as 1.
  const heap = place(pieces, [...encodeText('HEAP'), 0, 0, 0, 0, ...u64(names.length), ...u64(1), ...u64(data)]);
  const entries = links.map(({ header }, i) => [...u64(offsets[i]), ...u64(header), ...zeros(24)]);
  const tables = inGroups(entries, 2 * tableRank).map((table, i) => ({
    address: place(pieces, [
      ...[...encodeText('SNOD'), 1, 0, ...u16(table.length)],
      ...[...table.flat(), ...zeros(40 * (2 * tableRank - table.length))],
    ]),
    last: offsets[2 * tableRank * i + table.length - 1],
  }));
  const tree = writeTree(pieces, tables, 0);
  return writeHeader(pieces, owner, [
    message(0x11, [...u64(tree), ...u64(heap)]),
    ...attributeMessages(pieces, owner, attributes),
  ]);
}

/** A subtree, and where the last name in it is. */
interface Branch {
  readonly address: number;
  readonly last: number;
}

/** Writes the nodes of one level, then those above until there is only one. Answers its address. */
function writeTree(pieces: Pieces, branches: readonly Branch[], level: number): number {
  const start = pieces.size;
  let key = 0;
  const nodes = branches.length > 0 ? inGroups(branches, 2 * treeRank) : [[]];
  const written = nodes.map((node, i) => {
    const sibling = (to: number) => (nodes[to] ? u64(start + to * treeNodeBytes) : noAddress);
    const bytes = [
      ...encodeText('TREE'),
      0,
      level,
      ...u16(node.length),
      ...sibling(i - 1),
      ...sibling(i + 1),
      ...u64(key),
    ];
    for (const { address, last } of node) {
      bytes.push(...u64(address), ...u64(last));
      key = last;
    }
    return { address: place(pieces, [...bytes, ...zeros(treeNodeBytes - bytes.length)]), last: key };
  });
  return written.length === 1 ? written[0].address : writeTree(pieces, written, level + 1);
}

function writeDataset(pieces: Pieces, dataset: Hdf5Dataset, path: string): number {
  const owner = `HDF5: dataset ${path}`;
  const { datatype, dataspace, length, fill } = encodeValues(pieces, owner, dataset);
  const address = length > 0 ? u64(reserve(pieces, length, fill)) : noAddress;
  return writeHeader(pieces, owner, [
    message(0x01, dataspace),
    message(0x03, datatype),
    // Space is allocated late, and filled with zeros if it is.
    message(0x05, [2, 2, 2, 1, ...u32(0)]),
    message(0x08, [3, 1, ...address, ...u64(length)]),
    ...attributeMessages(pieces, owner, dataset.attributes),
  ]);
}

function attributeMessages(pieces: Pieces, owner: string, attributes: Hdf5Attributes): number[][] {
  return [...attributes].map(([name, value]) => {
    const attribute = `${owner}: attribute ${show(name)}`;
    checkText(attribute, name);
    const encoded = encodeValues(pieces, attribute, attributeValues(attribute, value));
    const body = attributeBody(name, encoded);
    if (body.length <= maxMessage) return message(0x0c, body);
    throw new RangeError(
      `${attribute} needs ${body.length} bytes, but can have ${maxMessage}. Split it, as Keras does into '${name}0', '${name}1' …`,
    );
  });
}

function attributeBody(name: string, { datatype, dataspace, length, fill }: Encoded): number[] {
  const values = new Uint8Array(length);
  fill(values, new DataView(values.buffer), 0);
  const terminated = [...encodeText(name), 0];
  const lengths = [terminated, datatype, dataspace].flatMap((part) => u16(part.length));
  return [1, 0, ...lengths, ...padded(terminated), ...padded(datatype), ...padded(dataspace), ...values];
}

function message(type: number, body: readonly number[]): number[] {
  const bytes = padded(body);
  return [...u16(type), ...u16(bytes.length), ...zeros(4), ...bytes];
}

function writeHeader(pieces: Pieces, owner: string, messages: readonly (readonly number[])[]): number {
  if (messages.length > 0xffff) throw new RangeError(`${owner} has too many attributes: ${messages.length}.`);
  const body = messages.flat();
  return place(pieces, [1, 0, ...u16(messages.length), ...u32(1), ...u32(body.length), ...zeros(4), ...body]);
}

function inGroups<T>(items: readonly T[], length: number): T[][] {
  const count = Math.ceil(items.length / length);
  return Array.from({ length: count }, (_, i) => items.slice(i * length, (i + 1) * length));
}

/** The order of UTF-8, which is that of HDF5. */
function compare(a: Uint8Array, b: Uint8Array): number {
  const different = a.findIndex((byte, i) => byte !== b[i]);
  return different < 0 ? a.length - b.length : a[different] - (b[different] ?? -1);
}
