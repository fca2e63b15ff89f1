import { suggest } from '../errors.js';
import { brief, checkDistinct, toUtf8, unreadable, viewOf } from './bytes.js';
import { crc32 } from './crc32.js';
import { inflate } from './inflate.js';
import { checkName, elsewhere, type Entry, length, readDirectory, signature } from './zip-directory.js';

/** A zip archive whose directory has been checked. */
export interface ZipArchive {
  /** In the directory's order. What ends in `/` is a folder. */
  readonly names: readonly string[];
  /**
   * The bytes of a member: a view into the archive where it is stored, else unpacked anew.
   * Rejects with a RangeError for a name that is not there, and for a damaged member.
   */
  read(name: string): Promise<Uint8Array>;
}

export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Opens a zip archive, of members stored or deflated, zip64 or not.
 * @param name What the messages call it.
 * @param limit What all members together may take unpacked, in bytes. 4 GiB by default.
 * @throws RangeError when the directory or a header is damaged, members overlap or share a name, a name leads upwards, or
 * a member is encrypted, compressed otherwise, or larger than its bytes can unpack to.
 */
export function readZip(bytes: Uint8Array, name = 'zip', limit = 2 ** 32): ZipArchive {
  const entries = readDirectory({ bytes, view: viewOf(bytes, name), name });
  const names = [...entries.keys()];
  const total = [...entries.values()].reduce((sum, { size }) => sum + size, 0);
  if (!(total <= limit)) {
    const cure = 'If you trust it, pack it anew without compression.';
    throw unreadable(name, `it unpacks to ${total} bytes, more than the ${limit} allowed`, cure);
  }
  return {
    names,
    async read(member) {
      const entry = entries.get(member);
      if (!entry) throw new RangeError(`${name}: there is no member ${brief(member)}.${suggest(member, names)}`);
      return unpack(bytes.subarray(entry.start, entry.end), entry);
    },
  };
}

async function unpack(packed: Uint8Array, { place, isDeflated, size, crc }: Entry): Promise<Uint8Array> {
  if (isDeflated) return inflate(packed, size, crc, place);
  const actual = crc32(packed);
  if (actual === crc) return packed;
  throw unreadable(place, `its checksum is ${actual.toString(16)}, where ${crc.toString(16)} is expected`);
}

/** 1980-01-01, the first day that a zip archive can name. */
const date = 0x21;
/** Of the format: 2.0. */
const version = 20;
const utf8Names = 0x800;

/**
 * A zip archive of the members in the order given, stored. The same members give the same bytes.
 * @throws RangeError for names used twice, absolute or leading upwards, and for what would need zip64: 4 GiB or 65,535 members.
 */
export function writeZip(members: readonly ZipMember[]): Uint8Array {
  const names = encodeNames(members);
  const directory = members.reduce((sum, { bytes }, i) => sum + length.header + names[i].length + bytes.length, 0);
  const end = names.reduce((sum, name) => sum + length.entry + name.length, directory);
  if (members.length >= 0xffff || end + length.end > elsewhere) {
    const much = `${members.length} members in ${end + length.end} bytes`;
    throw new RangeError(`zip: ${much} are more than an archive holds, 65534 in 4 GiB. Make several archives.`);
  }
  const out = new Uint8Array(end + length.end);
  const view = viewOf(out, 'zip');
  let at = 0;
  let entry = directory;
  for (const [i, { bytes }] of members.entries()) {
    const name = names[i];
    const crc = crc32(bytes);
    // What a header and an entry have in common.
    const describe = (to: number) => {
      view.setUint16(to, version, true);
      view.setUint16(to + 2, utf8Names, true);
      view.setUint16(to + 8, date, true);
      view.setUint32(to + 10, crc, true);
      view.setUint32(to + 14, bytes.length, true);
      view.setUint32(to + 18, bytes.length, true);
      view.setUint16(to + 22, name.length, true);
    };
    view.setUint32(entry, signature.entry, true);
    view.setUint16(entry + 4, version, true);
    describe(entry + 6);
    view.setUint32(entry + 42, at, true);
    out.set(name, entry + length.entry);
    entry += length.entry + name.length;

    view.setUint32(at, signature.header, true);
    describe(at + 4);
    out.set(name, at + length.header);
    out.set(bytes, at + length.header + name.length);
    at += length.header + name.length + bytes.length;
  }
  view.setUint32(end, signature.end, true);
  view.setUint16(end + 8, members.length, true);
  view.setUint16(end + 10, members.length, true);
  view.setUint32(end + 12, end - directory, true);
  view.setUint32(end + 16, directory, true);
  return out;
}

function encodeNames(members: readonly ZipMember[]): Uint8Array[] {
  checkDistinct(
    members.map(({ name }) => name),
    'zip',
  );
  return members.map(({ name, bytes }) => {
    const place = `zip member ${brief(name)}`;
    checkName(name, 'zip');
    viewOf(bytes, place);
    const encoded = toUtf8(name, place);
    if (encoded.length <= 0xffff) return encoded;
    throw new RangeError(`${place}: its name has ${encoded.length} bytes, more than 65535. Choose a shorter one.`);
  });
}
