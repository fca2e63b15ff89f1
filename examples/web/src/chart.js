import uPlot from 'uplot';
import { oncePerFrame, part, readable } from './dom.js';

const charts = new Set();
function redraw() {
  for (const chart of charts) chart.redraw();
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
// Paper is light.
for (const event of ['beforeprint', 'afterprint']) {
  addEventListener(event, () => {
    document.documentElement.classList.toggle('printed', event === 'beforeprint');
    redraw();
  });
}

/** A colour of the style sheet, as it is now: dark or light. */
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

/** How much larger the visitor has texts than most. */
const zoom = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

const axis = (values, size, space) => ({
  stroke: colour('muted'),
  grid: { stroke: colour('line'), width: 1 },
  ticks: { show: false },
  font: `${12 * zoom}px system-ui, sans-serif`,
  size,
  space: space * zoom,
  gap: 8,
  values,
});

/** As many digits as tell the places of an axis apart; from 10,000 on as `15K`, `2.5M`. */
function steps(values, step) {
  const most = Math.max(...values.map(Math.abs));
  if (most < 0.001) return values.map(readable);
  const digits = Math.floor(Math.log10(most)) - Math.floor(Math.log10(step)) + 2;
  const notation = most < 10_000 ? 'standard' : 'compact';
  const format = new Intl.NumberFormat('en', { notation, maximumSignificantDigits: Math.min(Math.max(digits, 3), 15) });
  return values.map((value) => format.format(value));
}

/** Room for the longest of an axis's texts. */
const room = (_, texts) => Math.max(52, ...(texts ?? []).map((text) => zoom * (16 + 7 * text.length)));

/** The powers of ten between two numbers. */
function powers(low, high) {
  const first = Math.round(Math.log10(low));
  const count = Math.round(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, i) => 10 ** (first + i));
}

const sizeOf = ({ clientWidth: width, clientHeight: height }) => ({ width, height });

/**
 * A line chart that fills its element. Mouse and arrow keys move its cursor.
 * @param lines Of each line its colour, and whether it is dashed.
 * @param tell The text of the place under the cursor: of x and the lines there.
 * @returns `set(columns)`: x and the lines; `describe(text)`: what a screen reader says.
 */
export function createChart(element, { lines, logarithmic = false, xValues, tell, hooks = {} }) {
  const readout = part(element.parentElement, 'readout');
  const options = {
    ...sizeOf(element),
    padding: [12, 32 * zoom, 0, 0],
    legend: { show: false },
    cursor: { points: { size: 7 }, drag: { x: false, y: false }, y: false },
    scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
    axes: [
      axis(xValues, 32 * zoom, 84),
      {
        ...axis((_plot, values, _axis, _space, step) => steps(values, step), room, 40),
        ...(logarithmic && {
          values: (_, values) => values.map((value) => (value === null ? '' : readable(value))),
          splits: (_plot, _axis, low, high) => powers(low, high),
        }),
      },
    ],
    series: [
      {},
      ...lines.map(({ name, dashed }) => ({
        stroke: colour(name),
        width: 2,
        dash: dashed ? [4, 4] : undefined,
        points: { show: false },
      })),
    ],
    hooks: { ...hooks, setCursor: [showReadout] },
  };
  let columns = [[], ...lines.map(() => [])];

  function showReadout({ cursor }) {
    const values = columns.map((column) => column[cursor.idx] ?? null);
    readout.textContent = values[1] === null ? '' : tell(values);
  }

  const plot = new uPlot(options, columns, element);
  charts.add(plot);
  const draw = oncePerFrame(() => plot.setData(columns));
  new ResizeObserver(() => plot.setSize(sizeOf(element))).observe(element);
  const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity };
  element.addEventListener('keydown', (event) => {
    const last = columns[1].findLastIndex((value) => value !== null);
    if (last < 0 || !(event.key in moves) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const place = Math.min(Math.max((plot.cursor.idx ?? last) + moves[event.key], 0), last);
    plot.setCursor({ left: plot.valToPos(columns[0][place], 'x'), top: 0 });
  });
  element.addEventListener('blur', () => plot.setCursor({ left: -10, top: -10 }));
  return {
    set(next) {
      columns = next;
      draw();
    },
    describe(text) {
      element.setAttribute('aria-label', text);
    },
  };
}

/** Shades the right of a chart from a place on: days that training does not see. */
export function shadeFrom(place) {
  return (plot) => {
    const from = place();
    if (from === undefined) return;
    const { ctx, bbox } = plot;
    const left = Math.max(plot.valToPos(from, 'x', true), bbox.left);
    ctx.save();
    ctx.fillStyle = colour('soft')();
    ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
    ctx.fillStyle = colour('edge')(); // all that forced colours leave of it
    ctx.fillRect(left, bbox.top, devicePixelRatio, bbox.height);
    ctx.restore();
  };
}
