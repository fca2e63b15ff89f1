import { show } from '../errors.js';
import { reason } from '../reason.js';
import { NotFoundError, open } from '../storage/index.js';

/** Where a dataset lies: a URL, or in Node a folder. */
export type Source = string | URL;

/** @throws TypeError for what is neither a URL nor a path. */
export function checkSource(from: unknown, dataset: string): asserts from is Source {
  if (from instanceof URL || (typeof from === 'string' && from !== '')) return;
  throw new TypeError(
    `${dataset}: \`from\` must be the URL or the folder in which its files lie. Received: ${show(from)}.`,
  );
}

/**
 * The bytes of the first of the files that exists, unpacked if it is gzipped.
 * @throws Error which names the place, the files that were sought, and what went wrong.
 */
export async function readFirst(from: Source, names: readonly string[], dataset: string): Promise<Uint8Array> {
  const place = String(from).replace(/\/+$/, '');
  for (const name of names) {
    const bytes = await readIfExists(`${place}/${name}`);
    if (bytes) return isGzip(bytes) ? gunzip(bytes, `${place}/${name}`) : bytes;
  }
  throw new NotFoundError(`${dataset}: there is no ${names.join(' nor ')} in ${place}.`);
}

async function readIfExists(address: string): Promise<Uint8Array | null> {
  try {
    return (await open(address)).bytes;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** By the first bytes, since a server may unpack what it sends. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new Error(`${name} is a damaged gzip file (${reason(cause)}).`, { cause });
  }
}
