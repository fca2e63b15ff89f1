import { reason } from '../reason.js';
import type { OpenOptions } from './open.js';
import { NotFoundError, type ReadablePlace } from './store.js';

/** What `fetch` understands: http(s), `data:` and `blob:` URLs, and in a page addresses relative to it. */
export function httpPlace(address: string, options: OpenOptions): ReadablePlace {
  return {
    name: nameOf(address),
    read: (name) => download(name === undefined ? address : beside(address, name), options),
  };
}

function nameOf(url: string): string {
  return url.startsWith('data:') ? `${url.slice(0, 30)}…` : url;
}

/** The query belongs to the main file alone. */
function beside(address: string, path: string): string {
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  const relative = path.split('/').map(encodeURIComponent).join('/');
  try {
    return new URL(relative, new URL(address, page)).href;
  } catch (cause) {
    throw new RangeError(`There is nothing beside ${nameOf(address)}, but it refers to the file ${path}.`, { cause });
  }
}

async function download(url: string, options: OpenOptions): Promise<Uint8Array> {
  const { onProgress, requestInit, signal = requestInit?.signal } = options;
  const name = nameOf(url);
  const response = await fetch(url, { ...requestInit, signal }).catch((cause) => {
    signal?.throwIfAborted();
    throw new Error(
      `${name} could not be fetched (${reason(cause)}). Is this machine offline, or does that server refuse requests from other sites?`,
      { cause },
    );
  });
  if (!response.ok) {
    response.body?.cancel().catch(() => {});
    throw refusal(name, response);
  }
  const announced = lengthOf(response);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  const brokenOff = (why: string, cause?: unknown) =>
    new Error(
      `The download of ${name} broke off after ${loaded} of ${announced ?? 'unknown'} bytes (${why}). Try again.`,
      {
        cause,
      },
    );
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch((cause) => {
      signal?.throwIfAborted();
      throw brokenOff(reason(cause), cause);
    });
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    const total = announced !== undefined && loaded <= announced ? announced : undefined;
    onProgress?.({ name, loaded, total });
  }
  // Other sites need not tell that they compress.
  if (response.type !== 'cors' && announced !== undefined && loaded !== announced) {
    throw brokenOff('the server had announced another length');
  }
  if (isWebPage(response, chunks)) {
    throw new Error(
      `${name} answered with a web page (text/html), as servers do for addresses they do not know. Check the address.`,
    );
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function refusal(name: string, { status, statusText }: Response): Error {
  const answer = `${name} answered ${`${status} ${statusText}`.trim()}`;
  if (status === 404 || status === 410)
    return new NotFoundError(`${answer}: there is no such file. Check the address.`);
  if (status === 401 || status === 403) return new Error(`${answer}. Does it need credentials in \`requestInit\`?`);
  return new Error(`${answer}.`);
}

/** Unknown when what the server counts are compressed bytes. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

/** Some servers call everything text/html, so the bytes have a say. */
function isWebPage({ headers }: Response, chunks: readonly Uint8Array[]): boolean {
  const isNamedSo = headers.get('content-type')?.startsWith('text/html') ?? false;
  return isNamedSo && /^\s*</.test(new TextDecoder().decode(chunks[0]?.subarray(0, 100)));
}
