import { show, suggest } from '../errors.js';
import { reason } from '../reason.js';
import { type NamedBytes, NotFoundError, type ReadablePlace, type WritableStore } from './store.js';

/** What lies under a name in this browser's IndexedDB. */
export interface Stored {
  /** As in `indexeddb://name`. */
  name: string;
  /** In bytes, all files together. */
  size: number;
  /** When it was written. */
  date: Date;
}

interface Row extends Stored {
  files: NamedBytes[];
}

const prefix = 'indexeddb://';

export function indexedDbPlace(name: string): ReadablePlace & WritableStore {
  // Read once, so that all files are of the same write.
  let row: Row | undefined;
  return {
    name: prefix + name,
    async read(file) {
      row ??= await run<Row | undefined>('readonly', (rows) => rows.get(name));
      if (!row) throw await notFound(name);
      const found = file === undefined ? row.files[0] : row.files.find((one) => one.name === file);
      if (found) return found.bytes;
      throw new NotFoundError(`${prefix}${name} holds no ${file}. Write the model again.`);
    },
    async write(files) {
      // Copies, because a view would be stored with all of the block that it looks at.
      const copies = files.map((file) => ({ name: file.name, bytes: new Uint8Array(file.bytes) }));
      const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const row: Row = { name, size, date: new Date(), files: copies };
      await run('readwrite', (rows) => rows.put(row));
    },
    async remove() {
      await run('readwrite', (rows) => rows.delete(name));
    },
  };
}

/** What is stored in this browser's IndexedDB, by name. */
export async function list(): Promise<Stored[]> {
  const keys = await run('readonly', listing);
  return keys.map(([name, size, date]) => ({ name, size, date }));
}

/**
 * Removes what was written to `indexeddb://name`.
 * @param name With or without `indexeddb://`.
 * @throws NotFoundError when there is none of this name.
 */
export async function remove(name: string): Promise<void> {
  const key = String(name).replace(prefix, '');
  const removed = await run('readwrite', (rows) => {
    const found = rows.count(key);
    rows.delete(key);
    return found;
  });
  if (removed === 0) throw await notFound(key);
}

async function notFound(name: string): Promise<NotFoundError> {
  const names = (await list()).map((stored) => stored.name);
  const known = suggest(name, names) || (names.length > 0 ? ` There are: ${names.join(', ')}.` : ' There is nothing.');
  return new NotFoundError(`There is no ${show(name)} in this browser's IndexedDB.${known}`);
}

type Key = [name: string, size: number, date: Date];
type Pending<T> = { readonly result: T };

/** The index has in its keys all that a listing says, so that no model is read for it. */
function listing(rows: IDBObjectStore): Pending<Key[]> {
  const result: Key[] = [];
  const request = rows.index('listing').openKeyCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    result.push(cursor.key as Key);
    cursor.continue();
  };
  return { result };
}

/** Does one transaction; resolves to the result when all of it is kept. */
async function run<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => Pending<T>): Promise<T> {
  const database = await connect();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction('models', mode, { durability: 'strict' });
      transaction.onabort = () => reject(failure(transaction.error));
      try {
        const pending = act(transaction.objectStore('models'));
        transaction.oncomplete = () => resolve(pending.result);
      } catch (cause) {
        reject(failure(cause));
        transaction.abort();
      }
    });
  } finally {
    database.close();
  }
}

function connect(): Promise<IDBDatabase> {
  const request = requestDatabase();
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => {
      const rows = request.result.createObjectStore('models', { keyPath: 'name' });
      rows.createIndex('listing', ['name', 'size', 'date']);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
    request.onblocked = () => {
      request.onsuccess = () => request.result.close();
      reject(new Error('The IndexedDB of this site is held by another tab. Close the other tabs of this site.'));
    };
  });
}

/** Where a site may keep nothing, browsers refuse already to be asked. */
function requestDatabase(): IDBOpenDBRequest {
  let request: IDBOpenDBRequest | undefined;
  try {
    request = globalThis.indexedDB?.open('markhor', 1);
  } catch (cause) {
    throw failure(cause);
  }
  if (request) return request;
  throw new Error(`There is no IndexedDB here. In Node, name a path instead of ${prefix}.`);
}

function failure(cause: unknown): Error {
  const cure =
    (cause as DOMException | null)?.name === 'QuotaExceededError'
      ? 'The space for this site is used up: remove models with `remove`, or free space on the disk.'
      : 'Does the browser keep nothing, as in a private window? Then write to downloads:// instead.';
  return new Error(`IndexedDB failed (${reason(cause)}). ${cure}`, { cause });
}
