import { fixed, grouped, roundHalfToEven } from '../format.js';
import { checkInteger } from '../options.js';

export interface SummaryLayer {
  name: string;
  className: string;
  /** As Keras prints it, `(None, 100, 50)`; `?` while unknown; several as `[(None, 4), (None, 2)]`. */
  outputShape: string;
  /** Number of weights. */
  parameters: number;
  built: boolean;
  trainable: boolean;
  /** `name[node][tensor]` of each input; none for an input layer. Shown only if the summary is `connected`. */
  connectedTo?: readonly string[];
  /** The layers of a model within the model. */
  nested?: readonly SummaryLayer[];
}

/** What `summary` tells about a model. */
export interface Summary {
  name: string;
  /** A Sequential's without its input layer. */
  layers: readonly SummaryLayer[];
  /** Whether layers are joined otherwise than in one row, so that the table needs the column `Connected to`. */
  connected: boolean;
  /** Numbers of weights; of the optimizer's values once it has any. The total includes them, as in Keras. */
  parameters: { trainable: number; nonTrainable: number; optimizer?: number };
}

export interface SummaryLayout {
  /** Width of the table. Default: 88, 108 if connected, 12 more with `showTrainable`, and at most `columns` − 4. */
  lineLength?: number | null;
  /** Width of the terminal. Default: 80. */
  columns?: number;
  showTrainable?: boolean;
  /** Whether the layers of nested models have lines of their own. */
  expandNested?: boolean;
}

/** The share of the room to spare that stands in front of a text; none in other columns. */
const alignments: Readonly<Record<string, number>> = { 'Param #': 1, Trainable: 1 / 2 };

interface Column {
  title: string;
  width: number;
}

/** Narrower than this no name can be read. */
const minimumLength = 44;

/** The summary of a model as a table, to the letter that of Keras. Source: `keras.Model.summary`. */
export function formatSummary(summary: Summary, options: SummaryLayout = {}): string {
  const columns = tableColumns(summary.connected, options);
  const rows = summary.layers.flatMap((layer) => layerRows(layer, summary.connected, options));
  const { trainable, nonTrainable, optimizer } = summary.parameters;
  const lines = [
    `Model: "${summary.name}"`,
    ...table(columns, rows),
    ` Total params: ${parameters(trainable + nonTrainable + (optimizer ?? 0))}`,
    ` Trainable params: ${parameters(trainable)}`,
    ` Non-trainable params: ${parameters(nonTrainable)}`,
  ];
  if (optimizer !== undefined) lines.push(` Optimizer params: ${parameters(optimizer)}`);
  return `${lines.join('\n')}\n`;
}

/** `31,901 (124.61 KB)`: all values are float32. */
function parameters(count: number): string {
  let size = count * 4;
  let unit = 0;
  for (; size >= 1024 && unit < 5; unit++) size /= 1024;
  return `${grouped(count)} (${fixed(size, 2)} ${['B', 'KB', 'MB', 'GB', 'TB', 'PB'][unit]})`;
}

function layerRows(layer: SummaryLayer, connected: boolean, options: SummaryLayout, prefix = ''): string[][] {
  const { name, className, outputShape, built, trainable, connectedTo, nested } = layer;
  const row = [
    `${prefix}${name} (${className})`,
    outputShape,
    built ? grouped(layer.parameters) : `${layer.parameters} (unbuilt)`,
  ];
  if (connected) row.push(connectedTo?.join(', ') || '-');
  if (options.showTrainable) row.push(layer.parameters > 0 ? (trainable ? 'Y' : 'N') : '-');
  const inner = (options.expandNested && nested) || [];
  return [row, ...inner.flatMap((one) => layerRows(one, connected, options, `   ${prefix || '└ '}`))];
}

function tableColumns(connected: boolean, { lineLength = null, columns, showTrainable }: SummaryLayout): Column[] {
  const titles = ['Layer (type)', 'Output Shape', 'Param #'];
  let ends = [0.45, 0.8, 1];
  let length = 88;
  if (connected) {
    titles.push('Connected to');
    ends = [0.3, 0.56, 0.74, 1];
    length = 108;
  }
  if (showTrainable) {
    titles.push('Trainable');
    ends = [...ends.map((end) => end * 0.9), 1];
    length += 12;
  }
  if (lineLength !== null) checkInteger('summary', 'lineLength', lineLength, minimumLength);
  length = lineLength ?? Math.max(minimumLength, Math.min(length, (columns || 80) - 4));
  const end = (i: number) => Math.floor((ends[i] ?? 0) * length);
  // A border before each column and one after the last, and a space on either side of each text, are taken from all alike.
  let excess = 3 * ends.length + 1;
  return titles.map((title, i) => {
    const share = roundHalfToEven(excess / (ends.length - i));
    excess -= share;
    return { title, width: end(i) - end(i - 1) - share };
  });
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const rule = ([left, dash, middle, right]: string) =>
    left + columns.map(({ width }) => dash.repeat(width + 2)).join(middle) + right;
  // Texts begin at the top of a row, titles end at its bottom.
  const row = (cells: readonly string[], border: string, atBottom = false) => {
    const wrapped = columns.map(({ width }, i) => wrap(cells[i], width));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const texts = wrapped.map((lines, i) => align(lines[atBottom ? line - height + lines.length : line], columns[i]));
      return border + texts.join(border) + border;
    });
  };
  const titles = row(
    columns.map(({ title }) => title),
    '┃',
    true,
  );
  const lines = rows.flatMap((cells) => [rule('├─┼┤'), ...row(cells, '│')]);
  return [rule('┏━┳┓'), ...titles, rule('┡━╇┩'), ...lines.slice(1), rule('└─┴┘')];
}

/** Breaks between words. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.match(/\s*\S+\s*/g) ?? []) {
    const line = lines.at(-1)! + word;
    if (line === word || line.trimEnd().length <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** A line of a text, or none, between two spaces; what is too long for a line ends with `…`. */
function align(line = '', { title, width }: Column): string {
  let text = line.trimEnd();
  if (text.length > width) text = `${text.slice(0, width - 1)}…`;
  const before = Math.floor((width - text.length) * (alignments[title] ?? 0));
  return ` ${(' '.repeat(before) + text).padEnd(width)} `;
}
