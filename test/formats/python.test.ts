import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/formats/npy.js';
import { writeNpz } from '../../src/formats/npz.js';
import { writeSafetensors } from '../../src/formats/safetensors.js';
import { writeZip } from '../../src/formats/zip.js';
import { hasPython, python } from '../python.js';
import { odd } from './files.js';

/** Prints arrays as `[name, dtype, shape, bytes in hexadecimal]`. */
const printing = `
import json, sys, numpy, zipfile
def show(arrays):
    print(json.dumps([[name, str(a.dtype), list(a.shape), a.tobytes().hex()] for name, a in arrays]))
`;
const expected = odd.map(({ name, shape, data }) => {
  const hex = Array.from(new Uint32Array(data.length), (_, i) => bits(data[i]));
  return [name, 'float32', shape, hex.join('')];
});

/** The bytes of a float32, the lowest first. */
function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0).toString(16).padStart(8, '0').match(/../g)!.reverse().join('');
}

describe.skipIf(!hasPython)('Python reads what is written (skipped unless MARKHOR_PYTHON names a Python)', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'markhor-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(bytes: Uint8Array, name: string, script: string): unknown {
    writeFileSync(join(folder, name), bytes);
    return JSON.parse(python(printing + script, join(folder, name)));
  }

  test('numpy.load of .npz', () =>
    expect(run(writeNpz(odd), 'a.npz', 'show(numpy.load(sys.argv[1]).items())')).toEqual(expected));

  test('numpy.load of .npy', () =>
    expect(run(writeNpy(odd[0]), 'a.npy', 'show([["b", numpy.load(sys.argv[1])]])')).toEqual(expected.slice(0, 1)));

  test('safetensors.numpy.load_file', () => {
    const script = 'import safetensors.numpy\nshow(sorted(safetensors.numpy.load_file(sys.argv[1]).items()))';
    const sorted = [...expected].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    expect(run(writeSafetensors(odd, { format: 'np' }), 'a.safetensors', script)).toEqual(sorted);
  });

  test('the metadata of safetensors', () => {
    const script = 'from safetensors import safe_open\nprint(json.dumps(safe_open(sys.argv[1], "np").metadata()))';
    expect(run(writeSafetensors(odd, { a: 'ä"', 1: '' }), 'b.safetensors', script)).toEqual({ a: 'ä"', 1: '' });
  });

  test('zipfile', () => {
    const members = ['b', 'größe/1', '0', '__proto__'].map((name) => ({ name, bytes: new TextEncoder().encode(name) }));
    const script = `
with zipfile.ZipFile(sys.argv[1]) as zip:
    print(json.dumps([zip.testzip(), [[one.filename, list(one.date_time)[:3], zip.read(one).decode()] for one in zip.infolist()]]))`;
    const listed = members.map(({ name }) => [name, [1980, 1, 1], name]);
    expect(run(writeZip(members), 'a.zip', script)).toEqual([null, listed]);
  });
});
