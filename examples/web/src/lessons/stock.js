import airline from '../../../data/airline-passengers.csv?raw';
import apple from '../../../data/apple-stock.csv?raw';
import { createChart, shadeFrom } from '../chart.js';
import { part, pause, readable } from '../dom.js';
import { shortLabels } from '../labels.js';
import { build, train, windows } from '../models/stock.js';
import { readAway } from '../reader.js';
import { likelyColumn, readSeries } from '../series.js';
import { createTraining } from '../training.js';

const included = {
  apple: { name: 'Apple', title: 'Apple, daily closing price in dollars', table: readSeries(apple) },
  airline: { name: 'Airline', title: 'Airline passengers a month, in thousands', table: readSeries(airline) },
};

/** Windows predicted between two looks at the event loop. */
const slice = 48;

/** Windows that a training sees, so that it takes about as long and comes as far whether a series is short or long. */
const seen = 17_400;

export function startStock(root, { onDone }) {
  const choice = part(root, 'series');
  const columnChoice = part(root, 'column');
  const file = part(root, 'file');
  const refusal = part(root, 'refusal');
  const notes = part(root, 'notes');
  const title = part(root, 'title');
  const score = part(root, 'score');

  let table; // { columns, labels, left, notes }
  let source; // where it comes from: { name, title, table }
  let reading; // the file that is being read, until something else is chosen
  let column; // the place of the column shown
  let name; // of what is shown
  let series; // { values, scaled, low, range, lookBack, split }
  let predicted;

  const chart = createChart(part(root, 'chart'), {
    lines: [{ name: 'ink' }, { name: 'accent' }],
    xValues: (_, places) => shortLabels(places.map((place) => table.labels[place] ?? '')),
    tell: ([place, value, guess]) =>
      `${table.labels[place]}: ${readable(value)}${guess === null ? '' : `, predicted ${readable(guess)}`}`,
    hooks: { drawClear: [shadeFrom(() => series?.split)] },
  });

  function showColumn(place) {
    column = place;
    const { name: columnName, values } = table.columns[column];
    name = column === likelyColumn(table.columns) ? source.title : `${source.name}: ${columnName}`;
    refusal.textContent = '';
    showChoices();
    const split = Math.round(values.length * 0.8);
    const lookBack = Math.min(60, Math.floor(split / 4));
    // The scale comes from the days of training alone: the highest price to come is not yet known.
    const past = values.subarray(0, split);
    const low = past.reduce((a, b) => Math.min(a, b));
    const range = past.reduce((a, b) => Math.max(a, b)) - low || 1;
    const scaled = Float32Array.from(values, (value) => (value - low) / range);
    series = { values, scaled, low, range, lookBack, split };
    training?.startOver();
    forget();
    const left = table.left > 0 ? ` (the last ${values.length} rows)` : '';
    title.textContent = `${name}${left}`;
  }

  function forget() {
    predicted = new Array(series.values.length).fill(null);
    score.textContent = '';
    draw();
  }

  function draw() {
    chart.set([series.values.map((_, i) => i), series.values, predicted].map((column) => Array.from(column)));
    const { values, split } = series;
    const known = predicted.some((guess) => guess !== null) ? ` Beside it the prediction. ${score.textContent}` : '';
    chart.describe(
      `${name}, ${values.length} rows from ${table.labels[0]} to ${table.labels.at(-1)}: from ` +
        `${readable(Math.min(...values))} to ${readable(Math.max(...values))}. ` +
        `From ${table.labels[split]} on it is not seen in training.${known}`,
    );
  }

  /** Each day's prediction from the days before it, some at a time. */
  async function predict(model) {
    const { values, scaled, low, range, lookBack, split } = series;
    const guesses = new Array(values.length).fill(null);
    for (let from = lookBack; from < values.length; from += slice) {
      const [x] = windows(scaled, lookBack, from, Math.min(from + slice, values.length));
      for (const [i, guess] of model.predict(x).data.entries()) guesses[from + i] = low + guess * range;
      await pause();
    }
    if (model !== training.model) return; // started over meanwhile
    predicted = guesses;
    score.textContent =
      `Typical miss on the part not seen: ${readable(miss((i) => guesses[i], split))}. ` +
      `Saying “the same as the one before”: ${readable(miss((i) => values[i - 1], split))}.`;
    draw();
  }

  /** Root of the mean squared error. */
  function miss(guess, from) {
    const { values } = series;
    let sum = 0;
    for (let i = from; i < values.length; i++) sum += (guess(i) - values[i]) ** 2;
    return Math.sqrt(sum / (values.length - from));
  }

  function open(next) {
    source = next;
    table = source.table;
    columnChoice.replaceChildren(...table.columns.map((column, i) => new Option(column.name, i)));
    endReading();
    showColumn(likelyColumn(table.columns));
  }

  function showChoices() {
    choice.value = Object.keys(included).find((key) => included[key] === source) ?? '';
    columnChoice.value = column;
  }

  function endReading() {
    reading = undefined;
    notes.textContent = table.notes.join(' ');
  }

  /** A file that cannot be read changes nothing. */
  async function upload(given) {
    if (!given) return;
    reading = given;
    setTimeout(() => reading === given && (notes.textContent = `Reading ${given.name} …`), 200);
    try {
      const table = await readAway(given);
      if (reading === given) open({ name: given.name, title: given.name, table });
    } catch (error) {
      if (reading !== given) return;
      endReading();
      refusal.textContent = `${given.name} cannot be used. ${error.message}`;
    }
    file.value = ''; // so that the same file, mended, can be chosen again
  }

  choice.addEventListener('change', () => open(included[choice.value]));
  columnChoice.addEventListener('change', () => showColumn(Number(columnChoice.value)));
  addEventListener('pageshow', showChoices); // going back to a page, browsers choose by themselves
  file.addEventListener('change', () => upload(file.files[0]));
  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    root.classList.add('dropping');
  });
  root.addEventListener('dragleave', () => root.classList.remove('dropping'));
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    root.classList.remove('dropping');
    upload(event.dataTransfer.files[0]);
  });

  let training;
  open(included.apple);
  training = createTraining(root, {
    epochs: () => Math.min(Math.max(Math.round(seen / (series.split - series.lookBack)), 10), 200),
    seed: 7,
    build: () => build(series.lookBack),
    fit(model, options) {
      const { scaled, lookBack, split } = series;
      return train(model, windows(scaled, lookBack, lookBack, split), options);
    },
    onEpoch: predict,
    onChange(state) {
      if (state === 'new') forget();
      if (state === 'done') onDone();
    },
  });
  return training;
}
