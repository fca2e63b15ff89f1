import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { binary } from '../../src/kernels/binary.js';
import { decode } from '../../src/kernels/decode.js';
import manifest from '../../package.json' with { type: 'json' };

type Target = string | Record<string, string>;
const targets: [string, Target][] = Object.entries(manifest.exports);

test.each(targets)('%s: types come first, and every file is there', (_, target) => {
  if (typeof target === 'string') return expect(existsSync(target)).toBe(true);
  expect(Object.keys(target)[0]).toBe('types');
  expect(Object.values(target).filter((path) => !existsSync(path))).toEqual([]);
});

const entries = targets.flatMap(([name, target]) => (typeof target === 'string' ? [] : [[name, target] as const]));

test.each(entries)('%s: bundled and as modules it exports the same names', async (_, target) => {
  const names = async (path: string) => Object.keys(await import(/* @vite-ignore */ `../../${path}`)).sort();
  expect(await names(target.default)).toEqual(await names(target.types.replace('.d.ts', '.js')));
});

test('the package has no side effects', () => expect(manifest.sideEffects).toBe(false));

const code = ['lib', 'dist'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name)),
);

test('nothing is made of text, which strict policies forbid', () => {
  expect(code.length).toBeGreaterThan(100);
  expect(code.filter((path) => /\beval\(|\bnew Function\(/.test(readFileSync(path, 'utf8')))).toEqual([]);
});

test('every entry can be required: it has no top-level await', () => {
  const program = entries.map(([, target]) => `require('${target.default}');`).join(' ');
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ status, stderr: stderr.replace(/\(node.*\n.*\n/, '') }).toEqual({ status: 0, stderr: '' });
});

test('the types need no library of the DOM', { timeout: 60_000 }, () => {
  const files = entries.map(([, { types }]) => types);
  const options = '--noEmit --strict --target es2022 --lib es2022 --types node --module nodenext'.split(' ');
  const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options, ...files], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});

test('the inlined kernels are those that the compiler wrote', () => {
  expect(Buffer.compare(decode(binary), readFileSync('build/strict.wasm'))).toBe(0);
});

test('slim has no kernels inside', () => {
  const inlined = (path: string) => readFileSync(path, 'utf8').includes(binary.slice(0, 300));
  expect(code.filter((path) => /slim/.test(path) && inlined(path))).toEqual([]);
  expect(code.some(inlined)).toBe(true);
});
