/** Numbers as Python's format specifications print them: halves to even, exponents of two digits. */

/** `{:.4f}` for `digits` 4. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return special(value);
  if (Object.is(value, -0)) return `-${fixed(0, digits)}`;
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const text = value.toFixed(digits);
  // Only odd multiples of 2^-(digits + 1) lie halfway between two numbers of so many digits.
  const scaled = value * 2 ** (digits + 1);
  if (!Number.isInteger(scaled) || scaled % 2 === 0) return text;
  const below = Math.floor(value * 10 ** digits);
  return ((below % 2 === 0 ? below : below + 1) / 10 ** digits).toFixed(digits);
}

/** `{:.4e}` for `digits` 4. */
export function exponential(value: number, digits: number): string {
  if (!Number.isFinite(value)) return special(value);
  if (Object.is(value, -0)) return `-${exponential(0, digits)}`;
  let text = value.toExponential(digits);
  const [mantissa, exponent] = value.toExponential(digits + 30).split('e');
  const kept = mantissa.slice(0, -30).replace(/\.$/, '');
  if (/50{29}$/.test(mantissa) && Number(kept.at(-1)) % 2 === 0) text = `${kept}e${exponent}`;
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `{:,}`: 31901 → `31,901`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** As Python and NumPy round. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function special(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
