// Draws the published comparison, bench/results/peers.json, as bars on a logarithmic scale, for light and dark backgrounds.
//
//   node bench/chart.js [fit|predict] [file.svg]
import { readFileSync, writeFileSync } from 'node:fs';
import { formatTime } from './table.js';

const width = 860;
const [left, right] = [218, 120];
const [row, bar, header, gap, top] = [21, 14, 27, 16, 92];

const style = `
  svg { color-scheme: light dark; }
  .page { fill: #ffffff; }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #52606d; }
  .title { font-size: 19px; font-weight: 600; fill: #1f2933; }
  .model { font-weight: 600; fill: #1f2933; }
  .tick, .value { font-variant-numeric: tabular-nums; }
  .grid { stroke: #e4e7eb; }
  .bar { fill: #bcccdc; }
  .own { fill: #d9480f; }
  text.own { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14181d; }
    text { fill: #9aa5b1; }
    .title, .model { fill: #f0f4f8; }
    .grid { stroke: #262d35; }
    .bar { fill: #334e68; }
    .own { fill: #ff922b; }
  }`;

const titles = {
  fit: [
    'Time to train',
    'The same model, data and initial weights. One thread each, logarithmic scale, less is better',
  ],
  predict: ['Time to predict', 'The same model, data and weights. One thread each, logarithmic scale, less is better'],
};

const escapeXml = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The models' results, fastest first, without libraries that skipped a model or whose predictions differ. */
function groupsOf(comparison, task) {
  return comparison.models
    .filter(({ model }) => model.task === task)
    .map(({ model, results }) => ({
      model,
      bars: results
        .filter((one) => !one.skipped && one.difference < 0.05)
        .sort((a, b) => a.milliseconds - b.milliseconds),
      own: results[0].milliseconds,
    }));
}

/** @returns The SVG of a comparison, as `keep` has written it. */
function barChart(comparison, task = 'fit') {
  const groups = groupsOf(comparison, task);
  const times = groups.flatMap(({ bars }) => bars.map((one) => one.milliseconds));
  const [low, high] = [Math.floor(Math.log10(Math.min(...times)) - 0.3), Math.ceil(Math.log10(Math.max(...times)))];
  const x = (milliseconds) => left + ((Math.log10(milliseconds) - low) / (high - low)) * (width - left - right);
  const parts = [];
  let y = top;
  for (const { model, bars, own } of groups) {
    parts.push(`<text class="model" x="24" y="${y + 15}">${escapeXml(model.short)}</text>`);
    y += header;
    for (const { title, library, milliseconds } of bars) {
      const kind = library.startsWith('markhor') ? 'own' : 'bar';
      const ratio = milliseconds / own;
      const factor = library === 'markhor' ? '' : `  (× ${ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio)})`;
      const end = x(milliseconds).toFixed(1);
      parts.push(
        `<text class="${kind === 'own' ? 'own' : ''}" x="${left - 12}" y="${y + bar / 2}" dy="0.35em" text-anchor="end">${escapeXml(title)}</text>`,
        `<rect class="${kind}" x="${left}" y="${y}" width="${(end - left).toFixed(1)}" height="${bar}" rx="2"/>`,
        `<text class="value ${kind === 'own' ? 'own' : ''}" x="${Number(end) + 8}" y="${y + bar / 2}" dy="0.35em">${formatTime(milliseconds)}${factor}</text>`,
      );
      y += row;
    }
    y += gap;
  }
  const bottom = y;
  const grid = Array.from({ length: high - low + 1 }, (_, i) => {
    const value = 10 ** (low + i);
    const at = x(value).toFixed(1);
    const label = value >= 1000 ? `${value / 1000} s` : value >= 1 ? `${value} ms` : `${Math.round(value * 1000)} µs`;
    return `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>
  <text class="tick" x="${at}" y="${bottom + 20}" text-anchor="middle">${label}</text>`;
  });
  const [title, subtitle] = titles[task];
  const { machine } = comparison;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 62}" role="img" aria-label="${title}">
  <style>${style}
  </style>
  <rect class="page" width="${width}" height="${bottom + 62}" rx="10"/>
  <text class="title" x="24" y="37">${title}</text>
  <text x="24" y="60">${subtitle}</text>
  ${[...grid, ...parts].join('\n  ')}
  <text x="24" y="${bottom + 46}">${escapeXml(`${machine.cpu}, Node ${machine.node}, ${machine.date.slice(0, 10)}`)}</text>
</svg>
`;
}

const [task = 'fit', file = `bench/results/${task}.svg`] = process.argv.slice(2);
const comparison = JSON.parse(readFileSync(new URL('results/peers.json', import.meta.url), 'utf8'));
writeFileSync(file, barChart(comparison, task));
console.log(file);
