import { show } from '../errors.js';

export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/** Where a model can be read from. One of your own is read from with `open`. */
export interface ReadableStore {
  /** The main file, or with a name one that the main file refers to. */
  read(name?: string): Promise<Uint8Array>;
}

/** Where a model can be written to. One of your own is written to with `write`. */
export interface WritableStore {
  /** The format is chosen by its ending, as by that of a path: `model.onnx`. */
  readonly name?: string;
  /** Keeps all files or, when it fails, none. The first is the main one. */
  write(files: readonly NamedBytes[]): Promise<void>;
  /** Forgets what was written, if anything was. Only needed for what is to be discarded, such as a backup. */
  remove?(): Promise<void>;
}

/** A place that says what messages call it. */
export interface ReadablePlace extends ReadableStore {
  readonly name: string;
}

/** What was to be read does not exist. Its `name` tells it from other failures: `error.name === 'NotFoundError'`. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';
}

/**
 * Names inside of a file come from whoever made the file, and must not lead out of its folder.
 * @param place In front of the message: `model.json: `.
 * @throws RangeError for anything but a relative path that goes down.
 */
export function checkInside(path: unknown, place = ''): asserts path is string {
  const parts = typeof path === 'string' ? path.split('/') : [''];
  const isInside = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part));
  if (isInside) return;
  throw new RangeError(
    `${place}A file must be named by a plain name or a path below the folder of the main one. Received: ${show(path)}`,
  );
}
