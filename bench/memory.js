// Memory over long use: it must not grow.
//
//   node --expose-gc bench/memory.js [--quick]
import { theArena } from '../dist/graph/index.js';
import { table } from './table.js';
import { build } from './markhor.js';
import { dataOf, pick } from './models.js';

const quick = process.argv.includes('--quick');
const [description] = pick('next-number');
const [x, y] = dataOf(description);
const window = { shape: [1, 3, 1], data: x.data.subarray(0, 3) };

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets the collector run and blocks without owners come back. */
async function collect() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await turn();
  }
}

async function usage() {
  await collect();
  const { heapUsed, rss, arrayBuffers, external } = process.memoryUsage();
  return { heapUsed, rss, external: external + arrayBuffers, arena: theArena().bytes };
}

const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

async function observe(title, work) {
  const before = await usage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1e3;
  const after = await usage();
  console.log(`${title} (${seconds.toFixed(1)} s)`);
  const rows = Object.keys(before).map((key) => [
    key,
    mebibytes(before[key]),
    mebibytes(after[key]),
    mebibytes(after[key] - before[key]),
  ]);
  console.log(`${table([['', 'before', 'after', 'change'], ...rows])}\n`);
}

if (!globalThis.gc) console.log('Without --expose-gc the heap holds garbage that has not been collected yet.\n');

const model = build(description);
const train = (epochs) => model.fit(x, y, { epochs, verbose: 0 });
await train(200);
for (let i = 0; i < 5000; i++) model.predict(window);

const predictions = quick ? 50_000 : 1_000_000;
await observe(`${predictions.toLocaleString('en')} calls of predict`, async () => {
  for (let i = 0; i < predictions; i++) {
    model.predict(window);
    if (i % 10_000 === 0) await turn();
  }
});

const epochs = quick ? 1000 : 10_000;
await observe(`${epochs.toLocaleString('en')} epochs of fit`, () => train(epochs));

const count = quick ? 200 : 2000;
// Blocks come back when the collector has found their owners dead. Left to itself it comes round after several hundred small
// models; here it is called every hundred, so that what is seen is whether everything comes back.
const useAndDrop = async (times) => {
  for (let i = 0; i < times; i++) {
    await build(description).fit(x, y, { verbose: 0 });
    if (i % 20 === 0) await turn();
    if (i % 100 === 99) await collect();
  }
};
await useAndDrop(count / 2);
await observe(`${count.toLocaleString('en')} models built, trained a step and dropped`, () => useAndDrop(count));
