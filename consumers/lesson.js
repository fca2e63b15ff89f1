// The same program for every consumer and engine: trains three small models from one seed. The hashes of their weights tell
// whether all bits are the same.

/** Numbers between -1 and 1, without any function that engines compute differently. */
function numbers(shape) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1009) / 504.5 - 1) };
}

const classes = (rows, count) => ({
  shape: [rows, 1],
  data: Float32Array.from({ length: rows }, (_, i) => (i * 7) % count),
});

const trainings = {
  'next number': {
    layers: ({ Dense, LSTM }) => [new LSTM(30, { activation: 'tanh', inputShape: [3, 1] }), new Dense(1)],
    loss: 'mse',
    x: [1, 2, 3, 4].map((first) => [0, 1, 2].map((step) => [(first + step) / 100])),
    y: [[0.04], [0.05], [0.06], [0.07]],
    options: { epochs: 500 },
  },
  'price of a stock': {
    layers: ({ Dense, LSTM }) => [
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
    layers: ({ Dense }) => [
      new Dense(32, { activation: 'relu', inputDim: 784 }),
      new Dense(10, { activation: 'softmax' }),
    ],
    loss: 'sparse_categorical_crossentropy',
    x: numbers([300, 784]),
    y: classes(300, 10),
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

/** Of each training its name, the hash of the weights, and the trained model's predictions. */
export async function trainAll(markhor) {
  const results = [];
  for (const [name, { layers, loss, x, y, options }] of Object.entries(trainings)) {
    markhor.setRandomSeed(1);
    const model = new markhor.Sequential(layers(markhor));
    model.compile({ optimizer: 'adam', loss });
    await model.fit(x, y, { ...options, verbose: 0 });
    const next = name === 'next number' && model.predict([[[0.05], [0.06], [0.07]]]).data[0];
    results.push({ name, hash: hash(model.getWeights()), predictions: [...model.predict(x).data], next });
  }
  return results;
}

/** The number that comes next, and the three hashes. */
export async function lesson(markhor) {
  const results = await trainAll(markhor);
  return [(results[0].next * 100).toFixed(0), ...results.map(({ hash }) => hash)].join(' ');
}
