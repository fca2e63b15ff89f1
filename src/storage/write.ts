import { show } from '../errors.js';
import { isBytes } from '../realm.js';
import { nameIn, schemeOf } from './address.js';
import { downloadsPlace } from './downloads.js';
import { filePlace } from './files.js';
import { indexedDbPlace } from './indexeddb.js';
import { hasFiles } from './node.js';
import { checkInside, type NamedBytes, type WritableStore } from './store.js';

/**
 * Where files can be written to: in Node, Deno and Bun a path or `file:` URL, whose folder is made if there is none; in
 * browsers `indexeddb://name` or `downloads://file`; a store of your own.
 */
export type Target = string | URL | WritableStore;

/** A path or address; of a store the name, if it has one. */
export function addressOf(target: Target): string {
  return typeof target === 'string' || target instanceof URL
    ? String(target)
    : ((target as WritableStore | null)?.name ?? '');
}

/**
 * Writes files that belong together. The first is the main one and takes the name that the target says, the others lie
 * beside it. When it fails, or the process ends meanwhile, the main file that was there is as it was: a path is replaced
 * at once, a record of IndexedDB too.
 */
export async function write(target: Target, files: readonly NamedBytes[]): Promise<void> {
  checkFiles(files);
  await storeOf(target).write(files);
}

/** Removes what `write` wrote to a target, if there is anything. @throws TypeError for a store that cannot. */
export async function discard(target: Target): Promise<void> {
  const store = storeOf(target);
  if (store.remove) return store.remove();
  throw new TypeError('This store cannot remove what was written. Give it a method `remove`.');
}

function storeOf(target: unknown): WritableStore {
  if (typeof target === 'string' || target instanceof URL) return storeAt(String(target));
  if (typeof (target as WritableStore | null)?.write === 'function') return target as WritableStore;
  throw new TypeError(`Expected a path, an address, or a store with a method \`write\`. Received: ${show(target)}`);
}

function storeAt(address: string): WritableStore {
  const scheme = schemeOf(address);
  if (scheme === 'indexeddb') return indexedDbPlace(nameIn(address));
  if (scheme === 'downloads') return downloadsPlace(nameIn(address));
  if ((scheme === undefined || scheme === 'file') && hasFiles()) return filePlace(address);
  const cure = hasFiles() ? 'Name a path' : 'Name downloads://file or indexeddb://name';
  throw new RangeError(`${address} cannot be written to. ${cure}, or give a store with a method \`write\`.`);
}

function checkFiles(files: unknown): asserts files is readonly NamedBytes[] {
  if (!Array.isArray(files) || files.length === 0) {
    throw new TypeError(`The files to write must be an array, the main one first. Received: ${show(files)}`);
  }
  for (const [i, { name, bytes }] of (files as NamedBytes[]).entries()) {
    // The target itself names the main one.
    if (i > 0) checkInside(name);
    if (!isBytes(bytes)) {
      throw new TypeError(`The bytes of ${name} must be a Uint8Array. Received: ${show(bytes)}`);
    }
  }
  const names = files.map(({ name }: NamedBytes) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new RangeError(`Files written together must have different names. Received twice: ${twice}`);
}
