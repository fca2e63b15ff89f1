import { runInNewContext } from 'node:vm';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/formats/crc32.js';
import { readZip, writeZip, type ZipArchive } from '../../src/formats/zip.js';
import { file, patch } from './files.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const all = ({ names, read }: ZipArchive) =>
  Promise.all(names.map(async (name): Promise<[string, Uint8Array]> => [name, await read(name)]));
const members = [
  { name: 'b', bytes: bytes('first') },
  { name: '1', bytes: new Uint8Array(0) },
  { name: '__proto__', bytes: bytes('näme') },
  { name: 'folder/重み', bytes: Uint8Array.of(0, 255) },
];
const written = writeZip(members);
const headerOf = (zip: Uint8Array) => new DataView(zip.buffer).getUint32(zip.length - 6, true);

/** An archive of one member `a`, of which the directory tells what is given. */
function lying(packed: Uint8Array, size: number, crc: number, method = 8, flags = 0): Uint8Array {
  const zip = writeZip([{ name: 'a', bytes: packed }]);
  const view = new DataView(zip.buffer);
  const entry = headerOf(zip);
  view.setUint16(entry + 8, flags, true);
  view.setUint16(entry + 10, method, true);
  view.setUint32(entry + 16, crc, true);
  view.setUint32(entry + 24, size, true);
  return zip;
}

describe('readZip', () => {
  test.each(['stored.zip', 'deflated.zip', 'streamed.zip', 'zip64.zip'])('%s of Python', async (name) => {
    const text = bytes('Markhor '.repeat(40));
    const expected = [text, new Uint8Array(0), Uint8Array.of(0, 1, 2), new Uint8Array(0)];
    const names = ['text.txt', 'folder/', 'folder/näme', 'empty'];
    expect(await all(readZip(file(name)))).toEqual(names.map((one, i) => [one, expected[i]]));
  });

  test('what writeZip wrote, in its order', async () =>
    expect(await all(readZip(written))).toEqual(members.map(({ name, bytes }) => [name, bytes])));

  test('an archive inside of a larger buffer, with a comment', () => {
    const buffer = new Uint8Array(written.length + 12);
    buffer.set(patch(written, written.length - 2, 3), 7);
    expect(readZip(buffer.subarray(7, 7 + written.length + 3)).names).toHaveLength(4);
  });

  test('no members', () => expect(readZip(writeZip([])).names).toEqual([]));

  test('crc32', () => expect(crc32(bytes('123456789'))).toBe(0xcbf43926));

  test('the same members give the same bytes', () => expect(writeZip(members)).toEqual(written));
});

