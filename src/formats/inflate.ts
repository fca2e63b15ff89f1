import { Inflate } from 'fflate';
import { unreadable } from './bytes.js';

/** More than the longest stored block: each step but the last unpacks something. */
const step = 1 << 17;

/**
 * Unpacks deflated bytes (RFC 1951) in steps, so that it is noticed at once where they are more than `size`, or end early.
 * @throws RangeError when they do not unpack to `size` bytes.
 */
export function inflate(packed: Uint8Array, size: number, place: string): Uint8Array {
  try {
    const bytes = new Uint8Array(size);
    let count = 0;
    const stream = new Inflate((chunk, isLast) => {
      if (chunk.length === 0 && !isLast) throw new RangeError('it ends early');
      if (count + chunk.length > size) throw new RangeError(`more than ${size} bytes`);
      bytes.set(chunk, count);
      count += chunk.length;
    });
    for (let at = 0; at < packed.length; at += step)
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
    if (count !== size) throw new RangeError(`${count} bytes instead of ${size}`);
    return bytes;
  } catch (cause) {
    throw unreadable(place, `it does not unpack (${(cause as Error).message})`, undefined, cause);
  }
}
