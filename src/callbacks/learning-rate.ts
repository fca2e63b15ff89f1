/** A learning rate as Keras prints it. */
export function formatRate(rate: number): string {
  const text = rate !== 0 && Math.abs(rate) < 1e-4 ? rate.toExponential().replace(/e-(\d)$/, 'e-0$1') : String(rate);
  return Number.isInteger(rate) ? `${text}.0` : text;
}
