// Draws lines over dates as an SVG, for light and dark backgrounds.

const width = 900;
const height = 440;
const margin = { top: 84, right: 28, bottom: 44, left: 60 };
const plot = {
  left: margin.left,
  right: width - margin.right,
  top: margin.top,
  bottom: height - margin.bottom,
};

const style = `
  svg { color-scheme: light dark; }
  .page { fill: #ffffff; }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #52606d; }
  .title { font-size: 19px; font-weight: 600; fill: #1f2933; }
  .tick { font-variant-numeric: tabular-nums; }
  .grid { stroke: #e4e7eb; }
  .axis, .split { stroke: #9aa5b1; }
  .split { stroke-dasharray: 3 4; }
  .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
  .line-0 { stroke: #334e68; }
  .line-1 { stroke: #d9480f; }
  .line-2 { stroke: #0b7285; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14181d; }
    text { fill: #9aa5b1; }
    .title { fill: #f0f4f8; }
    .grid { stroke: #262d35; }
    .axis, .split { stroke: #52606d; }
    .line-0 { stroke: #9fb3c8; }
    .line-1 { stroke: #ff922b; }
    .line-2 { stroke: #3bc9db; }
  }`;

/**
 * @param {object} chart
 * @param {string} chart.title
 * @param {string} [chart.subtitle]
 * @param {string[]} chart.dates As `2017-02-16`, ascending.
 * @param {{ name: string, values: (number | null)[] }[]} chart.series One value per date, null where there is none.
 * @param {(value: number) => string} [chart.format] How values are written at the axis.
 * @param {{ index: number, label: string }} [chart.split] A vertical line before a date, with a label to its right.
 * @returns {string} The SVG.
 */
export function lineChart({ title, subtitle = '', dates, series, format = String, split }) {
  const times = dates.map((date) => Date.parse(date));
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const ticks = roundTicks(Math.min(...values), Math.max(...values), 6);
  const x = scale(times[0], times.at(-1), plot.left, plot.right);
  const y = scale(ticks[0], ticks.at(-1), plot.bottom, plot.top);

  const valueAxis = ticks.map((value) => {
    const at = y(value).toFixed(1);
    return `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${at}" y2="${at}"/>
  <text class="tick" x="${plot.left - 10}" y="${at}" dy="0.35em" text-anchor="end">${escapeXml(format(value))}</text>`;
  });

  const dateAxis = monthTicks(times[0], times.at(-1), 9).map(({ time, label }) => {
    const at = x(time).toFixed(1);
    return `<line class="axis" x1="${at}" x2="${at}" y1="${plot.bottom}" y2="${plot.bottom + 5}"/>
  <text class="tick" x="${at}" y="${plot.bottom + 22}" text-anchor="middle">${label}</text>`;
  });

  const lines = series.map((one, i) => `<path class="line line-${i}" d="${path(one.values, (j) => x(times[j]), y)}"/>`);

  // The legend stands at the right, on a level with the title.
  let right = plot.right;
  const legend = [...series.keys()].reverse().map((i) => {
    const { name } = series[i];
    const textWidth = name.length * 7.2;
    const entry = `<line class="line line-${i}" x1="${right - textWidth - 28}" x2="${right - textWidth - 8}" y1="31" y2="31"/>
  <text x="${right}" y="31" dy="0.35em" text-anchor="end">${escapeXml(name)}</text>`;
    right -= textWidth + 48;
    return entry;
  });

  const boundary = [];
  if (split) {
    const at = ((x(times[split.index - 1]) + x(times[split.index])) / 2).toFixed(1);
    boundary.push(`<line class="split" x1="${at}" x2="${at}" y1="${plot.top}" y2="${plot.bottom}"/>
  <text x="${Number(at) + 7}" y="${plot.top + 10}">${escapeXml(split.label)}</text>`);
  }

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">
  <style>${style}
  </style>
  <rect class="page" width="${width}" height="${height}" rx="10"/>
  <text class="title" x="${margin.left - 36}" y="37">${escapeXml(title)}</text>
  <text x="${margin.left - 36}" y="58">${escapeXml(subtitle)}</text>
  ${[...valueAxis, ...dateAxis].join('\n  ')}
  <line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}"/>
  ${[...boundary, ...lines, ...legend].join('\n  ')}
</svg>
`;
}

/** A line through the points; a null interrupts it. */
function path(values, x, y) {
  let d = '';
  let pen = 'M';
  for (const [i, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    d += `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
  }
  return d;
}

function scale(from, to, low, high) {
  const factor = (high - low) / (to - from || 1);
  return (value) => low + (value - from) * factor;
}

/** About `count` round values that enclose all between the least and the greatest. */
function roundTicks(least, greatest, count) {
  const rough = (greatest - least || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(least / step);
  const last = Math.ceil(greatest / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Firsts of months, at most `count`; the first of them and Januaries carry their year. */
function monthTicks(begin, end, count) {
  const first = new Date(begin);
  const months = [];
  for (let month = first.getUTCMonth(), time = begin; ; month++) {
    time = Date.UTC(first.getUTCFullYear(), month, 1);
    if (time > end) break;
    if (time >= begin) months.push(time);
  }
  const every = [1, 2, 3, 6, 12, 24, 60, 120].find((step) => months.length / step <= count) ?? 240;
  return months
    .filter((time) => {
      const date = new Date(time);
      return (date.getUTCFullYear() * 12 + date.getUTCMonth()) % every === 0;
    })
    .map((time, i) => {
      const date = new Date(time);
      const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
      return { time, label: i === 0 || date.getUTCMonth() === 0 ? `${month} ${date.getUTCFullYear()}` : month };
    });
}

function escapeXml(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
