import { show } from '../../errors.js';
import { isBytes } from '../../realm.js';
import { readDatatype } from './datatype.js';
import { type Messages, onlyMessage, readHeader, refuseDense } from './header.js';
import { readLinks } from './links.js';
import {
  emptyGroup,
  type Hdf5Attribute,
  type Hdf5Attributes,
  type Hdf5Dataset,
  type Hdf5Group,
  type Hdf5Node,
  type Hdf5Values,
  maxDepth,
} from './nodes.js';
import { type Cursor, Source } from './source.js';
import { readStorage } from './storage.js';
import { byteLength, decodeValues, readShape } from './values.js';

const signature = '\x89HDF\r\n\x1a\n';

/**
 * Reads an HDF5 file as h5py and Keras write it: groups, contiguous or compact datasets of numbers, booleans and strings,
 * attributes. All values are copied out once; no link is followed.
 *
 * Whatever the bytes say, what is read is no more than they are.
 * @param name What the messages call the file.
 * @throws RangeError that names the place, the problem and the cure, for a file that is damaged, truncated, or uses what is
 * not supported: datasets in chunks, so all that are compressed or resizable, external and virtual data, links other than
 * hard ones, compounds, the dense storage of `libver='latest'`.
 */
export function readHdf5(bytes: Uint8Array, name = 'The HDF5 file'): Hdf5Group {
  if (!isBytes(bytes)) throw new TypeError(`${name} must be a Uint8Array. Received: ${show(bytes)}.`);
  const source = new Source(bytes, name);
  const root = readNode(source, readSuperblock(source), '', 0);
  if (!('children' in root)) throw source.damaged(0, 'the root is not a group');
  return root;
}

/** Only a group has one of these. */
const groupMessages = ['symbol table', 'link info', 'link', 'group info'] as const;

/** The address of the root's header. */
function readSuperblock(source: Source): number {
  const head = source.take(0, 9, 'the superblock');
  const found = String.fromCharCode(...head.bytes(8));
  if (found !== signature) {
    throw source.damaged(0, `this is not an HDF5 file: it begins with ${JSON.stringify(found)}`);
  }
  const version = head.u8();
  if (version > 3) throw source.unsupported(8, `Version ${version} of the superblock`);
  const isOld = version < 2;
  const rest = source.take(9, isOld ? 87 + 4 * version : 39, 'the superblock');
  if (isOld) rest.skip(4);
  const [offsets, lengths] = [rest.u8(), rest.u8()];
  if (offsets !== 8 || lengths !== 8)
    throw source.unsupported(13, `Addresses of ${offsets} and lengths of ${lengths} bytes`);
  rest.skip(isOld ? 9 + 4 * version : 1);
  const base = rest.u64();
  if (base !== 0) throw source.unsupported(rest.at - 8, 'A block before the HDF5 file');
  rest.skip(8);
  const end = rest.u64();
  if (end > source.bytes.length) {
    throw source.damaged(rest.at - 8, `the file should have ${end} bytes, but has ${source.bytes.length}`);
  }
  if (isOld) rest.skip(16);
  return rest.u64();
}

function readNode(source: Source, address: number, path: string, depth: number): Hdf5Node {
  source.place = `object ${path || '/'}`;
  if (depth > maxDepth) throw source.damaged(address, `groups are nested more than ${maxDepth} deep`);
  if (source.wasTaken(address)) {
    throw source.unsupported(address, 'An object of two names, or in itself', 'Store the object under one name only.');
  }
  const messages = readHeader(source, address);
  if (messages.has('layout')) return readDataset(source, messages, path);
  if (!groupMessages.some((type) => messages.has(type))) {
    const isType = messages.has('datatype') && !messages.has('dataspace');
    const what = isType ? 'A named datatype' : 'An object that is neither a group nor a dataset';
    throw source.unsupported(address, what);
  }
  source.place = `group ${path || '/'}`;
  const group = emptyGroup();
  readAttributes(source, messages, group.attributes);
  for (const [name, child] of readLinks(source, messages)) {
    group.children.set(name, readNode(source, child, `${path}/${name}`, depth + 1));
  }
  return group;
}

function readDataset(source: Source, messages: Messages, path: string): Hdf5Dataset {
  source.place = `dataset ${path || '/'}`;
  const shape = readShape(onlyMessage(source, messages, 'dataspace'));
  const type = readDatatype(onlyMessage(source, messages, 'datatype'));
  const raw = readStorage(source, messages, type, shape);
  const attributes: Hdf5Attributes = new Map();
  const values = decodeValues(source, raw, type, shape);
  readAttributes(source, messages, attributes);
  return { ...values, attributes };
}

function readAttributes(source: Source, messages: Messages, attributes: Hdf5Attributes): void {
  const { place } = source;
  for (const info of messages.get('attribute info') ?? [])
    refuseDense(info, 2, "Many or large attributes in the form of libver='latest'");
  for (const message of messages.get('attribute') ?? []) {
    const { at } = message;
    const [name, value] = readAttribute(source, message, place);
    if (attributes.has(name)) throw source.damaged(at, 'there are two attributes of this name');
    attributes.set(name, value);
  }
  source.place = place;
}

function readAttribute(source: Source, message: Cursor, place: string): [string, Hdf5Attribute] {
  const { at } = message;
  source.place = `an attribute of ${place}`;
  const version = message.u8();
  if (version < 1 || version > 3) throw source.damaged(at, `there is no attribute of version ${version}`);
  const flags = message.u8();
  if (version > 1 && flags & 3) throw source.unsupported(at, 'An attribute with a shared datatype');
  const [nameLength, typeLength, spaceLength] = [message.u16(), message.u16(), message.u16()];
  if (version === 3) message.skip(1);
  const pad = (length: number): number => (version === 1 ? (length + 7) & ~7 : length);
  const name = message.sub(pad(nameLength), 'the name').text(nameLength).replace(/\0.*$/s, '');
  source.place = `attribute '${name}' of ${place}`;
  const type = readDatatype(message.sub(pad(typeLength), 'the datatype'));
  const shape = readShape(message.sub(pad(spaceLength), 'the dataspace'));
  const start = message.at;
  const bytes = message.bytes(byteLength(shape, type));
  return [name, asAttribute(decodeValues(source, { at: start, bytes }, type, shape))];
}

function asAttribute({ dtype, shape, data }: Hdf5Values): Hdf5Attribute {
  const list =
    dtype === 'bool' ? Array.from(data as Uint8Array, (value) => value !== 0) : Array.from<string | number>(data);
  return (shape.length === 0 ? list[0] : list) as Hdf5Attribute;
}
