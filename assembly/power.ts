/** out[0] = x^y, rounded to f32. */
export function power(out: usize, x: f32, y: f32): void {
  store<f32>(out, Mathf.pow(x, y));
}
