import uPlot from 'uplot';
import { oncePerFrame, readable } from './dom.js';

const charts = new Set();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const chart of charts) chart.redraw();
});

/** A colour of the style sheet, as it is now: dark or light. */
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

const axis = (values, size, space) => ({
  stroke: colour('muted'),
  grid: { stroke: colour('line'), width: 1 },
  ticks: { show: false },
  font: '12px system-ui, sans-serif',
  size,
  space,
  gap: 8,
  values,
});

/** The powers of ten between two numbers. */
function powers(low, high) {
  const first = Math.round(Math.log10(low));
  const count = Math.round(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, i) => 10 ** (first + i));
}

const sizeOf = ({ clientWidth: width, clientHeight: height }) => ({ width, height });

/**
 * A line chart that fills its element.
 * @param lines Of each line its colour, and whether it is dashed.
 * @returns `set(columns)`: x and the lines; `describe(text)`: what a screen reader says.
 */
export function createChart(element, { lines, logarithmic = false, xValues, hooks = {} }) {
  const options = {
    ...sizeOf(element),
    padding: [12, 32, 0, 0],
    legend: { show: false },
    cursor: { points: { size: 7 }, drag: { x: false, y: false }, y: false },
    scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
    axes: [
      axis(xValues, 32, 84),
      {
        ...axis((_, values) => values.map((value) => (value === null ? '' : readable(value))), 52, 40),
        ...(logarithmic && { splits: (_plot, _axis, low, high) => powers(low, high) }),
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
    hooks,
  };
  let columns = [[], ...lines.map(() => [])];
  const plot = new uPlot(options, columns, element);
  charts.add(plot);
  const draw = oncePerFrame(() => plot.setData(columns));
  new ResizeObserver(() => plot.setSize(sizeOf(element))).observe(element);
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

/** Shades the right of a chart from a place on, with a word above: days that training does not see. */
export function shadeFrom(place, word) {
  return (plot) => {
    const from = place();
    if (from === undefined) return;
    const { ctx, bbox } = plot;
    const left = Math.max(plot.valToPos(from, 'x', true), bbox.left);
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.fillStyle = colour('soft')();
    ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
    ctx.fillStyle = colour('muted')();
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'top';
    ctx.fillText(word, bbox.left + bbox.width - 8 * ratio, bbox.top + 6 * ratio);
    ctx.restore();
  };
}
