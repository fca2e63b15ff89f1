import { Adam, Dense, LSTM, Sequential } from 'markhor';

/** Three numbers in, the next one out. */
export function build() {
  const model = new Sequential([
    new LSTM(30, { inputShape: [3, 1] }),
    new Dense(1),
  ]);
  model.compile({
    optimizer: new Adam({ learningRate: 0.005 }),
    loss: 'mse',
  });
  return model;
}

/** Every three neighbours, and the number after them. */
export function examples(numbers, scale) {
  const x = [];
  const y = [];
  for (let i = 3; i < numbers.length; i++) {
    x.push(numbers.slice(i - 3, i).map((n) => [n * scale]));
    y.push([numbers[i] * scale]);
  }
  return [x, y];
}

/**
 * `options`: `epochs`, `initialEpoch` to go on from,
 * `signal` to stop, `callbacks` to draw.
 */
export function train(model, [x, y], options) {
  return model.fit(x, y, { ...options, verbose: 0 });
}

export function nextNumber(model, numbers, scale) {
  const last = numbers.slice(-3).map((n) => [n * scale]);
  return model.predict([last]).data[0] / scale;
}

// In a file of your own:
// const numbers = [10, 20, 30, 40, 50, 60, 70, 80, 90];
// const scale = 0.1 / 90; // networks like small numbers
// const data = examples(numbers, scale);
// const model = build();
// await train(model, data, { epochs: 500 });
// console.log(nextNumber(model, numbers, scale));
