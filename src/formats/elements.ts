import { type Shape, sizeOf } from '../shape.js';
import { unreadable } from './bytes.js';
import { bfloat16, float16 } from './half.js';

/** What a file of weights holds: accepted wherever a tensor is. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array;
}

interface Kind {
  bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

const kinds = {
  bool: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  uint64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  bfloat16: { bytes: 2, read: (view, at, little) => bfloat16(view.getUint16(at, little)) },
  float16: { bytes: 2, read: (view, at, little) => float16(view.getUint16(at, little)) },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
} satisfies Record<string, Kind>;

export type Dtype = keyof typeof kinds;

export const bytesPerElement = (dtype: Dtype): number => kinds[dtype].bytes;

const maximumAxes = 64;
const maximumCount = 2 ** 32;

/**
 * Checks a shape that a file declares.
 * @throws RangeError for what is no shape, and for one that no array in memory can have. The other lengths of a shape
 * without values count too: who walks along them would not end.
 */
export function checkShape(shape: unknown, place: string): asserts shape is Shape {
  if (!isShape(shape)) throw unreadable(place, 'its shape is not a list of whole numbers');
  const extent = sizeOf(shape.filter((length) => length > 0));
  if (shape.length <= maximumAxes && extent <= maximumCount) return;
  throw unreadable(
    place,
    `its shape of ${shape.length} axes and ${extent} values is larger than ${maximumAxes} axes and 2^32 values`,
    'Unless the file is damaged, store the array in parts.',
  );
}

export function isShape(shape: unknown): shape is Shape {
  return Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
}

/** As float32, rounded to the nearest where there are more digits. Whole numbers beyond 2^53 are rounded twice. */
export function decodeElements(bytes: Uint8Array, dtype: Dtype, littleEndian = true): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bytes: size, read }: Kind = kinds[dtype];
  const values = new Float32Array(Math.floor(bytes.length / size));
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size, littleEndian);
  return values;
}

/** Writes float32 values into `view` from `at` on, little-endian. */
export function encodeElements(view: DataView, at: number, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) view.setFloat32(at + 4 * i, values[i], true);
}
