import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedTensor } from '../../src/formats/elements.js';
import { readNpy, writeNpy } from '../../src/formats/npy.js';
import { readNpz } from '../../src/formats/npz.js';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js';
import { readZip } from '../../src/formats/zip.js';
import { file, odd, plain } from './files.js';

/** FUZZ_RUNS=100000 looks longer. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 2000);

type Reader = (bytes: Uint8Array) => unknown;
const readers: Record<string, Reader> = {
  npy: (bytes) => plain({ ...readNpy(bytes), name: '' }),
  npz: async (bytes) => (await readNpz(readZip(bytes, 'npz', limit))).map(plain),
  safetensors: (bytes) => readSafetensors(bytes).tensors.map(plain),
  zip: (bytes) => {
    const { names, read } = readZip(bytes, 'zip', limit);
    return Promise.all(names.map(async (name) => [name, await read(name)]));
  },
};
/** Keeps what is read small enough to be compared. */
const limit = 1e6;

/** What a file holds, or null where it is refused as it should be. Any other error fails the test. */
async function outcome(format: string, bytes: Uint8Array): Promise<unknown> {
  try {
    return await readers[format](bytes);
  } catch (error) {
    if (
      error instanceof RangeError &&
      new RegExp(`^${format}( (at byte|member|tensor|header) ?.*)?: .+\\.$`, 's').test(error.message)
    )
      return null;
    throw error;
  }
}

const interesting = fc.constantFrom(0, 1, 2, 4, 8, 0x7f, 0x80, 0xff, 0x20, 0x22, 0x30, 0x39, 0x5b, 0x7b);
/** A change of a file: cut, insert, copy, overwrite, flip a bit. */
const change = fc.record({
  kind: fc.constantFrom('cut', 'drop', 'insert', 'copy', 'fill', 'flip'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.integer({ min: 1, max: 40 }),
  value: fc.oneof(interesting, fc.integer({ min: 0, max: 255 })),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(bytes: Uint8Array, { kind, at, from, count, value }: Change): Uint8Array {
  const place = Math.floor(at * bytes.length);
  const source = Math.floor(from * bytes.length);
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (kind === 'cut') return before;
  if (kind === 'drop') return join(before, behind.subarray(count));
  if (kind === 'insert') return join(before, Uint8Array.of(value), behind);
  if (kind === 'copy') return join(before, bytes.subarray(source, source + count), behind.subarray(count));
  const changed = bytes.slice();
  if (kind === 'fill') return changed.fill(value, place, place + (count % 9));
  if (place < changed.length) changed[place] ^= 1 << (count & 7);
  return changed;
}

const zips = ['stored.zip', 'deflated.zip', 'streamed.zip', 'zip64.zip'];
const files: Record<string, Uint8Array[]> = {
  npy: [file('version-1.npy'), file('version-3.npy'), writeNpy(odd[1])],
  npz: [file('compressed.npz'), file('arrays.npz')],
  safetensors: [file('tensors.safetensors'), file('bfloat16.safetensors'), writeSafetensors(odd, { format: 'pt' })],
  zip: zips.map(file),
};

describe('changed files are read or refused', { timeout: 600_000 }, () => {
  test.each(Object.keys(readers))('%s', async (format) => {
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files[format]), changes, async (bytes, list) => {
        if ((await outcome(format, list.reduce(apply, bytes))) === null) refused++;
      }),
      { numRuns },
    );
    expect(refused).toBeGreaterThan(numRuns / 10);
  });
});

describe('a flipped bit changes nothing or is noticed', () => {
  test.each(zips)('%s', async (name) => {
    const bytes = file(name);
    const expected = JSON.stringify(await outcome('zip', bytes));
    const changed: string[] = [];
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7);
      const now = await outcome('zip', bytes);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      if (now !== null && JSON.stringify(now) !== expected) changed.push(`${bit >> 3}.${bit & 7}`);
    }
    expect(changed).toEqual([]);
  });
});

test('a file cut anywhere is refused', async () => {
  for (const [format, [bytes]] of Object.entries(files))
    for (let length = 0; length < bytes.length; length++)
      expect([format, length, await outcome(format, bytes.subarray(0, length))]).toEqual([format, length, null]);
});

test('any header of safetensors', { timeout: 600_000 }, async () => {
  const number = fc.oneof(fc.nat(9), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, 1e300));
  const some = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 6, arbitrary: value as fc.Arbitrary<unknown> }, fc.jsonValue());
  const entry = fc.record(
    {
      dtype: some(fc.constantFrom('F32', 'U8', 'BF16', 'F4')),
      shape: some(fc.array(number, { maxLength: 4 })),
      data_offsets: some(fc.tuple(number, number)),
    },
    { requiredKeys: [] },
  );
  const header = fc.dictionary(fc.oneof(fc.string(), fc.constant('__metadata__')), some(entry));
  await fc.assert(
    fc.asyncProperty(header, fc.nat(40), async (object, elements) => {
      const text = new TextEncoder().encode(JSON.stringify(object));
      const bytes = new Uint8Array(8 + text.length + elements);
      new DataView(bytes.buffer).setUint32(0, text.length, true);
      bytes.set(text, 8);
      await outcome('safetensors', bytes);
    }),
    { numRuns },
  );
});

test('tensors come back as they were written', { timeout: 600_000 }, () => {
  const shape = fc.array(fc.nat(3), { maxLength: 4 });
  const one = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), shape).chain(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc.float32Array({ minLength: size, maxLength: size }).map((data): NamedTensor => ({ name, shape, data }));
  });
  const several = fc.uniqueArray(one, { selector: ({ name }) => name, maxLength: 4 });
  fc.assert(
    fc.property(several, (tensors) => {
      expect(readSafetensors(writeSafetensors(tensors)).tensors.map(plain)).toEqual(tensors.map(plain));
      for (const tensor of tensors)
        expect(readNpy(writeNpy(tensor))).toEqual(expect.objectContaining({ data: tensor.data }));
    }),
    { numRuns: numRuns / 10 },
  );
});
