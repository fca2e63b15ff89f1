import { unreadable } from './bytes.js';

/**
 * Unpacks deflated bytes (RFC 1951) with the platform's own code, part by part, so that it ends at once where they are more
 * than `size`.
 * @throws RangeError when they do not unpack to `size` bytes.
 */
export async function inflate(packed: Uint8Array, size: number, place: string): Promise<Uint8Array> {
  const unpacked = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = unpacked.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    const bytes = new Uint8Array(size);
    let count = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (count + part.value.length > size) throw new RangeError(`more than ${size} bytes`);
      bytes.set(part.value, count);
      count += part.value.length;
    }
    if (count !== size) throw new RangeError(`${count} bytes instead of ${size}`);
    return bytes;
  } catch (cause) {
    void reader.cancel().catch(() => {});
    throw unreadable(place, `it does not unpack (${(cause as Error).message})`, undefined, cause);
  }
}
