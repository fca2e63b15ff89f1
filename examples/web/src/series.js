import { parseCsv } from 'markhor/datasets';

/** As many rows as are still quick to train on; of longer files the last ones. */
const mostRows = 3000;
const fewestRows = 40;
const mostBytes = 20e6;
const largest = 1e15;

/** The number in a cell such as `-1234.5`, `1,234`, `1'234`, `$12` or `12 %`; NaN where there is none. */
function numberOf(cell) {
  const text = cell.trim();
  const number = text === '' ? NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  const plain = text
    .replace('−', '-')
    .replace(/^(-?)[$€£¥]\s*/, '$1')
    .replace(/\s*[%€]$/, '')
    .replace(/(?<=\d)[,'’\s](?=\d{3}(\D|$))/g, '');
  return plain === '' ? NaN : Number(plain);
}

/** Points for commas and commas for points. */
const swapped = (cell) => cell.replace(/[.,]/g, (one) => (one === ',' ? '.' : ','));

/** The numbers of a column. A comma in one cell begins decimals in all, so that `1.000` above `1.000,5` is a thousand. */
function numbersOf(cells, delimiter) {
  const decimal = delimiter === ';' ? /,/ : /\d,(\d\d?|\d{4,})\D*$/;
  const isSwapped = cells.some((cell) => decimal.test(cell));
  return Float64Array.from(cells, (cell) => numberOf(isSwapped ? swapped(cell) : cell));
}

/** Whether the value of a row is missing, in one of the ways in which tables say so. */
const isMissing = ({ cells, values }, row) =>
  Number.isNaN(values[row]) && /^(null|nan|#?n\/?a|[-.])?$/i.test(cells[row].trim());

/** Why a column cannot be learned; undefined where it can. A value in ten may be missing. */
function flaw(column) {
  const { cells, values } = column;
  const isPatchy = cells.filter((_, row) => isMissing(column, row)).length > cells.length / 10;
  const row = values.findIndex((value, i) => !(Math.abs(value) <= largest) && (isPatchy || !isMissing(column, i)));
  if (row < 0) return undefined;
  const cell = cells[row].trim();
  const is = cell === '' ? 'empty' : `“${cell}”${Number.isNaN(values[row]) ? '' : ', which is too large'}`;
  return `row ${row + 1} is ${is}`;
}

/** Values where those that are missing are as the ones before; at the beginning, as the first. */
function filled(values) {
  let last = values.find(Number.isFinite);
  return Float64Array.from(values, (value) => (last = Number.isNaN(value) ? last : value));
}

/** The moments of labels; NaN where one is no date. */
function datesOf(labels) {
  // `30.03.2020` is what semicolons come with; one `30/3/2020` tells that days come first in all.
  const isDayFirst = labels.some((label) => /^(1[3-9]|2\d|3[01])[-/]\d/.test(label));
  const dayFirst = isDayFirst ? /^(\d\d?)[-./](\d\d?)[-./](\d+)/ : /^(\d\d?)\.(\d\d?)\.(\d+)/;
  return labels.map((label) => (/\d{4}|\d[-./]\d/.test(label) ? Date.parse(label.replace(dayFirst, '$2/$1/$3')) : NaN));
}

/** In which order rows are to be read, oldest first, and a note where it is another than they have. */
function orderOf(labels) {
  const dates = datesOf(labels);
  const asTheyStand = [...labels.keys()];
  const follow = (isRight) => dates.every((date, i) => (i === 0 ? Number.isFinite(date) : isRight(date, dates[i - 1])));
  if (dates.some(Number.isNaN) || follow((date, before) => date >= before)) return { places: asTheyStand, notes: [] };
  if (follow((date, before) => date <= before)) {
    return { places: asTheyStand.reverse(), notes: ['Its newest row came first, so the rows are turned round.'] };
  }
  if (new Set(dates).size < dates.length) {
    return { places: asTheyStand, notes: ['Its dates are in no order: the rows are taken as they stand.'] };
  }
  const places = asTheyStand.sort((a, b) => dates[a] - dates[b]);
  return { places, notes: ['Its rows are put in the order of their dates.'] };
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
  const delimiter = [';', '\t', '|'].find((one) => lines.every((line) => line.includes(one))) ?? ',';
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
    throw new RangeError(`A series needs at least ${fewestRows} rows; here ${length === 1 ? 'is' : 'are'} ${length}.`);
  }

  for (const column of all) column.flaw = flaw(column);
  const columns = all.filter((column) => !column.flaw);
  if (columns.length === 0) {
    const likely = all[likelyColumn(all)];
    throw new RangeError(`No column holds only numbers: in “${likely.name}”, ${likely.flaw}.`);
  }
  const isNumeric = ({ values }) => values.filter(Number.isFinite).length > length / 2;
  const notes = all
    .filter((column) => isNumeric(column) && column.flaw)
    .map((column) => `“${column.name}” is left out: ${column.flaw}.`);
  const labels = all.find((column) => !isNumeric(column))?.cells ?? columns[0].cells.map((_, i) => `row ${i + 1}`);
  const lacking = labels.filter((_, row) => columns.some((column) => isMissing(column, row))).length;
  if (lacking > 0)
    notes.push(`${lacking} ${lacking === 1 ? 'row lacks' : 'rows lack'} a value: the one before stands in.`);
  const order = orderOf(labels);
  notes.push(...order.notes);
  const inOrder = (list) => order.places.map((place) => list[place]);
  return {
    columns: columns.map(({ name, values }) => ({ name, values: filled(inOrder(values)).slice(-mostRows) })),
    labels: inOrder(labels).slice(-mostRows),
    left: Math.max(0, length - mostRows),
    notes,
  };
}

/** The series in an uploaded file. @throws RangeError for one that is too large, or cannot be read. */
export async function readFile(file) {
  if (file.size > mostBytes) throw new RangeError(`${file.name} is larger than 20 MB.`);
  return readSeries(await file.text());
}

/** The place of the column that is most likely meant. */
export function likelyColumn(columns) {
  const named = columns.findIndex(({ name }) => /close|price|value|passengers/i.test(name));
  return named < 0 ? columns.length - 1 : named;
}
