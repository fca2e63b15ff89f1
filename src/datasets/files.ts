import { show } from '../errors.js';

/** Where a dataset lies: a URL, or in Node a folder. */
export type Source = string | URL;

/** Just what is used of Node, which is asked for only when a folder is read. */
interface Process {
  getBuiltinModule?(name: 'node:fs/promises'): { readFile(path: string | URL): Promise<Uint8Array> } | undefined;
}

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
  const read = isRemote(place) ? fetchBytes : readBytes;
  for (const name of names) {
    const bytes = await read(`${place}/${name}`, dataset);
    if (bytes) return isGzip(bytes) ? gunzip(bytes, `${place}/${name}`) : bytes;
  }
  throw new Error(`${dataset}: there is no ${names.join(' nor ')} in ${place}.`);
}

const fileSystem = () => (globalThis as { process?: Process }).process?.getBuiltinModule?.('node:fs/promises');

function isRemote(place: string): boolean {
  return /^https?:/.test(place) || (!place.startsWith('file:') && !fileSystem());
}

/** Null when there is no such file. */
async function fetchBytes(url: string, dataset: string): Promise<Uint8Array | null> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error(
      `${dataset}: ${url} could not be fetched (${reason(cause)}). Is this machine offline, or does that server refuse requests from other sites?`,
      { cause },
    );
  }
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw new Error(`${dataset}: ${url} answered ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function readBytes(path: string, dataset: string): Promise<Uint8Array | null> {
  try {
    return await fileSystem()!.readFile(path.startsWith('file:') ? new URL(path) : path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new Error(`${dataset}: ${path} could not be read (${reason(cause)}).`, { cause });
  }
}

/** The innermost message: that of `fetch` itself only says that it failed. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
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
