// Apple's closing price of the next day, from the hundred days before it.
//
//   node examples/stock-price.js           about twenty seconds
//   node examples/stock-price.js --short   a few seconds, and a worse fit
//
// It ends with an honest question: is the network better than just saying "the same as yesterday"?

import { readFileSync, writeFileSync } from 'node:fs';
import { Dense, LSTM, Sequential, setRandomSeed } from 'markhor';
import { parseCsv, timeseriesDatasetFromArray } from 'markhor/datasets';
import { lineChart } from './line-chart.js';

const epochs = process.argv.includes('--short') ? 4 : 100;
const windowDays = 100;

setRandomSeed(7);

// 1. The data: 506 days, oldest first.
const table = parseCsv(readFileSync(new URL('./data/apple-stock.csv', import.meta.url), 'utf8'));
const dates = table.text('Date');
const prices = table.numbers('AAPL.Close');

// 2. The past is for learning, the future for testing. Shuffled days would let the network peek.
const firstTestDay = Math.round(prices.length * 0.8);
const past = prices.slice(0, firstTestDay);

// 3. Prices become numbers from 0 to 1. The scale comes from the past alone: the highest price to come is not yet known.
const lowest = Math.min(...past);
const highest = Math.max(...past);
const scaled = prices.map((price) => (price - lowest) / (highest - lowest));
const toDollars = (value) => lowest + value * (highest - lowest);

// 4. Windows: a hundred days in, the day after them out. The first days of the test look back into the past, as they may.
function windows(from, to) {
  const column = (values) => ({ shape: [values.length, 1], data: values });
  const days = column(scaled.slice(from - windowDays, to));
  return timeseriesDatasetFromArray(days, column(scaled.slice(from, to)), { sequenceLength: windowDays });
}
const train = windows(windowDays, firstTestDay);
const test = windows(firstTestDay, prices.length);
console.log(`${train.x.shape[0]} windows to learn from, ${test.x.shape[0]} to test, from ${dates[firstTestDay]}\n`);

// 5. Two LSTMs: the first hands on its whole sequence, the second only what it has made of it.
const model = new Sequential([
  new LSTM(50, { returnSequences: true, inputShape: [windowDays, 1] }),
  new LSTM(50),
  new Dense(25),
  new Dense(1),
]);
model.compile({ optimizer: 'adam', loss: 'mean_squared_error' });
model.summary();

await model.fit(train.x, train.y, { epochs, batchSize: 32, validationData: [test.x, test.y] });

// 6. How many dollars is it off, and how many is yesterday's price?
const predicted = Array.from(model.predict(test.x).data, toDollars);
const actual = prices.slice(firstTestDay);
const yesterday = prices.slice(firstTestDay - 1, prices.length - 1);

/** Root of the mean squared error: the typical miss, in dollars. */
function rmse(guesses) {
  let sum = 0;
  for (let i = 0; i < actual.length; i++) sum += (guesses[i] - actual[i]) ** 2;
  return Math.sqrt(sum / actual.length);
}
console.log(`\ntest RMSE of the network:         $${rmse(predicted).toFixed(2)}`);
console.log(`test RMSE of "same as yesterday": $${rmse(yesterday).toFixed(2)}`);

// 7. A picture of it.
const picture = new URL('./stock-price.svg', import.meta.url);
const before = new Array(firstTestDay).fill(null);
const chart = lineChart({
  title: 'Apple, closing price',
  subtitle: `Predicted one day ahead, after ${epochs} epochs on the days left of the line`,
  dates,
  series: [
    { name: 'Actual', values: [...prices] },
    { name: 'Predicted', values: [...before, ...predicted] },
  ],
  format: (dollars) => `$${dollars}`,
  split: { index: firstTestDay, label: 'test' },
});
writeFileSync(picture, chart);
console.log('\nactual and predicted prices: examples/stock-price.svg');
