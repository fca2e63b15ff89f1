// Numbers of 16 bits. Each is a float32 too, so nothing is rounded.

/** By exponent, what a fraction's last bit is worth. */
const units = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25));

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function float16(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction : 1024 + fraction) * units[exponent];
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a float32. */
export function bfloat16(bits: number): number {
  word.setUint16(0, bits);
  return word.getFloat32(0);
}
