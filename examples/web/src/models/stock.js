import { Dense, LSTM, Sequential } from 'markhor';

/** The days before in, tomorrow out. */
export function build(lookBack) {
  const model = new Sequential([
    new LSTM(50, {
      returnSequences: true,
      inputShape: [lookBack, 1],
    }),
    new LSTM(50),
    new Dense(25),
    new Dense(1),
  ]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

/** The window before each day, and the day. */
export function windows(series, lookBack, from, to) {
  const count = to - from;
  const x = new Float32Array(count * lookBack);
  for (let i = 0; i < count; i++) {
    x.set(
      series.subarray(from + i - lookBack, from + i),
      i * lookBack,
    );
  }
  return [
    { shape: [count, lookBack, 1], data: x },
    { shape: [count, 1], data: series.slice(from, to) },
  ];
}

/**
 * `options`: `epochs`, `initialEpoch` to go on from,
 * `signal` to stop, `callbacks` to draw.
 */
export function train(model, [x, y], options) {
  return model.fit(x, y, {
    ...options,
    batchSize: 16,
    verbose: 0,
  });
}

// In a file of your own, prices brought to 0 … 1 before:
// const prices = new Float32Array(500)
//   .map((_, day) => 0.5 + Math.sin(day / 9) / 2);
// const model = build(60);
// const data = windows(prices, 60, 60, 400);
// await train(model, data, { epochs: 10 });
// const [days] = windows(prices, 60, 400, 500);
// console.log(model.predict(days).toArray());
