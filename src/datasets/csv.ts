import { show, suggest } from '../errors.js';
import { resolveOptions } from '../options.js';

/** A table whose first line names its columns. */
export interface Table {
  columns: string[];
  /** Number of rows, without the first line. */
  length: number;
  /** A column as it is written. */
  text(column: string): string[];
  /** A column of numbers. @throws RangeError naming the row whose value is none. */
  numbers(column: string): Float64Array;
}

export interface CsvOptions {
  /** What stands between two values: one character. Default `,`. */
  delimiter?: string;
  /** What begins the decimals of a number: `.` or, where that is not the delimiter or stands in quotes, `,`. Default `.`. */
  decimal?: '.' | ',';
}

const defaults = { delimiter: ',', decimal: '.' };

/**
 * Reads comma-separated values (RFC 4180): quotes around a value that contains commas, line ends or doubled quotes.
 * Spreadsheets of many countries write `{ delimiter: ';', decimal: ',' }`.
 * @throws RangeError for rows of another length than the first, and for quotes that do not end.
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  if (typeof text !== 'string')
    throw new TypeError(`parseCsv takes text; read files as 'utf8'. Received: ${show(text)}`);
  const { delimiter, decimal } = resolveOptions('parseCsv', defaults, options);
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new RangeError(`parseCsv: \`delimiter\` must be one character, such as ';'. Received: ${show(delimiter)}`);
  if (decimal !== '.' && decimal !== ',')
    throw new RangeError(`parseCsv: \`decimal\` must be '.' or ','. Received: ${show(decimal)}`);
  const [columns = [], ...rows] = records(text.replace(/^\uFEFF/, ''), delimiter);
  for (const [i, row] of rows.entries()) {
    if (row.length === columns.length) continue;
    throw new RangeError(
      `Row ${i + 1} of the table has ${row.length} values, but there are ${columns.length} columns.`,
    );
  }
  const indexOf = (column: string): number => {
    const index = columns.indexOf(column);
    if (index >= 0) return index;
    throw new RangeError(
      `The table has no column ${show(column)}.${suggest(column, columns)} Its columns are ${columns.join(', ')}.`,
    );
  };
  return {
    columns,
    length: rows.length,
    text(column) {
      const index = indexOf(column);
      return rows.map((row) => row[index]);
    },
    numbers(column) {
      const index = indexOf(column);
      return Float64Array.from(rows, (row, i) => {
        const value = row[index].trim();
        const number = Number(decimal === '.' ? value : swapped(value));
        if (value !== '' && Number.isFinite(number)) return number;
        throw new RangeError(
          `Column ${show(column)} must hold numbers. Received: ${show(row[index])} in row ${i + 1}.`,
        );
      });
    },
  };
}

/** Points for commas, and commas, which no number has, for points. */
const swapped = (text: string) => text.replace(/[.,]/g, (one) => (one === ',' ? '.' : ','));

function records(text: string, delimiter: string): string[][] {
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
        `The table has a quote that does not end, or ends within a value, in row ${rows.length}: ${show(text.slice(at, at + 30))}.`,
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
