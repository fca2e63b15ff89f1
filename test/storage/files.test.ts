import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NotFoundError, open, write } from '../../src/storage/index.js';
import { bytesOf, hideFiles, named, textOf } from './helpers.js';

let root: string;
let folder: string;
let path: string;

beforeAll(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'markhor-'));
});
beforeEach(async () => {
  folder = await fs.mkdtemp(join(root, 'a folder-'));
  path = join(folder, 'model.keras');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => fs.rm(root, { recursive: true }));

const contents = async () => {
  const names = (await fs.readdir(folder)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (n) => [n, await fs.readFile(join(folder, n), 'utf8')])));
};
const failWith = (method: 'rename' | 'open', code: string) =>
  vi.spyOn(fs, method).mockRejectedValueOnce(Object.assign(new Error(code), { code }));

describe('open', () => {
  beforeEach(() => fs.writeFile(path, 'content'));

  test.each([
    ['a path', () => path],
    ['a relative path', () => relative('.', path)],
    ['a relative path as TensorFlow.js has it', () => `file://./${relative('.', path)}`],
    ['a file URL', () => pathToFileURL(path)],
    ['a file URL as a string', () => pathToFileURL(path).href],
  ])('%s', async (_, source) => {
    const { name, bytes } = await open(source());
    expect([name, textOf(bytes), bytes.constructor]).toEqual([path, 'content', Uint8Array]);
  });

  test('siblings lie beside the file, and nowhere else', async () => {
    await fs.mkdir(join(folder, 'parts'));
    await fs.writeFile(join(folder, 'parts', 'a.bin'), 'a');
    const { sibling } = await open(path);
    expect(textOf(await sibling('parts/a.bin'))).toBe('a');
    await expect(sibling('b.bin')).rejects.toThrow(new NotFoundError(`There is no file ${join(folder, 'b.bin')}.`));
    for (const outside of ['', '../x', 'parts/../../x', '/etc/hosts', '.', 'a//b', 'c:x', '..\\x', 'a\0b', undefined])
      await expect(sibling(outside as string)).rejects.toThrow(RangeError);
  });

  test('errors', async () => {
    const missing = join(folder, 'missing.keras');
    await expect(open(missing)).rejects.toThrow(new NotFoundError(`There is no file ${missing}.`));
    await expect(open(join(path, 'x'))).rejects.toThrow(NotFoundError);
    await expect(open(folder)).rejects.toThrow(`${folder} is a folder. Name the file in it.`);
    vi.spyOn(fs, 'readFile').mockRejectedValueOnce(new Error('broken disk'));
    await expect(open(path)).rejects.toThrow(`${path} could not be read (broken disk).`);
    await expect(open(path, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  test('a page has no files', async () => {
    hideFiles();
    await expect(open(pathToFileURL(path))).rejects.toThrow('Let the user choose the file and open that');
  });
});

describe('write', () => {
  test('new and over what was there', async () => {
    await write(path, [named('main', 'one')]);
    await write(pathToFileURL(path), [named('main', 'two'), named('a.bin', 'a'), named('b.bin', 'b')]);
    expect(await contents()).toEqual({ 'a.bin': 'a', 'b.bin': 'b', 'model.keras': 'two' });
  });

  test('many at once: the last wins, all are whole', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => write(path, [named('m', String(i).repeat(10_000))])));
    const { 'model.keras': text, ...others } = await contents();
    expect([text, others]).toEqual([text.slice(0, text.length / 10_000).repeat(10_000), {}]);
  });

  test('the main file comes last', async () => {
    const rename = vi.spyOn(fs, 'rename');
    await write(path, [named('m', '1'), named('a.bin', '2'), named('b.bin', '3')]);
    expect(rename.mock.calls.map(([, to]) => to)).toEqual([join(folder, 'a.bin'), join(folder, 'b.bin'), path]);
  });

  test('links stay links, permissions stay, a folder and a device are refused', async () => {
    const link = join(folder, 'link');
    await fs.writeFile(path, 'old', { mode: 0o600 });
    await fs.symlink(path, link);
    await write(link, [named('m', 'new')]);
    expect(await contents()).toEqual({ link: 'new', 'model.keras': 'new' });
    expect([(await fs.lstat(link)).isSymbolicLink(), (await fs.stat(path)).mode & 0o777]).toEqual([true, 0o600]);
    await expect(write(folder, [named('m', 'x')])).rejects.toThrow(`${folder} is not a file. Name a file in a folder.`);
    await expect(write('/dev/null', [named('m', 'x')])).rejects.toThrow(RangeError);
  });

  test.each([
    ['the first', 0],
    ['the second', 1],
  ])('a full disk at %s file leaves all as it was', async (_, index) => {
    await write(path, [named('m', 'old'), named('a.bin', 'old a')]);
    const openFile = fs.open;
    vi.spyOn(fs, 'open').mockImplementation(async (...args) => {
      const handle = await openFile(...args);
      if (String(args[0]).includes(index === 0 ? 'a.bin' : 'model.keras'))
        vi.spyOn(handle, 'sync').mockRejectedValue(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
      return handle;
    });
    await expect(write(path, [named('m', 'new'), named('a.bin', 'new a')])).rejects.toThrow(
      `${path} could not be written and is as it was (ENOSPC). The disk is full: make room.`,
    );
    expect(await contents()).toEqual({ 'a.bin': 'old a', 'model.keras': 'old' });
  });

  test('other failures', async () => {
    await write(path, [named('m', 'old')]);
    failWith('rename', 'EBUSY');
    await expect(write(path, [named('m', 'new')])).rejects.toThrow(
      `${path} could not be written and is as it was (EBUSY)`,
    );
    failWith('open', 'EACCES');
    await expect(write(path, [named('m', 'new')])).rejects.toThrow('Choose a place where this process may write.');
    await expect(write(join(path, 'x'), [named('m', 'x')])).rejects.toThrow('Its folder is a file.');
    await expect(write(join(path, 'a', 'x'), [named('m', 'x')])).rejects.toThrow('Its folder is in a file.');
    expect(await contents()).toEqual({ 'model.keras': 'old' });
  });

  test('a folder that does not exist is made', async () => {
    await write(join(folder, 'new', 'within', 'x'), [named('m', 'x'), named('parts/a.bin', 'a')]);
    expect(await fs.readdir(join(folder, 'new'), { recursive: true })).toEqual(
      expect.arrayContaining([join('within', 'x'), join('within', 'parts', 'a.bin')]),
    );
  });

  test('leftovers of ended processes go, those of others stay', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => ended.on('exit', done));
    const own = `.model.keras.${process.pid}.999999.tmp`;
    const before = `.model.keras.${process.pid}.999998.tmp`;
    const parent = `.model.keras.${process.ppid}.0.tmp`;
    const others = [
      '.model.keras.tmp',
      '.model.keras.x.0.tmp',
      `.other.keras.${ended.pid}.0.tmp`,
      'model.keras.1.0.tmp',
    ];
    for (const name of [own, before, parent, ...others, `.model.keras.${ended.pid}.7.tmp`])
      await fs.writeFile(join(folder, name), '');
    await fs.utimes(join(folder, before), 1, 1);
    await write(path, [named('m', 'x')]);
    expect(new Set(await fs.readdir(folder))).toEqual(new Set([own, parent, ...others, 'model.keras']));
  });

  test('the name of another thread is passed over', async () => {
    failWith('open', 'EEXIST');
    await write(path, [named('m', 'x')]);
    expect(await contents()).toEqual({ 'model.keras': 'x' });
  });

  test.each([
    [[], 'must be an array, the main one first. Received: []'],
    [named('m', 'x'), 'must be an array'],
    [[{ name: 'm', bytes: 'x' }], "The bytes of m must be a Uint8Array. Received: 'x'"],
    [[named('m', 'x'), named('../m', 'x')], "below the folder of the main one. Received: '../m'"],
    [[named('m', 'x'), named('m', 'y')], 'must have different names. Received twice: m'],
  ])('bad files %#', async (files, message) => {
    await expect(write(path, files as never)).rejects.toThrow(message);
    expect(await contents()).toEqual({});
  });
});

