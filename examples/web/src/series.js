import { parseCsv } from 'markhor/datasets';

/** As many rows as are still quick to train on; of longer files the last ones. */
const mostRows = 3000;
const fewestRows = 40;
const mostBytes = 20e6;
const largest = 1e15;

/** The number in a cell such as `-1234.5`, `1,234` or `$12`; NaN where there is none. */
function numberOf(cell) {
  const plain = cell
    .trim()
    .replace(/^(-?)\$/, '$1')
    .replace(/,(?=\d{3}(\D|$))/g, '');
  return plain === '' ? NaN : Number(plain);
}

/** Points for commas and commas for points. */
const swapped = (cell) => cell.replace(/[.,]/g, (one) => (one === ',' ? '.' : ','));

/** The numbers of a column. A comma in one cell begins decimals in all, so that `1.000` above `1.000,5` is a thousand. */
function numbersOf(cells, delimiter) {
  const isSwapped = delimiter === ';' && cells.some((cell) => cell.includes(','));
  return Float64Array.from(cells, (cell) => numberOf(isSwapped ? swapped(cell) : cell));
}

/** Why a column cannot be learned; undefined where it can. */
function flaw({ cells, values }) {
  const row = values.findIndex((value) => !(Math.abs(value) <= largest));
  if (row < 0) return undefined;
  const cell = cells[row].trim();
  const is = cell === '' ? 'empty' : `“${cell}”${Number.isNaN(values[row]) ? '' : ', which is too large'}`;
  return `row ${row + 1} is ${is}`;
}

/** Whether rows run from the newest date to the oldest. */
function isNewestFirst(labels) {
  // `30.03.2020` is what semicolons come with.
  const pad = (number) => number.padStart(2, '0');
  const toDate = (label) => label.replace(/^(\d\d?)\.(\d\d?)\.(\d{4})/, (_, d, m, y) => `${y}-${pad(m)}-${pad(d)}`);
  const dates = labels.map((label) => (/\d{4}|\d[-./]\d/.test(label) ? Date.parse(toDate(label)) : NaN));
  return dates.every((date, i) => (i === 0 ? dates.at(-1) < date : date <= dates[i - 1]));
}

/**
 * Reads a series from CSV.
 * @returns Its numeric columns as `{ name, values }`, a label for each row, how many rows are left out, and notes for the visitor.
 * @throws RangeError with a message for the visitor.
 */
export function readSeries(given) {
  const text = given.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new RangeError('The file is empty.');
  if (text.includes('\0')) throw new RangeError('This is not a text file. Choose a table saved as CSV.');
  // Where the comma begins decimals, semicolons stand between values.
  const lines = text.split(/\r\n?|\n/, 2).map((line) => line.replace(/"[^"]*"/g, ''));
  const delimiter = [';', '\t'].find((one) => lines.every((line) => line.includes(one))) ?? ',';
  const read = (csv) => parseCsv(csv, { delimiter });
  const header = read(text).columns;
  // Numbers and dates are not names, but `Country, 2019, 2020` are.
  const isNameless = numbersOf(header, delimiter).some(Number.isFinite) && header.every((cell) => /\d/.test(cell));
  // Columns are read by their places, as names may be there twice.
  const table = read(`${header.map((_, i) => i).join(delimiter)}\n${text}`);
  const all = header.map((cell, i) => {
    const cells = table.text(`${i}`).slice(isNameless ? 0 : 1);
    const name = isNameless ? '' : cell.trim();
    return { name: name || `column ${i + 1}`, cells, values: numbersOf(cells, delimiter) };
  });
  const { length } = all[0].cells;
  if (length < fewestRows) {
    throw new RangeError(`There are ${length} rows; a series needs at least ${fewestRows}.`);
  }

  const columns = all.filter((column) => !flaw(column));
  if (columns.length === 0) {
    const likely = all[likelyColumn(all)];
    throw new RangeError(`No column holds only numbers: in “${likely.name}”, ${flaw(likely)}.`);
  }
  const isNumeric = ({ values }) => values.filter(Number.isFinite).length > length / 2;
  const notes = all
    .filter((column) => isNumeric(column) && flaw(column))
    .map((column) => `“${column.name}” is left out: ${flaw(column)}.`);
  const labels = all.find((column) => !isNumeric(column))?.cells ?? columns[0].cells.map((_, i) => `row ${i + 1}`);
  if (isNewestFirst(labels)) {
    notes.push('Its newest row came first, so the rows are turned round.');
    labels.reverse();
    for (const { values } of columns) values.reverse();
  }
  return {
    columns: columns.map(({ name, values }) => ({ name, values: values.slice(-mostRows) })),
    labels: labels.slice(-mostRows),
    left: Math.max(0, length - mostRows),
    notes,
  };
}

/** The text of an uploaded file. @throws RangeError for one that is too large. */
export async function readFile(file) {
  if (file.size > mostBytes) throw new RangeError(`${file.name} is larger than 20 MB.`);
  return file.text();
}

/** The place of the column that is most likely meant. */
export function likelyColumn(columns) {
  const named = columns.findIndex(({ name }) => /close|price|value|passengers/i.test(name));
  return named < 0 ? columns.length - 1 : named;
}
