import { show } from '../errors.js';
import { isBytes } from '../realm.js';

/** @throws TypeError for what is not bytes. */
export function viewOf(bytes: Uint8Array, name: string): DataView {
  if (isBytes(bytes)) return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  throw new TypeError(`${name}: its bytes must be a Uint8Array. Received: ${show(bytes)}.`);
}

/** A little-endian number of 64 bits: exact up to 2^53, and beyond it too large for any file. */
export function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
}

/** The parts one after another. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The error for bytes that cannot be read: where, what is wrong there, and the cure. */
export function unreadable(
  place: string,
  problem: string,
  cure = 'The file is damaged or incomplete: copy or download it again.',
  cause?: unknown,
): RangeError {
  return new RangeError(`${place}: ${problem}. ${cure}`, { cause });
}

/** As `show`, but short, whatever a file holds. */
export function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'string' && value.length > 100) return show(`${value.slice(0, 99)}…`);
  return show(value);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws RangeError for bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array, place: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw unreadable(place, 'its text is not UTF-8', undefined, cause);
  }
}

/** @throws RangeError for text with half a surrogate pair, which no reader would get back. */
export function toUtf8(text: string, place: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (decoder.decode(bytes) === text) return bytes;
  throw new RangeError(`${place}: ${brief(text)} has half a surrogate pair. Choose another text.`);
}

/** @throws RangeError when a name is used twice. */
export function checkDistinct(names: readonly string[], place: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new RangeError(`${place}: there are two of ${brief(name)}. Give each a name of its own.`);
    seen.add(name);
  }
}
