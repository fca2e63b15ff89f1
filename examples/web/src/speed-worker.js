import { setRandomSeed, toCategorical } from 'markhor';
import { useReference } from 'markhor/reference';
import * as digits from './models/digits.js';
import * as nextNumber from './models/next-number.js';
import * as stock from './models/stock.js';

// One training step of each lesson, on WebAssembly and in plain JavaScript, in turns, away from the page.

const series = Float32Array.from({ length: 76 }, (_, day) => Math.sin(day / 9));
const grey = Float32Array.from({ length: 32 * 784 }, (_, i) => (i % 97) / 97);
const lessons = {
  'next-number': { build: nextNumber.build, data: nextNumber.examples([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.01) },
  stock: { build: () => stock.build(60), data: stock.windows(series, 60, 60, 76) },
  digits: {
    build: digits.build,
    data: [
      { shape: [32, 784], data: grey },
      toCategorical(
        Array.from({ length: 32 }, (_, i) => i % 10),
        10,
      ),
    ],
  },
};

function buildAll() {
  setRandomSeed(1);
  return Object.fromEntries(Object.entries(lessons).map(([name, { build }]) => [name, build()]));
}
const fast = buildAll();
useReference(); // models made from here on are plain JavaScript
const plain = buildAll();

/** Milliseconds a step takes, over as many steps as fill `atLeast` milliseconds: clocks of browsers are coarse. */
function time(model, [x, y], atLeast) {
  const started = performance.now();
  let steps = 0;
  let passed = 0;
  while (passed < atLeast) {
    model.trainOnBatch(x, y);
    steps++;
    passed = performance.now() - started;
  }
  return passed / steps;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function measure(name) {
  const { data } = lessons[name];
  const models = [fast[name], plain[name]];
  for (const model of models) time(model, data, 400); // engines compile what runs often
  const rounds = Array.from({ length: 7 }, () => models.map((model) => time(model, data, 80)));
  const [markhor, javascript] = [0, 1].map((i) => median(rounds.map((round) => round[i])));
  return { markhor, javascript };
}

onmessage = ({ data: name }) => {
  try {
    postMessage({ name, ...measure(name) });
  } catch {
    postMessage({ name });
  }
};
