// One thread and several in turns, on models through the public API and on large products.
//
//   node bench/threads.js [fast] [relaxed]   two threads, or as many as THREADS says; in a mode
import { Dense, info, Input, Sequential, setThreads } from '../dist/index.js';
import { useFastMode, useRelaxedMode } from '../dist/modes/index.js';
import { formatTime, machine, quantile, table } from './compare.js';
import { build } from './markhor.js';
import { dataOf, pick } from './models.js';

const words = process.argv.slice(2);
const relaxed = words.includes('relaxed');
if (words.includes('fast')) useFastMode({ relaxed });
else if (relaxed) useRelaxedMode();

const threads = Number(process.env.THREADS ?? 2);
const samples = 7;
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

/** Medians of the milliseconds that `work` takes with one thread and with several. */
async function compare(work) {
  const counts = [1, threads];
  const times = counts.map(() => []);
  for (let sample = 0; sample <= samples; sample++) {
    for (const [i, count] of counts.entries()) {
      setThreads(count);
      // Workers start, and ways are tried, before the time counts.
      for (let turn = 0; turn < 4; turn++) {
        await work();
        if (turn === 0) await pause();
      }
      const start = performance.now();
      await work();
      if (sample > 0) times[i].push(performance.now() - start);
    }
  }
  return times.map((list) => quantile(list, 0.5));
}

const rows = [['', '1 thread', `${threads} threads`, 'ratio']];
async function report(name, work) {
  const [one, several] = await compare(work);
  rows.push([name, formatTime(one), formatTime(several), `× ${(one / several).toFixed(2)}`]);
}

for (const model of pick('stock,mlp-512,lstm-256')) {
  const network = build(model);
  const [x, y] = dataOf(model);
  const { batchSize } = model;
  await report(model.title, () => network.fit(x, y, { batchSize, shuffle: false, verbose: 0 }));
}
for (const model of pick('predict-1024')) {
  const network = build(model);
  const [x] = dataOf(model);
  await report(model.title, () => network.predict(x, { batchSize: 1024 }));
}
for (const n of [256, 512, 1024]) {
  const network = new Sequential([Input({ shape: [n] }), new Dense(n)]);
  const x = { shape: [n, n], data: new Float32Array(n * n).fill(0.5) };
  const repeats = Math.ceil((1024 / n) ** 3 / 4);
  await report(`${n} × ${n} × ${n} in Dense, ${repeats} times`, () => {
    for (let r = 0; r < repeats; r++) network.predictOnBatch(x);
  });
}

const { cpu, logicalCores, node, v8 } = machine();
console.log(
  `${cpu}, ${logicalCores} logical cores, Node ${node} (V8 ${v8}), ${words.join(' ') || 'strict'}, ${info().machine}\n`,
);
console.log(table(rows));
