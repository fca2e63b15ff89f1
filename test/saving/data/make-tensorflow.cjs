// Writes models of TensorFlow.js, each a model.json and its weights; what each predicts is in its userDefinedMetadata:
// node make-tensorflow.cjs <folder with node_modules/@tensorflow/tfjs>
const { writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');

const tf = createRequire(resolve(process.argv[2], 'package.json'))('@tensorflow/tfjs');

const wave = (shape, pace) => {
  const size = shape.reduce((one, other) => one * other, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * pace)),
    shape,
  );
};
const plain = (tensors) => [tensors].flat().map((tensor) => ({ shape: tensor.shape, data: [...tensor.dataSync()] }));

async function write(name, model, inputs) {
  const outputs = model.predict(inputs.length === 1 ? inputs[0] : inputs);
  model.setUserDefinedMetadata({ inputs: plain(inputs), outputs: plain(outputs) });
  const save = async ({ weightSpecs, weightData, ...rest }) => {
    const description = { ...rest, weightsManifest: [{ paths: [`${name}.bin`], weights: weightSpecs }] };
    writeFileSync(join(__dirname, `${name}.json`), `${JSON.stringify(description)}\n`);
    writeFileSync(join(__dirname, `${name}.bin`), new Uint8Array(weightData));
    return { modelArtifactsInfo: {} };
  };
  await model.save({ save }, { includeOptimizer: true });
}

/** An LSTM as it is by default there: with the old hard sigmoid, and no forget bias. */
async function lstm() {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 4, returnSequences: true, inputShape: [5, 2], kernelRegularizer: 'l1l2' }));
  model.add(tf.layers.dropout({ rate: 0.2 }));
  model.add(tf.layers.lstm({ units: 3, unitForgetBias: true, kernelConstraint: 'maxNorm', goBackwards: true }));
  model.add(tf.layers.dense({ units: 2, activation: 'swish' }));
  model.compile({ optimizer: tf.train.rmsprop(0.01, 0.8), loss: 'meanSquaredError', metrics: ['mae'] });
  const x = wave([3, 5, 2], 1.3);
  await model.fit(x, wave([3, 2], 0.7), { epochs: 5, verbose: 0 });
  await write('tensorflow-lstm', model, [x.mul(3)]);
}

/** States from one LSTM to another, a model inside that is used twice, and a layer that is used twice. */
async function functional() {
  const x = tf.input({ shape: [4, 2], name: 'x' });
  const y = tf.input({ shape: [3], name: 'y_0' });
  const first = tf.layers.dense({ units: 3, inputShape: [3], activation: 'hardSigmoid' });
  const inner = tf.sequential({ name: 'inner', layers: [first] });
  const [, h, c] = tf.layers.lstm({ units: 3, returnState: true }).apply(x);
  const decoded = tf.layers.lstm({ units: 3, recurrentActivation: 'sigmoid' }).apply(x, { initialState: [h, c] });
  const shared = tf.layers.dense({ units: 3, activation: 'gelu', name: 'shared' });
  const sum = tf.layers.add().apply([shared.apply(h), shared.apply(c)]);
  const all = tf.layers.concatenate().apply([inner.apply(decoded), y, sum]);
  const outputs = [tf.layers.dense({ units: 2 }).apply(all), inner.apply(y)];
  const model = tf.model({ inputs: [x, y], outputs });
  await write('tensorflow-functional', model, [wave([3, 4, 2], 2.1), wave([3, 3], 0.9)]);
}

tf.setBackend('cpu').then(lstm).then(functional);