const kills = Number(process.env.KILLS ?? 20);

test(`a process that is killed while it writes, ${kills} times, leaves whole files (KILLS says how often)`, async () => {
  const length = 1_000_000;
  const program = `
    import { write } from './dist/storage/index.js';
    for (let version = 0; ; version = (version + 1) % 256) {
      const bytes = new Uint8Array(${length}).fill(version);
      await write(${JSON.stringify(path)}, [{ name: 'm', bytes }, { name: 'a.bin', bytes }]);
      if (version === 0) console.log('written');
    }`;
  const leftovers: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((done) => child.on('exit', (_, signal) => done(signal)));
    await Promise.race([new Promise((done) => child.stdout.once('data', done)), exited]);
    await new Promise((done) => setTimeout(done, Math.random() * 60));
    child.kill('SIGKILL');
    expect(await exited).toBe('SIGKILL');
    for (const file of [path, join(folder, 'a.bin')]) {
      const bytes = await fs.readFile(file);
      expect([bytes.length, bytes.equals(new Uint8Array(length).fill(bytes[0]))]).toEqual([length, true]);
    }
    leftovers.push((await fs.readdir(folder)).length - 2);
  }
  expect(Math.max(...leftovers)).toBeLessThanOrEqual(2);
  if (kills >= 20) expect(Math.max(...leftovers)).toBeGreaterThan(0);
  await write(path, [named('m', 'end'), { name: 'a.bin', bytes: bytesOf('end') }]);
  expect(await contents()).toEqual({ 'a.bin': 'end', 'model.keras': 'end' });
});