describe('readZip refuses', () => {
  const directory = headerOf(written);
  const zeros = new Uint8Array(5_000_000);
  const bomb = deflateRawSync(zeros, { level: 9 });
  const deflated = deflateRawSync(bytes('Markhor Markhor'));
  // Over and over a block of its own Huffman codes, each of one bit: more than there can be.
  const block = `001${'0'.repeat(10)}1111${'100'.repeat(19)}`;
  const impossible = Uint8Array.from(block.repeat(8000).match(/.{8}/g)!, (bits) =>
    parseInt([...bits].reverse().join(''), 2),
  );
  const right = crc32(bytes('Markhor Markhor'));
  /** What gzip expects behind the deflated bytes. */
  const trailer = new Uint8Array(Uint32Array.of(right, 15).buffer);
  const two = writeZip([
    { name: 'a', bytes: bytes('12') },
    { name: 'b', bytes: bytes('34') },
  ]);
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'zip: among its 0 bytes is no end record, so it is not a whole zip archive.'],
    ['what is cut off', written.subarray(0, -1), 'is no end record'],
    ['a missing start', written.subarray(1), `does not end at byte ${written.length - 23}`],
    [
      'a directory of other bytes',
      patch(written, directory, 0),
      `zip at byte ${directory}: there is no directory entry.`,
    ],
    ['an entry that is too long', patch(written, directory + 32, 255, 255), "goes beyond the directory's end"],
    ['another count', patch(written, written.length - 14, 3, 0, 3, 0), 'there should be 3 members, but 4 are listed'],
    ['one part of several', patch(written, written.length - 18, 1), 'one of several parts. Join the parts'],
    ['a lost zip64 record', patch(file('zip64.zip'), 867, 9), 'its zip64 record is not at byte'],
    ['a header elsewhere', patch(written, directory + 42, 1), "zip member 'b': its header is not at byte 1."],
    ['a header beyond the end', patch(written, directory + 42, 0, 0, 0, 255), 'its header is not at byte 4278190080'],
    ['another name in the header', patch(written, 30, 0x63), "zip member 'b': its header at byte 0 has another name"],
    ['members that overlap', patch(two, headerOf(two) + 20, 3, 0, 0, 0, 3), 'lies in the member before it'],
    ['members that go on too long', patch(two, headerOf(two) + 67, 9, 0, 0, 0, 9), "go beyond the archive's members"],
    [
      'the same name twice',
      patch(two, headerOf(two) + 93, 0x61),
      "zip member 'a': its header at byte 33 has another name",
    ],
    ['the same name twice', patch(patch(two, headerOf(two) + 93, 0x61), 63, 0x61), "there is a second member 'a'"],
    ['a changed byte', patch(written, 31, 0), "zip member 'b': its checksum is"],
    ['bzip2', file('bzip2.zip'), "zip member 'text.txt': it is compressed with bzip2. Make the archive with deflate"],
    ['an unknown method', lying(deflated, 15, right, 77), 'it is compressed with method 77'],
    ['encryption', lying(deflated, 15, right, 8, 1), "zip member 'a': it is encrypted. Make the archive without"],
    ['a stored member of another size', lying(deflated, 15, right, 0), 'bytes with nothing cannot unpack to 15'],
    ['more than deflate can', lying(deflated, 4e9, right), 'bytes with deflate cannot unpack to 4000000000'],
    ['less than there is', lying(deflated, 14, right), "zip member 'a': it does not unpack to 14 bytes with"],
    ['more than there is', lying(deflated, 16, right), 'it does not unpack to 16 bytes'],
    ['a bomb that lies', lying(bomb, 10, right), 'it does not unpack to 10 bytes'],
    ['another checksum', lying(deflated, 15, 0x12), 'it does not unpack to 15 bytes with the checksum 12. The file is'],
    ['deflated rubbish', lying(Uint8Array.of(7, 7, 7), 3, 0), 'it does not unpack to 3 bytes'],
    ['deflated bytes that are cut', lying(deflated.subarray(0, -3), 15, right), 'it does not unpack to 15 bytes'],
    ['no deflated bytes', lying(new Uint8Array(0), 0, 0), 'it does not unpack to 0 bytes'],
    ['a byte behind the deflated ones', lying(Uint8Array.of(...deflated, 0), 15, right), 'it does not unpack to 15'],
    ['deflated bytes twice', lying(Uint8Array.of(...deflated, ...deflated), 15, right), 'it does not unpack to 15'],
    [
      'much behind the deflated bytes',
      lying(patch(zeros, 0, ...deflated), 15, right),
      'it does not unpack to 15 bytes',
    ],
    [
      'a checksum of its own',
      lying(Uint8Array.of(...deflated, ...trailer), 16, right),
      'it does not unpack to 16 bytes',
    ],
    ['codes that cannot be', lying(impossible, 15, right), 'it does not unpack to 15 bytes'],
  ])('%s', async (_, zip, message) => {
    const read = async () => all(readZip(zip));
    await expect(read()).rejects.toThrow(RangeError);
    await expect(read()).rejects.toThrow(message);
  });

  test('damaged members, and leaves no rejection unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    for (const packed of [bomb, deflated.subarray(1), deflated.subarray(0, -3), impossible])
      await expect(readZip(lying(packed, 10, 0)).read('a')).rejects.toThrow('it does not unpack to 10 bytes');
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('more than the limit', async () => {
    const zip = lying(bomb, zeros.length, crc32(zeros));
    expect(crc32(await readZip(zip, 'zip', 5_000_000).read('a'))).toBe(crc32(zeros));
    expect(() => readZip(zip, 'zip', 4_999_999)).toThrow(
      'zip: it unpacks to 5000000 bytes, more than the 4999999 allowed',
    );
  });

  test('a name that is not there', () =>
    expect(readZip(file('stored.zip'), 'model.keras').read('text.text')).rejects.toThrow(
      "model.keras: there is no member 'text.text'. Did you mean `text.txt`?",
    ));

  test('bytes of another realm', async () => {
    const foreign = runInNewContext('bytes => Uint8Array.from(bytes)')(writeZip(members)) as Uint8Array;
    const [, first] = (await all(readZip(foreign)))[0];
    expect(new TextDecoder().decode(first)).toBe('first');
  });

  test('what is not bytes', () =>
    expect(() => readZip('PK' as unknown as Uint8Array)).toThrow(
      new TypeError("zip: its bytes must be a Uint8Array. Received: 'PK'."),
    ));
});

describe('names', () => {
  const named = (name: string) => writeZip([{ name, bytes: new Uint8Array(0) }]);
  /** An archive with such a name, which writeZip would not write. */
  const smuggled = (name: string) => {
    const zip = named('x'.repeat(name.length));
    return patch(patch(zip, 30, ...bytes(name)), headerOf(zip) + 46, ...bytes(name));
  };
  test.each(['', '/a', '\\a', 'c:\\a', '../a', 'a/../b', 'a\\..', 'a\0'])('%j is refused', (name) => {
    const message = `zip member '${name}': its name is empty, absolute or leads upwards. Use names like \`folder/file\`.`;
    expect(() => named(name)).toThrow(new RangeError(message));
    if (name !== '') expect(() => readZip(smuggled(name))).toThrow(new RangeError(message));
  });
  test.each(['a..b', '...', 'dense/kernel:0', 'c:', ' '])('%j is a name', (name) =>
    expect(readZip(named(name)).names).toEqual([name]),
  );
  test('others', () => {
    expect(() => writeZip([members[0], members[0]])).toThrow("zip: there are two of 'b'. Give each a name of its own.");
    expect(() => named('\ud800')).toThrow('has half a surrogate pair');
    expect(() => named('x'.repeat(65536))).toThrow('its name has 65536 bytes, more than 65535.');
    expect(() => readZip(patch(named('a'), 32 + 45, 255))).toThrow('zip at byte 31: its text is not UTF-8.');
  });
});
