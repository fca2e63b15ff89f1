// Windows, frames and test environments such as jsdom have classes of their own, of which `instanceof` knows nothing.

const isOf = (value: unknown, ...kinds: string[]) => kinds.includes(Object.prototype.toString.call(value).slice(8, -1));

/** A Uint8Array, or one of Node's Buffers, of any realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return isOf(value, 'Uint8Array');
}

/** An ArrayBuffer of any realm. */
export function isBuffer(value: unknown): value is ArrayBuffer {
  return isOf(value, 'ArrayBuffer');
}

/** A Blob or File of any realm. */
export function isBlob(value: unknown): value is Blob {
  return isOf(value, 'Blob', 'File');
}
