import { show } from '../errors.js';
import { resolveOptions } from '../options.js';
import { isBlob, isBuffer, isBytes } from '../realm.js';
import { nameIn, schemeOf } from './address.js';
import { filePlace } from './files.js';
import { httpPlace } from './http.js';
import { indexedDbPlace } from './indexeddb.js';
import { hasFiles } from './node.js';
import { checkInside, NotFoundError, type ReadablePlace, type ReadableStore } from './store.js';
import { uploadsPlace } from './uploads.js';

/**
 * Where a file can come from: a URL; in Node, Deno and Bun a path; `indexeddb://name`; a File or Blob, or the list of
 * files that the user chose; the bytes themselves; a store of your own.
 */
export type Source = string | URL | Blob | Iterable<File> | ArrayBuffer | Uint8Array | ReadableStore;

export interface Opened {
  /** What messages call it: its path, URL or name. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A file that this one refers to, by its path from the folder of this one. Nothing outside is read. */
  sibling(path: string): Promise<Uint8Array>;
}

export interface Progress {
  name: string;
  /** In bytes. */
  loaded: number;
  /** In bytes; undefined where it is not known, as when the server compresses. */
  total: number | undefined;
}

export interface OpenOptions {
  /** Called for each part of a download. */
  onProgress?(progress: Progress): void;
  /** Ends it: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** For `fetch`: headers, credentials. */
  requestInit?: RequestInit;
}

const defaults: OpenOptions = { onProgress: undefined, signal: undefined, requestInit: undefined };

/**
 * Reads a file.
 * @param owner Whose options these are, for messages.
 * @throws NotFoundError when there is none; other errors name the source, what went wrong and the cure.
 */
export async function open(source: Source, options?: OpenOptions, owner = 'open'): Promise<Opened> {
  const resolved = resolveOptions(owner, defaults, options);
  const place = placeOf(source, resolved);
  const read = async (path?: string) => {
    resolved.signal?.throwIfAborted();
    const bytes = await place.read(path);
    resolved.signal?.throwIfAborted();
    if (isBytes(bytes)) return plain(bytes);
    throw new TypeError(`${place.name} must give the bytes as a Uint8Array. Received: ${show(bytes)}`);
  };
  return {
    name: place.name,
    bytes: await read(),
    async sibling(path) {
      checkInside(path, `${place.name}: `);
      return read(path);
    },
  };
}

/** A Buffer looks like a Uint8Array, but its `slice` does not copy. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes);
}

function placeOf(source: unknown, options: OpenOptions): ReadablePlace {
  if (typeof source === 'string' || source instanceof URL) return placeAt(String(source), options);
  if (isBuffer(source)) return bytesPlace(new Uint8Array(source));
  if (isBytes(source)) return bytesPlace(source);
  if (isBlob(source)) return uploadsPlace([source]);
  if (isStore(source)) return { name: 'The store', read: async (name) => source.read(name) };
  if (isIterable(source)) return uploadsPlace(source);
  throw new TypeError(
    `Expected a URL, a path, Files, a Blob, bytes, or a store with a method \`read\`. Received: ${show(source)}`,
  );
}

function placeAt(address: string, options: OpenOptions): ReadablePlace {
  const scheme = schemeOf(address);
  if (scheme === 'indexeddb') return indexedDbPlace(nameIn(address));
  if (scheme === 'downloads') {
    throw new RangeError(
      `${address} can only be written to. Let the user choose the file, with <input type="file">, and open that.`,
    );
  }
  if (scheme === 'file' && !hasFiles()) {
    throw new RangeError(`A page cannot open ${address}. Let the user choose the file and open that, or name a URL.`);
  }
  return scheme === 'file' || (scheme === undefined && hasFiles()) ? filePlace(address) : httpPlace(address, options);
}

function bytesPlace(bytes: Uint8Array): ReadablePlace {
  return {
    name: 'The bytes',
    async read(name) {
      if (name === undefined) return bytes;
      throw new NotFoundError(`The bytes refer to the file ${name}. Open all files together, or by path or URL.`);
    },
  };
}

function isStore(source: unknown): source is ReadableStore {
  return typeof (source as ReadableStore | null)?.read === 'function';
}

function isIterable(source: unknown): source is Iterable<unknown> {
  return typeof (source as Iterable<unknown> | null)?.[Symbol.iterator] === 'function';
}
