// The models that are measured, and their data. Described as plain objects, so that every library builds the same.

const lstm = (units, returnSequences = false) => ({ type: 'lstm', units, returnSequences });
const dense = (units, activation = 'linear') => ({ type: 'dense', units, activation });

const stock = { inputShape: [100, 1], layers: [lstm(50, true), lstm(50), dense(25), dense(1)], loss: 'mse' };

/**
 * `rows` samples are trained on `epochs` times in batches of `batchSize`, or predicted once.
 * Every measured time is that of all the rows and epochs.
 */
export const models = [
  {
    name: 'next-number',
    title: 'LSTM 30 → Dense 1, 4 × (3, 1), 500 epochs',
    short: 'Next number: LSTM 30, 500 epochs',
    task: 'fit',
    inputShape: [3, 1],
    layers: [lstm(30), dense(1)],
    loss: 'mse',
    rows: 4,
    batchSize: 32,
    epochs: 500,
  },
  {
    name: 'stock',
    title: 'LSTM 50 → LSTM 50 → Dense 25 → Dense 1, 1,024 × (100, 1), batch 32, an epoch',
    short: 'Stock price: LSTM 50 → LSTM 50, 100 steps',
    task: 'fit',
    ...stock,
    rows: 1024,
    batchSize: 32,
    epochs: 1,
  },
  {
    name: 'mlp-32',
    title: 'Dense 784-32-10, 6,000 rows, batch 32, an epoch',
    short: 'Digits: Dense 784-32-10',
    task: 'fit',
    inputShape: [784],
    layers: [dense(32, 'relu'), dense(10, 'softmax')],
    loss: 'categorical_crossentropy',
    rows: 6000,
    batchSize: 32,
    epochs: 1,
  },
  {
    name: 'mlp-512',
    title: 'Dense 784-512-512-10, 6,000 rows, batch 128, an epoch',
    short: 'Digits: Dense 784-512-512-10',
    task: 'fit',
    inputShape: [784],
    layers: [dense(512, 'relu'), dense(512, 'relu'), dense(10, 'softmax')],
    loss: 'categorical_crossentropy',
    rows: 6000,
    batchSize: 128,
    epochs: 1,
  },
  {
    name: 'lstm-256',
    title: 'LSTM 256 → Dense 1, 512 × (50, 64), batch 64, an epoch',
    short: 'Wide LSTM: LSTM 256, 50 steps',
    task: 'fit',
    inputShape: [50, 64],
    layers: [lstm(256), dense(1)],
    loss: 'mse',
    rows: 512,
    batchSize: 64,
    epochs: 1,
  },
  {
    name: 'predict-1',
    title: 'Stock model, predict 1 window of 100 days',
    short: 'Stock price: predict 1 window',
    task: 'predict',
    ...stock,
    rows: 1,
    batchSize: 1,
  },
  {
    name: 'predict-32',
    title: 'Stock model, predict 1,024 windows, batch 32',
    short: 'Stock price: predict 1,024 windows',
    task: 'predict',
    ...stock,
    rows: 1024,
    batchSize: 32,
  },
  {
    name: 'predict-1024',
    title: 'Stock model, predict 1,024 windows, batch 1024',
    short: 'Stock price: predict 1,024 windows at once',
    task: 'predict',
    ...stock,
    rows: 1024,
    batchSize: 1024,
  },
];

/** The models with these names, or all. */
export function pick(names) {
  if (!names) return models;
  return names.split(',').map((name) => {
    const model = models.find((one) => one.name === name);
    if (!model) throw new RangeError(`No model '${name}'. There are: ${models.map((one) => one.name).join(', ')}`);
    return model;
  });
}

/** Uniform numbers from 0 to 1, the same in every run: mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** Inputs and targets of a model as { shape, data }. */
export function dataOf({ inputShape, layers, loss, rows }) {
  const outputs = layers.at(-1).units;
  const x = { shape: [rows, ...inputShape], data: new Float32Array(rows * size(inputShape)) };
  const y = { shape: [rows, outputs], data: new Float32Array(rows * outputs) };
  const next = random(7);
  if (loss === 'categorical_crossentropy') {
    // Like handwritten digits: four pixels of five are blank.
    for (let i = 0; i < x.data.length; i++) x.data[i] = next() < 0.8 ? 0 : next();
    for (let row = 0; row < rows; row++) y.data[row * outputs + Math.floor(next() * outputs)] = 1;
  } else if (rows === 4) {
    for (let i = 0; i < x.data.length; i++) x.data[i] = (Math.floor(i / 3) + (i % 3) + 1) / 100;
    for (let row = 0; row < rows; row++) y.data[row] = (row + 4) / 100;
  } else {
    // Waves with noise. The target is near the last step.
    const width = size(inputShape);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++)
        x.data[row * width + i] = 0.5 + 0.4 * Math.sin((row + i) / 15) + 0.1 * (next() - 0.5);
      y.data[row] = x.data[(row + 1) * width - 1] + 0.05 * next();
    }
  }
  return [x, y];
}

/** The first samples, sharing the data. */
export function head({ shape, data }, rows) {
  if (rows === shape[0]) return { shape, data };
  return { shape: [rows, ...shape.slice(1)], data: data.subarray(0, (data.length / shape[0]) * rows) };
}
