import { reason } from '../reason.js';
import { builtin, codeOf } from './node.js';
import { replaceFiles } from './replacement.js';
import { NotFoundError, type ReadablePlace, type WritableStore } from './store.js';

/** A file by its path or `file:` URL, and those beside it. */
export function filePlace(address: string): ReadablePlace & WritableStore {
  const { dirname, join, resolve } = builtin('node:path');
  // As TensorFlow.js has it: file://./folder.
  const path = address.replace(/^file:\/\/(?=\.)/i, '');
  const main = resolve(/^file:/i.test(path) ? builtin('node:url').fileURLToPath(path) : path);
  const folder = dirname(main);
  return {
    name: main,
    read: (name) => readFile(name === undefined ? main : join(folder, name)),
    remove: () => builtin('node:fs/promises').rm(main, { force: true }),
    // The main file last: until then, readers find the old one.
    write: ([first, ...others]) =>
      replaceFiles([
        ...others.map(({ name, bytes }) => ({ path: join(folder, name), bytes })),
        { path: main, bytes: first.bytes },
      ]),
  };
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await builtin('node:fs/promises').readFile(path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new NotFoundError(`There is no file ${path}.`, { cause });
    if (code === 'EISDIR') throw new RangeError(`${path} is a folder. Name the file in it.`, { cause });
    throw new Error(`${path} could not be read (${reason(cause)}).`, { cause });
  }
}
