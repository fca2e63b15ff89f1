// Trains three small models from one seed and prints a hash of their weights: the same in every engine.
//
//   node bench/hash.js [fast] [relaxed] [--json]   in a mode; as text, or with all predictions
import { Dense, LSTM, Sequential, setRandomSeed, tensor } from '../dist/index.js';
import { useFastMode, useRelaxedMode } from '../dist/modes/index.js';

const words = process.argv.slice(2);
const relaxed = words.includes('relaxed');
if (words.includes('fast')) useFastMode({ relaxed });
else if (relaxed) useRelaxedMode();

/** Numbers between -1 and 1, without any function that engines compute differently. */
function numbers(shape) {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1009) / 504.5 - 1),
    shape,
  );
}

const classes = (rows, count) => Float32Array.from({ length: rows }, (_, i) => (i * 7) % count);

const trainings = {
  'next number': {
    layers: () => [new LSTM(30, { activation: 'tanh', inputShape: [3, 1] }), new Dense(1)],
    loss: 'mse',
    x: [1, 2, 3, 4].map((first) => [0, 1, 2].map((step) => [(first + step) / 100])),
    y: [[0.04], [0.05], [0.06], [0.07]],
    options: { epochs: 40 },
  },
  'price of a stock': {
    layers: () => [
      new LSTM(50, { returnSequences: true, inputShape: [60, 1] }),
      new LSTM(50),
      new Dense(25),
      new Dense(1),
    ],
    loss: 'mean_squared_error',
    x: numbers([150, 60, 1]),
    y: numbers([150, 1]),
    options: { epochs: 2, batchSize: 64 },
  },
  digits: {
    layers: () => [new Dense(32, { activation: 'relu', inputDim: 784 }), new Dense(10, { activation: 'softmax' })],
    loss: 'sparse_categorical_crossentropy',
    x: numbers([300, 784]),
    y: tensor(classes(300, 10), [300, 1]),
    options: { epochs: 2, batchSize: 32 },
  },
};

/** FNV-1a of the bits, in hexadecimal. */
function hash(tensors) {
  let value = 0x811c9dc5;
  for (const { data } of tensors) {
    const { buffer, byteOffset, byteLength } = Float32Array.from(data);
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) value = Math.imul(value ^ byte, 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}

const results = [];
for (const [name, { layers, loss, x, y, options }] of Object.entries(trainings)) {
  setRandomSeed(1);
  const model = new Sequential(layers());
  model.compile({ optimizer: 'adam', loss });
  await model.fit(x, y, { ...options, verbose: 0 });
  results.push({ name, hash: hash(model.getWeights()), predictions: [...model.predict(x).data] });
}

if (words.includes('--json')) console.log(JSON.stringify(results));
else for (const { name, hash } of results) console.log(`${name.padEnd(18)}${hash}`);
