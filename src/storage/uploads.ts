import { show } from '../errors.js';
import { reason } from '../reason.js';
import { isBlob } from '../realm.js';
import { NotFoundError, type ReadablePlace } from './store.js';

const nameOf = (file: Blob) => (file as Partial<File>).name ?? 'The Blob';

/** Files that the user chose or dropped: one, or a `model.json` with its shards, in any order. */
export function uploadsPlace(given: Iterable<unknown>): ReadablePlace {
  const files = [...given].map((file) => {
    if (isBlob(file)) return file;
    throw new TypeError(`A list to open must be one of Files. It holds: ${show(file)}`);
  });
  const main = files.length === 1 ? files[0] : files.find((file) => nameOf(file).toLowerCase().endsWith('.json'));
  if (!main) {
    const received = files.map(nameOf).join(', ') || 'no file';
    throw new RangeError(`Choose one file, or a model.json together with its shards. Received: ${received}`);
  }
  return {
    name: nameOf(main),
    async read(path) {
      const file = path === undefined ? main : findBeside(main, files, path);
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        throw new Error(
          `${nameOf(file)} could not be read (${reason(cause)}). Was it changed after it was chosen? Choose it again.`,
          { cause },
        );
      }
    },
  };
}

/** By name alone: a browser tells no folders. */
function findBeside(main: Blob, files: readonly Blob[], path: string): Blob {
  const name = path.replace(/.*\//s, '');
  const found = files.filter((file) => nameOf(file) === name);
  if (found.length === 1) return found[0];
  const message = `${nameOf(main)} refers to the file ${name}.`;
  if (found.length > 1) throw new RangeError(`${message} There are ${found.length} of this name: choose one of them.`);
  throw new NotFoundError(`${message} Choose it together with ${nameOf(main)}.`);
}
