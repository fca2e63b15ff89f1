// The same program for every consumer: which number comes next? What it returns tells the prediction and a hash of the weights.

/** FNV-1a of the bits, in hexadecimal. */
function hash(tensors) {
  let value = 0x811c9dc5;
  for (const { data } of tensors) {
    const { buffer, byteOffset, byteLength } = Float32Array.from(data);
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) value = Math.imul(value ^ byte, 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}

export async function lesson({ Dense, LSTM, Sequential, setRandomSeed }) {
  setRandomSeed(1);
  const x = [1, 2, 3, 4].map((first) => [0, 1, 2].map((step) => [(first + step) / 100]));
  const y = [[0.04], [0.05], [0.06], [0.07]];
  const model = new Sequential([new LSTM(30, { activation: 'tanh', inputShape: [3, 1] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(x, y, { epochs: 500, verbose: 0 });
  const [prediction] = model.predict([[[0.05], [0.06], [0.07]]]).data;
  return `${(prediction * 100).toFixed(0)} ${hash(model.getWeights())}`;
}
