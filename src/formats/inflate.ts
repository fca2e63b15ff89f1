import { unreadable } from './bytes.js';

/** The header of gzip (RFC 1952) that says nothing more: deflated, by an unknown system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/**
 * Unpacks deflated bytes (RFC 1951) by the platform's own code, part by part, so that it ends at once where they are more
 * than `size`. As gzip, because not every platform notices what lies behind the end of bare deflated bytes; in its place
 * gzip expects the checksum.
 * Rejects with a RangeError when they do not unpack to `size` bytes with this CRC-32.
 */
export async function inflate(packed: Uint8Array, size: number, crc: number, place: string): Promise<Uint8Array> {
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, crc, true);
  trailer.setUint32(4, size, true);
  const gzip = new Blob([header, packed as Uint8Array<ArrayBuffer>, trailer]);
  const reader = gzip.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    const bytes = new Uint8Array(size);
    let count = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (count + part.value.length > size) throw new RangeError(`There are more than ${size} bytes.`);
      bytes.set(part.value, count);
      count += part.value.length;
    }
    if (count < size) throw new RangeError(`There are only ${count} bytes.`);
    return bytes;
  } catch (cause) {
    // Ends the work of the platform; where that has failed, this fails likewise.
    void reader.cancel().catch(() => {});
    const problem = `it does not unpack to ${size} bytes with the checksum ${crc.toString(16)}`;
    throw unreadable(place, problem, undefined, cause);
  }
}
