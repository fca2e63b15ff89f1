import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { Dense, Sequential, setRandomSeed } from '../../src/index.js';
import { binary } from '../../src/kernels/binary.js';
import { decode } from '../../src/kernels/decode.js';
import type * as types from '../../src/slim.js';
import { wasmMachine } from '../../src/kernels/index.js';

const path = '../../lib/slim.js';
const slim = (await import(path)) as typeof types;
const bytes = readFileSync('wasm/strict.wasm');

afterEach(() => void vi.unstubAllGlobals());

function weights(classes: { Sequential: typeof Sequential; Dense: typeof Dense; setRandomSeed: typeof setRandomSeed }) {
  classes.setRandomSeed(1);
  return new classes.Sequential([new classes.Dense(3, { inputDim: 4 })]).getWeights().map(({ data }) => data);
}

test('a model before init is an error with the cure', () => {
  expect(() => weights(slim)).toThrow(/markhor\/slim has no kernels yet.*await init\(url\).*before the first model/);
});

const missing = pathToFileURL('wasm/missing.wasm');
test.each<[unknown, RegExp]>([
  [undefined, /init takes a URL, a Response, bytes or a WebAssembly.Module.*Received: undefined/],
  [5, /Received: 5/],
  [missing, /missing\.wasm could not be read.*ENOENT/],
  [new Response('', { status: 404 }), /answered 404/],
  [new Response('<html>'), /not a WebAssembly file, or WebAssembly is refused/],
  [new Uint8Array(), /not a WebAssembly file/],
  [Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), /these are not the kernels/],
  [
    Buffer.from(bytes.toString('latin1').replace(/build\w{16}/, `build${'0'.repeat(16)}`), 'latin1'),
    /of another version \(0{16}/,
  ],
])('init refuses %s', async (from, message) => {
  await expect(slim.init(from as never)).rejects.toThrow(message);
});

test('after init it gives the bits of the default entry, and later calls do nothing', async () => {
  await slim.init(Promise.resolve(new Response(bytes)));
  await slim.init(5 as never);
  // Unhandled, it would end the test.
  await slim.init(Promise.reject(new Error('offline')));
  expect(weights(slim)).toEqual(weights({ Sequential, Dense, setRandomSeed }));
});

test('a module is a machine of one thread, bytes are one of several', () => {
  const module = new WebAssembly.Module(bytes);
  expect(wasmMachine(() => module).team).toBeUndefined();
  expect(wasmMachine(() => new Uint8Array(bytes)).team).toBeDefined();
});

test('where WebAssembly is refused, the error says what to do', () => {
  function Module() {
    throw new Error('blocked by policy');
  }
  vi.stubGlobal('WebAssembly', { Module });
  expect(() => wasmMachine(() => decode(binary))).toThrow(
    /WebAssembly is refused here \(blocked by policy\).*'wasm-unsafe-eval'.*useReference\(\) of markhor\/reference/,
  );
});
