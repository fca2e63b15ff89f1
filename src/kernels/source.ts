import { binary } from './binary.js';

/** The kernels of the default entry, inlined. Where `markhor/slim` is bundled, given.ts stands in the place of this file. */
export function source(): string {
  return binary;
}
