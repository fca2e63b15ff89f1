/** How numbers lie in a file, by dtype. */
import { float16 } from '../half.js';

export interface NumericArrays {
  float16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: Float64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: Float64Array;
}

export type NumericDtype = keyof NumericArrays;

interface NumberKind<A> {
  readonly bytes: number;
  readonly array: { new (length: number): A; readonly name: string };
  get(view: DataView, at: number, little: boolean): number;
  /** Little-endian. Absent: is read only. */
  set?(view: DataView, at: number, value: number): void;
}

const twoTo32 = 2 ** 32;

/** Exact as long as the number is safe, and never safe when it was not exact. */
const get64 = (view: DataView, at: number, little: boolean, signed: boolean): number => {
  const [low, high] = little ? [at, at + 4] : [at + 4, at];
  return (signed ? view.getInt32(high, little) : view.getUint32(high, little)) * twoTo32 + view.getUint32(low, little);
};

/** Of safe integers, signed or not. */
const set64 = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, value % twoTo32, true);
  view.setUint32(at + 4, Math.floor(value / twoTo32), true);
};

export const numberKinds: { readonly [D in NumericDtype]: NumberKind<NumericArrays[D]> } = {
  float16: { bytes: 2, array: Float32Array, get: (view, at, little) => float16(view.getUint16(at, little)) },
  float32: {
    bytes: 4,
    array: Float32Array,
    get: (view, at, little) => view.getFloat32(at, little),
    set: (view, at, value) => view.setFloat32(at, value, true),
  },
  float64: {
    bytes: 8,
    array: Float64Array,
    get: (view, at, little) => view.getFloat64(at, little),
    set: (view, at, value) => view.setFloat64(at, value, true),
  },
  int8: {
    bytes: 1,
    array: Int8Array,
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => view.setInt8(at, value),
  },
  int16: {
    bytes: 2,
    array: Int16Array,
    get: (view, at, little) => view.getInt16(at, little),
    set: (view, at, value) => view.setInt16(at, value, true),
  },
  int32: {
    bytes: 4,
    array: Int32Array,
    get: (view, at, little) => view.getInt32(at, little),
    set: (view, at, value) => view.setInt32(at, value, true),
  },
  int64: { bytes: 8, array: Float64Array, get: (view, at, little) => get64(view, at, little, true), set: set64 },
  uint8: {
    bytes: 1,
    array: Uint8Array,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, value),
  },
  uint16: {
    bytes: 2,
    array: Uint16Array,
    get: (view, at, little) => view.getUint16(at, little),
    set: (view, at, value) => view.setUint16(at, value, true),
  },
  uint32: {
    bytes: 4,
    array: Uint32Array,
    get: (view, at, little) => view.getUint32(at, little),
    set: (view, at, value) => view.setUint32(at, value, true),
  },
  uint64: { bytes: 8, array: Float64Array, get: (view, at, little) => get64(view, at, little, false), set: set64 },
};
