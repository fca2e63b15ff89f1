import { binary } from './binary.js';
import type { decode } from './decode.js';

/** The kernels of the default entry, inlined. Where `markhor/slim` is bundled, given.ts stands in the place of this file. */
export function source(read: typeof decode): Uint8Array<ArrayBuffer> {
  return read(binary);
}
