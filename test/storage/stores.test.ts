import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type NamedBytes,
  NotFoundError,
  open,
  type Source,
  type Target,
  type WritableStore,
  write,
} from '../../src/storage/index.js';
import { bytesOf, hideFiles, named, textOf } from './helpers.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const file = (name: string, text = name) => new File([text], name);
const read = async (source: unknown) => {
  const { name, bytes } = await open(source as Source);
  return [name, textOf(bytes)];
};

describe('open', () => {
  test('bytes, a Blob, a File', async () => {
    expect(await read(bytesOf('x'))).toEqual(['The bytes', 'x']);
    expect(await read(bytesOf('x').buffer)).toEqual(['The bytes', 'x']);
    expect(await read(new Blob(['x']))).toEqual(['The Blob', 'x']);
    expect(await read(file('m.keras', 'x'))).toEqual(['m.keras', 'x']);
    expect((await open(Buffer.from('x'))).bytes.constructor).toBe(Uint8Array);
    const { sibling } = await open(bytesOf('x'));
    await expect(sibling('a.bin')).rejects.toThrow(NotFoundError);
  });

  test('bytes and files of another realm, as of a frame or of jsdom', async () => {
    const foreign = runInNewContext('Uint8Array.of(120)') as Uint8Array;
    expect(await read(foreign)).toEqual(['The bytes', 'x']);
    expect(await read(foreign.buffer)).toEqual(['The bytes', 'x']);
    const upload = { name: 'm.keras', arrayBuffer: async () => foreign.buffer, [Symbol.toStringTag]: 'File' };
    expect(await read(upload)).toEqual(['m.keras', 'x']);
    expect(await read([upload])).toEqual(['m.keras', 'x']);
    const store = { read: async () => foreign, write: vi.fn<WritableStore['write']>() };
    expect(await read(store)).toEqual(['The store', 'x']);
    await write(store, [{ name: 'm.keras', bytes: foreign }]);
    expect(store.write).toHaveBeenCalledOnce();
  });

  test('chosen files, in any order and folder', async () => {
    expect(await read([file('m.keras')])).toEqual(['m.keras', 'm.keras']);
    const { name, sibling } = await open(new Set([file('a.bin'), file('model.json'), file('other.json')]));
    expect([name, textOf(await sibling('parts/a.bin'))]).toEqual(['model.json', 'a.bin']);
    await expect(sibling('b.bin')).rejects.toThrow(
      new NotFoundError('model.json refers to the file b.bin. Choose it together with model.json.'),
    );
    const twice = await open([file('model.json'), file('a.bin'), file('a.bin')]);
    await expect(twice.sibling('a.bin')).rejects.toThrow('There are 2 of this name: choose one of them.');
  });

  test('a file that cannot be read', async () => {
    const gone = file('m.keras');
    vi.spyOn(gone, 'arrayBuffer').mockRejectedValue(new DOMException('gone', 'NotReadableError'));
    await expect(open(gone)).rejects.toThrow('m.keras could not be read (gone). Was it changed after it was chosen?');
  });

  test('a store', async () => {
    const store = { prefix: 'it is ', read: async (name = 'main') => bytesOf(store.prefix + name) };
    const { bytes, sibling } = await open(store);
    expect([textOf(bytes), textOf(await sibling('a.bin'))]).toEqual(['it is main', 'it is a.bin']);
    const wrong = { read: async () => 'text' } as unknown as Source;
    await expect(open(wrong)).rejects.toThrow("The store must give the bytes as a Uint8Array. Received: 'text'");
  });

  test.each([
    [[], RangeError, 'Received: no file'],
    [
      [file('a.keras'), file('b.keras')],
      RangeError,
      'a model.json together with its shards. Received: a.keras, b.keras',
    ],
    [['x'], TypeError, "A list to open must be one of Files. It holds: 'x'"],
    ['', RangeError, 'An address must not be empty'],
    ['localstorage://m', RangeError, 'The scheme of localstorage://m is not known. Known: http:,'],
    ['downloads://m', RangeError, 'downloads://m can only be written to. Let the user choose the file'],
    [undefined, TypeError, 'Expected a URL, a path, Files, a Blob, bytes, or a store'],
    [{}, TypeError, 'Received: {}'],
    [3, TypeError, 'Received: 3'],
  ])('%j is refused', async (source, kind, message) => {
    const error = await open(source as Source).catch((error: Error) => error);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('an unknown option', async () => {
    await expect(open(bytesOf('x'), { onprogress: () => {} } as never)).rejects.toThrow('Did you mean `onProgress`?');
  });

  test('a signal, before and after', async () => {
    const controller = new AbortController();
    const store = { read: async () => (controller.abort(), bytesOf('x')) };
    await expect(open(store, { signal: controller.signal })).rejects.toThrow('aborted');
    const readNone = vi.fn();
    await expect(open({ read: readNone }, { signal: controller.signal })).rejects.toThrow('aborted');
    expect(readNone).not.toHaveBeenCalled();
  });
});

describe('write', () => {
  test('a store', async () => {
    const kept: NamedBytes[] = [];
    const store = { write: async (files: readonly NamedBytes[]) => void kept.push(...files) };
    const files = [named('model.json', '{}'), named('a.bin', 'a')];
    await write(store, files);
    expect(kept).toEqual(files);
  });

  test('downloads, one after another', async () => {
    vi.useFakeTimers();
    const clicked: { name: string; blob: Blob; time: number }[] = [];
    const blobs = new Map<string, Blob>();
    const start = Date.now();
    vi.spyOn(URL, 'createObjectURL').mockImplementation(
      (blob) => (blobs.set(String(blobs.size), blob as Blob), String(blobs.size - 1)),
    );
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void blobs.delete(url));
    const createElement = () => ({
      href: '',
      download: '',
      click() {
        clicked.push({ name: this.download, blob: blobs.get(this.href)!, time: Date.now() - start });
      },
    });
    vi.stubGlobal('document', { createElement });
    const writing = write('downloads://model.json', [named('m', 'main'), named('a.bin', 'shard')]);
    await vi.advanceTimersByTimeAsync(1000);
    await writing;
    expect(clicked.map(({ name, time }) => [name, time])).toEqual([
      ['model.json', 0],
      ['a.bin', 200],
    ]);
    expect(await Promise.all(clicked.map(({ blob }) => blob.text()))).toEqual(['main', 'shard']);
    expect(blobs.size).toBe(2);
    await vi.runAllTimersAsync();
    expect(blobs.size).toBe(0);
    void write('downloads://mine', [named('m.weights.h5', 'x')]);
    expect(clicked.at(-1)!.name).toBe('mine.weights.h5');
    await expect(write('downloads://', [named('m', 'x')])).rejects.toThrow('must be followed by a name');
  });

  test.each([
    ['downloads://m.keras', 'downloads:// needs the page of a browser. In Node, name a path'],
    ['http://x/m.keras', 'http://x/m.keras cannot be written to. Name a path, or give a store'],
    [new URL('https://x/m'), 'https://x/m cannot be written to.'],
    ['localstorage://m', 'The scheme of localstorage://m is not known.'],
    [undefined, 'Expected a path, an address, or a store with a method `write`. Received: undefined'],
    [{ read: () => {} }, 'a store with a method `write`'],
  ])('%j is refused', async (target, message) => {
    await expect(write(target as Target, [named('m', 'x')])).rejects.toThrow(message);
  });

  test.each(['m.keras', 'file:///m.keras'])('in a page, %s is refused', async (target) => {
    hideFiles();
    await expect(write(target, [named('m', 'x')])).rejects.toThrow('or indexeddb://name, or give a store');
  });
});
