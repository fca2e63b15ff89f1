// How much results depend on the seed.
//
//   node bench/seeds.js next-number           the lesson over 16 seeds: what follows 5, 6, 7?
//   node bench/seeds.js mnist <folder or URL>  the digits over 5 seeds: accuracy on the test images
import { mnist } from '../dist/datasets/index.js';
import { Dense, LSTM, Sequential, setRandomSeed, toCategorical } from '../dist/index.js';

const [command, from = process.env.MARKHOR_MNIST] = process.argv.slice(2);

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const summarize = (values, format) =>
  console.log(
    `least ${format(Math.min(...values))}, largest ${format(Math.max(...values))}, mean ${format(mean(values))}`,
  );

async function nextNumber() {
  const x = [1, 2, 3, 4].map((first) => [0, 1, 2].map((step) => [(first + step) / 100]));
  const y = [4, 5, 6, 7].map((number) => [number / 100]);
  const predictions = [];
  for (let seed = 1; seed <= 16; seed++) {
    setRandomSeed(seed);
    const model = new Sequential([new LSTM(30, { activation: 'tanh', inputShape: [3, 1] }), new Dense(1)]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await model.fit(x, y, { epochs: 500, verbose: 0 });
    const prediction = model.predict([[[0.05], [0.06], [0.07]]]).data[0] * 100;
    predictions.push(prediction);
    console.log(
      `seed ${String(seed).padStart(2)}: ${prediction.toFixed(4)}, loss ${history.loss.at(-1).toExponential(2)}`,
    );
  }
  summarize(predictions, (value) => value.toFixed(4));
}

async function digits() {
  if (!from) {
    console.log('Skipped: give the folder or URL of the MNIST files, or set MARKHOR_MNIST.');
    return;
  }
  const [[trainImages, trainLabels], [testImages, testLabels]] = await mnist.load({ from });
  const rows = ({ shape: [count], data }) => ({
    shape: [count, 784],
    data: Float32Array.from(data, (grey) => grey / 255),
  });
  const [xTrain, xTest] = [rows(trainImages), rows(testImages)];
  const [yTrain, yTest] = [toCategorical(trainLabels, 10), toCategorical(testLabels, 10)];
  const accuracies = [];
  for (let seed = 1; seed <= 5; seed++) {
    setRandomSeed(seed);
    const model = new Sequential([
      new Dense(32, { activation: 'relu', inputDim: 784 }),
      new Dense(10, { activation: 'softmax' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'categorical_crossentropy', metrics: ['accuracy'] });
    const start = performance.now();
    await model.fit(xTrain, yTrain, { epochs: 5, batchSize: 32, verbose: 0 });
    const seconds = (performance.now() - start) / 1e3;
    const [loss, accuracy] = await model.evaluate(xTest, yTest, { verbose: 0 });
    accuracies.push(accuracy);
    console.log(
      `seed ${seed}: accuracy ${(accuracy * 100).toFixed(2)} %, loss ${loss.toFixed(4)}, trained in ${seconds.toFixed(1)} s`,
    );
  }
  summarize(accuracies, (value) => `${(value * 100).toFixed(2)} %`);
}

const commands = { 'next-number': nextNumber, mnist: digits };
if (commands[command]) await commands[command]();
else console.log(`node bench/seeds.js ${Object.keys(commands).join('|')}`);
