import { brief, fromUtf8, uint64, unreadable } from './bytes.js';

// PKWARE's APPNOTE.TXT: a header before each member, a directory of all members behind them, and an end record that says
// where the directory is. With zip64 what is too long for its field lies in an extra field or record.

export const signature = {
  header: 0x04034b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
/** In bytes, without what has no fixed length. */
export const length = { header: 30, entry: 46, end: 22, end64: 56, locator64: 20 };
/** What a field of 32 bits holds where the number is an extra field's. */
export const elsewhere = 0xffffffff;

export interface Archive {
  bytes: Uint8Array;
  view: DataView;
  /** For messages. */
  name: string;
}

/** A member as the directory describes it, checked against its header. */
export interface Entry {
  name: string;
  /** For messages. */
  place: string;
  /** Where its header is, and where its packed bytes begin and end. */
  header: number;
  start: number;
  end: number;
  isDeflated: boolean;
  /** Unpacked. */
  size: number;
  crc: number;
}

/** The members in the directory's order. @throws RangeError for all that makes an archive unreadable, or unsafe to read. */
export function readDirectory(archive: Archive): Map<string, Entry> {
  const { view, name } = archive;
  const { start, end, count } = findDirectory(archive);
  const entries = new Map<string, Entry>();
  let at = start;
  while (at < end) {
    const place = `${name} at byte ${at}`;
    if (at + length.entry > end || view.getUint32(at, true) !== signature.entry)
      throw unreadable(place, 'there is no directory entry');
    const extra = at + length.entry + view.getUint16(at + 28, true);
    const comment = extra + view.getUint16(at + 30, true);
    const next = comment + view.getUint16(at + 32, true);
    if (next > end) throw unreadable(place, `a directory entry goes beyond the directory's end at byte ${end}`);
    const entry = readEntry(archive, at, extra, comment);
    if (entries.has(entry.name)) throw unreadable(place, `there is a second member ${brief(entry.name)}`);
    entries.set(entry.name, entry);
    at = next;
  }
  if (entries.size !== count)
    throw unreadable(`${name} at byte ${end}`, `there should be ${count} members, but ${entries.size} are listed`);
  checkOrder([...entries.values()], start);
  return entries;
}

function findDirectory({ view, name }: Archive): { start: number; end: number; count: number } {
  // Behind the end record there may be a comment, whose length has 16 bits.
  const last = view.byteLength - length.end;
  const first = Math.max(0, last - 0xffff);
  let at = last;
  while (at >= first && (view.getUint32(at, true) !== signature.end || view.getUint16(at + 20, true) !== last - at))
    at--;
  if (at < first)
    throw unreadable(name, `among its ${view.byteLength} bytes is no end record, so it is not a whole zip archive`);

  const place = `${name} at byte ${at}`;
  let isWhole = view.getUint32(at + 4, true) === 0 && view.getUint16(at + 8, true) === view.getUint16(at + 10, true);
  let count = view.getUint16(at + 10, true);
  let size = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  let end = at;
  const locator = at - length.locator64;
  if (locator >= 0 && view.getUint32(locator, true) === signature.locator64) {
    end = uint64(view, locator + 8);
    if (end + length.end64 > locator || view.getUint32(end, true) !== signature.end64)
      throw unreadable(place, `its zip64 record is not at byte ${end}`);
    isWhole &&= uint64(view, end + 16) === 0 && uint64(view, end + 24) === uint64(view, end + 32);
    count = uint64(view, end + 32);
    size = uint64(view, end + 40);
    start = uint64(view, end + 48);
  }
  if (!isWhole) throw unreadable(place, 'it is damaged, or one of several parts', 'Join the parts to one archive.');
  if (start + size !== end)
    throw unreadable(place, `a directory of ${size} bytes from byte ${start} on does not end at byte ${end}`);
  return { start, end, count };
}

const encrypted = 0x2041;
const methods = new Map([
  [0, 'nothing'],
  [8, 'deflate'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'lzma'],
  [93, 'zstd'],
  [95, 'xz'],
]);
/** Deflate needs two bits for 258 bytes at least. */
const maximumRatio = 1032;

/** The entry at byte `at`. Its name ends where the extra fields begin, and these where the comment begins. */
function readEntry({ bytes, view, name: archive }: Archive, at: number, extra: number, comment: number): Entry {
  const nameBytes = bytes.subarray(at + length.entry, extra);
  const name = fromUtf8(nameBytes, `${archive} at byte ${at}`);
  checkName(name, archive);
  const place = `${archive} member ${brief(name)}`;
  const method = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) & encrypted)
    throw unreadable(place, 'it is encrypted', 'Make the archive without a password.');
  if (method !== 0 && method !== 8) {
    const cure = 'Make the archive with deflate, or without compression.';
    throw unreadable(place, `it is compressed with ${methods.get(method) ?? `method ${method}`}`, cure);
  }
  const { size, packedSize, header } = readSizes(view, at, extra, comment);
  if (method === 0 ? size !== packedSize : size > packedSize * maximumRatio)
    throw unreadable(place, `${packedSize} bytes with ${methods.get(method)} cannot unpack to ${size}`);
  if (header + length.header > view.byteLength || view.getUint32(header, true) !== signature.header)
    throw unreadable(place, `its header is not at byte ${header}`);
  const headerName = header + length.header;
  const headerExtra = headerName + view.getUint16(header + 26, true);
  const again = bytes.subarray(headerName, headerExtra);
  if (again.length !== nameBytes.length || again.some((byte, i) => byte !== nameBytes[i]))
    throw unreadable(place, `its header at byte ${header} has another name`);
  const start = headerExtra + view.getUint16(header + 28, true);
  const end = start + packedSize;
  return { name, place, header, start, end, isDeflated: method === 8, size, crc: view.getUint32(at + 16, true) };
}

function readSizes(view: DataView, at: number, extra: number, comment: number) {
  const field = findZip64(view, extra, comment);
  const read = (offset: number): number => {
    const value = view.getUint32(at + offset, true);
    if (value !== elsewhere || field.start + 8 > field.end) return value;
    field.start += 8;
    return uint64(view, field.start - 8);
  };
  // In the order of the extra field.
  const size = read(24);
  const packedSize = read(20);
  const header = read(42);
  return { size, packedSize, header };
}

/** Where the extra field of zip64 is, with nothing in it if there is none. */
function findZip64(view: DataView, from: number, to: number): { start: number; end: number } {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && end <= to) return { start: at + 4, end };
  }
  return { start: to, end: to };
}

/** With members that overlap a small archive could hold the same packed bytes many times. */
function checkOrder(entries: Entry[], directory: number): void {
  let free = 0;
  for (const { place, header, start, end } of entries.sort((a, b) => a.header - b.header)) {
    if (header < free) throw unreadable(place, `its header at byte ${header} lies in the member before it`);
    if (end > directory) throw unreadable(place, `its bytes ${start} to ${end} go beyond the archive's members`);
    free = end;
  }
}

/** @throws RangeError for names that are empty, absolute, or lead out of the folder they are unpacked to. */
export function checkName(name: string, archive: string): void {
  if (name !== '' && !/^[/\\]|^[a-z]:[/\\]|\0/i.test(name) && !name.split(/[/\\]/).includes('..')) return;
  throw unreadable(
    `${archive} member ${brief(name)}`,
    'its name is empty, absolute or leads upwards',
    'Use names like `folder/file`.',
  );
}
