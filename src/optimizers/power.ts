// What `Math` works out otherwise in other engines.

/**
 * x^y for y ≥ 0, of float32 numbers and rounded to float32. `Math.pow` differs between engines; squares and square roots are
 * rounded correctly in all.
 */
export function power(x: number, y: number): number {
  // From 2^40 on it is 0, 1 or Infinity.
  const [base, exponent] = [Math.fround(x), Math.min(Math.fround(y), 2 ** 40)];
  let result = 1;
  for (let square = base, n = Math.floor(exponent); n > 0; n = Math.floor(n / 2), square *= square) {
    if (n % 2 === 1) result *= square;
  }
  for (let root = base, rest = exponent % 1; rest > 0; rest %= 1) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) result *= root;
  }
  return Math.fround(result);
}

/** sin x for 0 ≤ x ≤ π/2. `Math.sin` differs between engines. */
export function sine(x: number): number {
  let series = 1;
  for (let n = 22; n > 0; n -= 2) series = 1 - (x * x * series) / (n * (n + 1));
  return x * series;
}
