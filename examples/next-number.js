// Which number comes next? A small LSTM reads three numbers at a time and learns to tell the fourth.
//
//   node examples/next-number.js

import { Dense, LSTM, Sequential, setRandomSeed } from 'markhor';

setRandomSeed(1); // the same start in every run, and so the same result

// Networks like small numbers: everything is divided by 100.
const rows = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [4, 5, 6],
];
const next = [4, 5, 6, 7];

// An LSTM wants (samples, steps, features): 4 rows of 3 numbers, one at a time.
const x = rows.map((row) => row.map((number) => [number / 100]));
const y = next.map((number) => [number / 100]);

const model = new Sequential([new LSTM(30, { activation: 'tanh', inputShape: [3, 1] }), new Dense(1)]);
model.compile({ optimizer: 'adam', loss: 'mse' });
model.summary();

const { history } = await model.fit(x, y, { epochs: 500, verbose: 0 });
console.log(`loss: ${history.loss[0].toExponential(2)} at first, ${history.loss.at(-1).toExponential(2)} in the end`);

// 5, 6, 7 was not among the rows it has seen.
const [prediction] = model.predict([[[0.05], [0.06], [0.07]]]).data;
console.log(`prediction: ${(prediction * 100).toFixed(2)}`);
