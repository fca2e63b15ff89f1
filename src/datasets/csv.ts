import { show, suggest } from '../errors.js';
import { resolveOptions } from '../options.js';

/** Rows of values under the names of their columns. */
export interface Table {
  columns: string[];
  /** Number of rows, without names. */
  length: number;
  /** A column as it is written. */
  text(column: string): string[];
  /** A column of numbers. @throws RangeError naming the row whose value is none. */
  numbers(column: string): number[];
  /** Row by row the numbers of these columns, or of all. @throws RangeError naming the row whose value is none. */
  rows(columns?: readonly string[]): number[][];
}

export interface CsvOptions {
  /** What stands between two values: one character. Default `,`. */
  delimiter?: string;
  /** What begins the decimals of a number: `.` or, where that is not the delimiter or stands in quotes, `,`. Default `.`. */
  decimal?: '.' | ',';
  /** Whether the first line names the columns. Default true. False: they are called `0`, `1`, … */
  header?: boolean;
  /** Leaves out rows where a value is missing: empty, `null`, `NA`, `N/A` or `NaN`. Default false. */
  dropMissing?: boolean;
}

const defaults = { delimiter: ',', decimal: '.', header: true, dropMissing: false };

const isMissing = (value: string) => /^(null|na|n\/a|nan)?$/i.test(value.trim());

/**
 * Reads comma-separated values (RFC 4180): quotes around a value that contains commas, line ends or doubled quotes.
 * Spreadsheets of many countries write `{ delimiter: ';', decimal: ',' }`.
 * @throws RangeError for rows of another length than the first, and for quotes that do not end.
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  if (typeof text !== 'string')
    throw new TypeError(
      `parseCsv takes text: \`await file.text()\` in a page, \`readFileSync(path, 'utf8')\` in Node. Received: ${show(text)}`,
    );
  const { delimiter, decimal, header, dropMissing } = resolveOptions('parseCsv', defaults, options);
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new RangeError(`parseCsv: \`delimiter\` must be one character, such as ';'. Received: ${show(delimiter)}`);
  if (decimal !== '.' && decimal !== ',')
    throw new RangeError(`parseCsv: \`decimal\` must be '.' or ','. Received: ${show(decimal)}`);
  const all = records(text.replace(/^\uFEFF/, ''), delimiter, header ? 0 : 1);
  const [first = []] = all;
  const columns = header ? first : first.map((_, i) => String(i));
  const written = header ? all.slice(1) : all;
  for (const [i, row] of written.entries()) {
    if (row.length === columns.length) continue;
    throw new RangeError(
      `Row ${i + 1} of the table has ${row.length} values, but there are ${columns.length} columns.`,
    );
  }
  const numbered = written.map((values, i) => ({ values, number: i + 1 }));
  const rows = dropMissing ? numbered.filter(({ values }) => !values.some(isMissing)) : numbered;
  const indexOf = (column: string): number => {
    const index = columns.indexOf(String(column));
    if (index >= 0) return index;
    throw new RangeError(
      `The table has no column ${show(column)}.${suggest(String(column), columns)} Its columns are ${columns.join(', ')}.`,
    );
  };
  const numbersAt = (index: number): number[] =>
    rows.map(({ values, number: row }) => {
      const value = values[index].trim();
      const number = Number(decimal === '.' ? value : swapped(value));
      if (value !== '' && Number.isFinite(number)) return number;
      const cure = isMissing(value) ? ' Rows with missing values are left out with { dropMissing: true }.' : '';
      throw new RangeError(
        `Column ${show(columns[index])} must hold numbers. Received: ${show(values[index])} in row ${row}.${cure}`,
      );
    });
  return {
    columns,
    length: rows.length,
    text(column) {
      const index = indexOf(column);
      return rows.map(({ values }) => values[index]);
    },
    numbers: (column) => numbersAt(indexOf(column)),
    rows(wanted) {
      if (wanted !== undefined && !Array.isArray(wanted))
        throw new TypeError(`rows takes an array of columns. Received: ${show(wanted)}`);
      const all = (wanted?.map(indexOf) ?? columns.map((_, i) => i)).map(numbersAt);
      return rows.map((_, i) => all.map((column) => column[i]));
    },
  };
}

/** Points for commas, and commas, which no number has, for points. */
const swapped = (text: string) => text.replace(/[.,]/g, (one) => (one === ',' ? '.' : ','));

/** @param first What errors call the first row. */
function records(text: string, delimiter: string, first: number): string[][] {
  const rows: string[][] = [];
  // A value with the delimiter, line end or end of text behind it.
  const code = `\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const value = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${code}\\r\\n]*))(${code}|\\r?\\n|\\r|$)`, 'y');
  let row: string[] = [];
  while (value.lastIndex < text.length || row.length > 0) {
    const at = value.lastIndex;
    const match = value.exec(text);
    if (!match)
      throw new RangeError(
        `The table has a quote that does not end, or ends within a value, in row ${rows.length + first}: ${show(text.slice(at, at + 30))}.`,
      );
    const [, quoted, plain, end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === delimiter) continue;
    const isBlank = row.length === 1 && row[0] === '';
    if (!isBlank) rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
