/** A time with three digits. */
export function formatTime(milliseconds) {
  if (milliseconds < 1) return `${(milliseconds * 1e3).toPrecision(3)} µs`;
  if (milliseconds < 999.5) return `${milliseconds.toPrecision(3)} ms`;
  return `${(milliseconds / 1e3).toPrecision(milliseconds < 99_950 ? 3 : 4)} s`;
}

/** Text in columns; the first is flush left, the others right. */
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell ?? '').padStart(widths[i])))
        .join('  '),
    )
    .join('\n');
}
