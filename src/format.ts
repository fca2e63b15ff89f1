/** Numbers as Python's format specifications print them: halves to even, exponents of two digits. */

/** `{:.4f}` for `digits` 4. */
export function fixed(value: number, digits: number): string {
  const isLarge = Math.abs(value) >= 1e21 && Number.isFinite(value);
  return isLarge ? `${BigInt(value)}.${'0'.repeat(digits)}`.replace(/\.$/, '') : printed(value, 'toFixed', digits);
}

/** `{:.4e}` for `digits` 4. */
export function exponential(value: number, digits: number): string {
  return printed(value, 'toExponential', digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function printed(value: number, method: 'toFixed' | 'toExponential', digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  // Behind an even digit, what lies halfway is cut off, where JavaScript would round up.
  const long = value[method](Math.min(digits + 30, 100));
  const even = long.replace(/([02468])\.?50{29}(?=e|$)/, '$1');
  return (Object.is(value, -0) ? '-' : '') + (even === long ? value[method](digits) : even);
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
