/** Fields of structures that are written, as lists of bytes. Numbers are little-endian. */

const encoder = new TextEncoder();

export const u16 = (value: number): number[] => [value & 255, value >> 8];

export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** Of safe integers that are not negative. */
export const u64 = (value: number): number[] => [...u32(value % 2 ** 32), ...u32(Math.floor(value / 2 ** 32))];

export const zeros = (count: number): number[] => Array<number>(count).fill(0);

/** The address of what is not there. */
export const noAddress: readonly number[] = Array<number>(8).fill(255);

export const encodeText = (value: string): Uint8Array => encoder.encode(value);

/** With zeros up to a multiple of eight bytes. */
export const padded = (bytes: readonly number[]): number[] => [...bytes, ...zeros(-bytes.length & 7)];
