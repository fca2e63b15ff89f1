/** The IDX format of MNIST: two zero bytes, the kind of the elements, the number of axes, their lengths, the elements; all big-endian. */

export type IdxArray = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

export interface Idx<A extends IdxArray = IdxArray> {
  shape: number[];
  data: A;
}

interface Kind {
  bytes: number;
  make: (length: number) => IdxArray;
  read: (view: DataView, offset: number) => number;
}

const kinds: Record<number, Kind> = {
  8: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, offset) => view.getUint8(offset) },
  9: { bytes: 1, make: (n) => new Int8Array(n), read: (view, offset) => view.getInt8(offset) },
  11: { bytes: 2, make: (n) => new Int16Array(n), read: (view, offset) => view.getInt16(offset) },
  12: { bytes: 4, make: (n) => new Int32Array(n), read: (view, offset) => view.getInt32(offset) },
  13: { bytes: 4, make: (n) => new Float32Array(n), read: (view, offset) => view.getFloat32(offset) },
  14: { bytes: 8, make: (n) => new Float64Array(n), read: (view, offset) => view.getFloat64(offset) },
};

/**
 * Reads an IDX file, not compressed.
 * @param name What the messages call it.
 * @throws RangeError when the bytes are not such a file, or too few, or too many.
 */
export function parseIdx(bytes: Uint8Array, name: string): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 ? kinds[bytes[2]] : undefined;
  if (!kind) {
    throw new RangeError(
      `${name} is not an IDX file: it must begin with 00 00 and a kind. It begins with ${begin(bytes)}.`,
    );
  }
  const axes = bytes[3];
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw new RangeError(
      `${name} ends within its header: ${axes} axes need ${header} bytes, but it has ${bytes.length}.`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  const expected = header + size * kind.bytes;
  if (bytes.length !== expected) {
    throw new RangeError(
      `${name} says it holds ${shape.join(' × ')} values, that is a file of ${expected} bytes, but it has ${bytes.length}.`,
    );
  }
  if (bytes[2] === 0x08) return { shape, data: new Uint8Array(bytes.subarray(header)) };
  const data = kind.make(size);
  for (let i = 0; i < size; i++) data[i] = kind.read(view, header + i * kind.bytes);
  return { shape, data };
}

function begin(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing: it is empty';
  const first = bytes.subarray(0, 16);
  const text = String.fromCharCode(...first);
  if (/^\s*</.test(text)) return `'${text.trim()}', which is a web page`;
  return Array.from(first.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
