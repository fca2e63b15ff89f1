import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { list, NotFoundError, open, remove, write } from '../../src/storage/index.js';
import { named, textOf } from './helpers.js';

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('written, opened, listed, removed', async () => {
  const before = Date.now();
  await write('indexeddb://b', [named('model.json', 'old'), named('a.bin', 'old')]);
  await write('indexeddb://b', [named('model.json', 'main'), named('b.bin', 'shard')]);
  await write('indexeddb://a/model 1', [named('m', 'x')]);
  const { name, bytes, sibling } = await open('indexeddb://b');
  expect([name, textOf(bytes), textOf(await sibling('b.bin'))]).toEqual(['indexeddb://b', 'main', 'shard']);
  await expect(sibling('a.bin')).rejects.toThrow(
    new NotFoundError('indexeddb://b holds no a.bin. Write the model again.'),
  );
  const stored = await list();
  expect(stored.map(({ name, size }) => [name, size])).toEqual([
    ['a/model 1', 1],
    ['b', 9],
  ]);
  expect(stored[1].date.getTime()).toBeGreaterThanOrEqual(before);
  await remove('b');
  await remove('indexeddb://a/model 1');
  expect(await list()).toEqual([]);
});

test('all files of what is opened are of one write', async () => {
  await write('indexeddb://a', [named('m', '1'), named('a.bin', '1')]);
  const { sibling } = await open('indexeddb://a');
  await write('indexeddb://a', [named('m', '2'), named('a.bin', '2')]);
  expect(textOf(await sibling('a.bin'))).toBe('1');
});

test('a view is stored without what it looks at', async () => {
  await write('indexeddb://a', [{ name: 'm', bytes: new Uint8Array(1000).subarray(10, 20) }]);
  expect((await open('indexeddb://a')).bytes.buffer.byteLength).toBe(10);
});

test('a missing name', async () => {
  await expect(open('indexeddb://lstm')).rejects.toThrow(
    "There is no 'lstm' in this browser's IndexedDB. There is nothing.",
  );
  await write('indexeddb://forecast', [named('m', 'x')]);
  await expect(open('indexeddb://forcast')).rejects.toThrow('Did you mean `forecast`?');
  await expect(remove('lstm')).rejects.toThrow(
    new NotFoundError("There is no 'lstm' in this browser's IndexedDB. There are: forecast."),
  );
  await expect(open('indexeddb://')).rejects.toThrow('indexeddb:// must be followed by a name');
});

test('a write that fails leaves what was there', async () => {
  await write('indexeddb://a', [named('m', 'old')]);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore) {
    this.delete('a');
    throw new DOMException('too much', 'QuotaExceededError');
  });
  await expect(write('indexeddb://a', [named('m', 'new')])).rejects.toThrow(/IndexedDB failed \(too much\).*used up/);
  put.mockRestore();
  expect(textOf((await open('indexeddb://a')).bytes)).toBe('old');
});

test('quota found at the end', async () => {
  await write('indexeddb://a', [named('m', 'old')]);
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const real = transaction.apply(this, args);
    queueMicrotask(() => real.abort());
    return Object.defineProperty(real, 'error', { value: new DOMException('full', 'QuotaExceededError') });
  });
  await expect(write('indexeddb://a', [named('m', 'new')])).rejects.toThrow('remove models with `remove`');
});

/** A request to open the database that ends with this event. */
function stubOpening(event: 'onerror' | 'onblocked', error?: DOMException) {
  const request = { error, result: { close: vi.fn() } } as unknown as Record<string, () => void>;
  setTimeout(() => request[event]());
  vi.stubGlobal('indexedDB', { open: () => request });
  return request;
}

test('no database', async () => {
  stubOpening('onerror', new DOMException('private', 'InvalidStateError'));
  await expect(list()).rejects.toThrow(
    'IndexedDB failed (private). Does the browser keep nothing, as in a private window?',
  );
  const request = stubOpening('onblocked');
  await expect(list()).rejects.toThrow('Close the other tabs');
  request.onsuccess();
  expect((request.result as unknown as IDBDatabase).close).toHaveBeenCalled();
  const refuse = () => {
    throw new DOMException('insecure', 'SecurityError');
  };
  vi.stubGlobal('indexedDB', { open: refuse });
  await expect(list()).rejects.toThrow('IndexedDB failed (insecure).');
  vi.stubGlobal('indexedDB', undefined);
  await expect(list()).rejects.toThrow('There is no IndexedDB here. In Node, name a path');
  await expect(write('indexeddb://a', [named('m', 'x')])).rejects.toThrow('There is no IndexedDB here');
});
