import { parseCsv } from 'markhor/datasets';

/** As many rows as are still quick to train on; of longer files the last ones. */
const mostRows = 3000;
const fewestRows = 40;
const mostBytes = 20e6;

/**
 * Reads a series from CSV.
 * @returns Its numeric columns as `{ name, values }`, and a label for each row.
 * @throws RangeError with a message for the visitor.
 */
export function readSeries(text) {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  if (text.trim() === '') throw new RangeError('The file is empty.');
  if (text.includes('\0')) throw new RangeError('This is not a text file. Choose a table saved as CSV.');
  if (!header.includes(',') && /[;\t]/.test(header)) {
    throw new RangeError('The values must have commas between them. Save the table as “CSV, comma separated”.');
  }
  // A first line of numbers is not a line of names.
  const cells = header.split(',');
  const isNameless = cells.every((cell) => cell.trim() !== '' && Number.isFinite(Number(cell)));
  const names = cells.map((_, i) => `column ${i + 1}`).join(',');
  const table = parseCsv(isNameless ? `${names}\n${text}` : text);
  if (table.length < fewestRows) {
    throw new RangeError(`There are ${table.length} rows; a series needs at least ${fewestRows}.`);
  }
  const columns = [];
  const reasons = [];
  for (const name of table.columns) {
    try {
      columns.push({ name, values: table.numbers(name).slice(-mostRows) });
    } catch (error) {
      reasons.push(error.message);
    }
  }
  if (columns.length === 0) throw new RangeError(`No column holds only numbers. ${reasons[0]}`);
  const label = table.columns.find((name) => !columns.some((column) => column.name === name));
  const labels = label === undefined ? table.text(table.columns[0]).map((_, i) => `row ${i + 1}`) : table.text(label);
  return { columns, labels: labels.slice(-mostRows), left: Math.max(0, table.length - mostRows) };
}

/** The text of an uploaded file. @throws RangeError for one that is too large. */
export async function readFile(file) {
  if (file.size > mostBytes) throw new RangeError(`${file.name} is larger than 20 MB.`);
  return file.text();
}

/** The column that is most likely meant. */
export function likelyColumn(columns) {
  const named = columns.find(({ name }) => /close|price|value|passengers/i.test(name));
  return (named ?? columns.at(-1)).name;
}
