import type { Views } from '../kernels.js';

export type Row = Float32Array | Float64Array;

/** Row i of the matrix at an address. */
export function rowOf({ f32 }: Views, address: number, i: number, columns: number): Row {
  return f32.subarray((address >>> 2) + i * columns, (address >>> 2) + (i + 1) * columns);
}

export function largestOf(row: Row): number {
  let largest = -Infinity;
  for (const value of row) largest = Math.max(largest, value);
  return largest;
}
