// Reads handwritten digits: 28 × 28 pixels in, one of ten digits out.
//
//   node examples/mnist.js <folder or URL of the MNIST files>
//
// The place can also be given in the environment, as MARKHOR_MNIST. It holds the four files train-images-idx3-ubyte.gz,
// train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.

import { Dense, Sequential, setRandomSeed, toCategorical } from 'markhor';
import { mnist } from 'markhor/datasets';

const from = process.argv[2] ?? process.env.MARKHOR_MNIST;
if (!from) {
  console.error('Where is MNIST? Give a folder or a URL:\n\n  node examples/mnist.js path/to/mnist\n');
  process.exit(1);
}

const [[trainImages, trainLabels], [testImages, testLabels]] = await mnist.load({ from }).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

/** Each image as one row of 784 numbers from 0 to 1. */
function rows({ shape: [count], data }) {
  return { shape: [count, 784], data: Float32Array.from(data, (grey) => grey / 255) };
}

const xTrain = rows(trainImages);
const xTest = rows(testImages);
// The digit 3 becomes 0 0 0 1 0 0 0 0 0 0: that is what the ten outputs should say.
const yTrain = toCategorical(trainLabels, 10);
const yTest = toCategorical(testLabels, 10);
console.log(`${xTrain.shape[0]} digits to learn from, ${xTest.shape[0]} to test\n`);

setRandomSeed(3);

const model = new Sequential([
  new Dense(32, { activation: 'relu', inputDim: 784 }),
  new Dense(10, { activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'categorical_crossentropy', metrics: ['accuracy'] });
model.summary();

await model.fit(xTrain, yTrain, { epochs: 5, batchSize: 32, validationData: [xTest, yTest] });

const [loss, accuracy] = await model.evaluate(xTest, yTest, { verbose: 0 });
console.log(`\ntest loss ${loss.toFixed(4)}, accuracy ${(accuracy * 100).toFixed(2)} %`);

// Which digits does it take for which? A row for each digit, a column for each answer.
const answers = model.predict(xTest, { verbose: 0 }).data;
const confusion = Array.from({ length: 10 }, () => new Array(10).fill(0));
for (let i = 0; i < testLabels.data.length; i++) {
  const scores = answers.subarray(i * 10, (i + 1) * 10);
  const answer = scores.indexOf(Math.max(...scores));
  confusion[testLabels.data[i]][answer]++;
}

const cell = (value) => String(value).padStart(6);
const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
console.log(`\ndigit │ taken for\n      │${digits.map(cell).join('')}`);
console.log(`──────┼${'─'.repeat(60)}`);
for (const digit of digits) {
  console.log(`${cell(digit).slice(1)} │${confusion[digit].map((count) => cell(count || '·')).join('')}`);
}
