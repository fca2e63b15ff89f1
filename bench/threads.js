// One thread and several in turns, on models through the public API and on large products. Only samples count during
// which every thread had a core: what others do on a shared machine says nothing about this program.
//
//   node bench/threads.js [fast] [relaxed]   two threads, or as many as THREADS says; in a mode
import { theArena } from '../dist/graph/index.js';
import { info, setThreads } from '../dist/index.js';
import { useFastMode, useRelaxedMode } from '../dist/modes/index.js';
import { Cores } from './cores.js';
import { machine } from './machine.js';
import { build } from './markhor.js';
import { dataOf, head, pick } from './models.js';
import { compilePeak } from './peak.js';
import { quantile } from './quantile.js';
import { publish } from './record.js';
import { formatTime, table } from './table.js';

const words = process.argv.slice(2);
const relaxed = words.includes('relaxed');
if (words.includes('fast')) useFastMode({ relaxed });
else if (relaxed) useRelaxedMode();

const threads = Number(process.env.THREADS ?? 2);
const wanted = 9;
const attempts = 60;
/** Samples by one thread, then as many by several, and so on. */
const block = 3;
const warmUpMilliseconds = 500;
/** A sample counts when each thread had this share of a core right before and after it. */
const undisturbed = 0.95;
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
const cores = new Cores(threads, await compilePeak());
for (let i = 0; i < 100; i++) cores.share();

async function time(work) {
  const before = cores.share();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  return { milliseconds, share: Math.min(before, cores.share()) };
}

/** Workers start, and ways are tried, before the time counts. */
async function prepare(work, count) {
  setThreads(count);
  await work();
  await pause();
  for (const start = performance.now(); performance.now() - start < warmUpMilliseconds; ) await work();
}

/** The kernel alone, bound for as many threads as there are. */
function products(n) {
  const arena = theArena();
  const { team, kernels } = arena;
  const floats = n * n;
  const homes = [floats, floats, kernels.packedSize(n, n)].map((size) => arena.allocate(4 * size));
  return () => {
    const [c, a, packed] = homes.map(({ address }) => address);
    const args = [c, a, packed, 0, n, n, n, 0];
    const bind = (args) => () => kernels.matmulPacked(...args);
    return team?.share('matmulPacked', args, bind, arena) ?? bind(args);
  };
}

const columns = ['', '1 thread', `${threads} threads`, 'ratio', 'quartiles', 'samples'];
const rows = [columns];
const results = [];

/**
 * Pairs of one thread and several, until enough were undisturbed.
 * @param whole How often `work` fits into an epoch or prediction of all rows.
 */
async function report(name, work, whole = 1) {
  const pairs = [];
  let attempt = 0;
  while (attempt < attempts && pairs.length < wanted) {
    const lists = [];
    for (const count of [1, threads]) {
      await prepare(work, count);
      const list = [];
      for (let i = 0; i < block; i++) list.push(await time(work));
      lists.push(list);
    }
    const [ones, severals] = lists;
    attempt += block;
    for (const [i, one] of ones.entries()) {
      if (Math.min(one.share, severals[i].share) < undisturbed) continue;
      pairs.push([one.milliseconds, severals[i].milliseconds]);
    }
  }
  if (pairs.length === 0) {
    rows.push([name, '', '', 'disturbed', '', `0 of ${attempt}`]);
    return;
  }
  const median = (values) => quantile(values, 0.5);
  const ratios = pairs.map(([one, several]) => one / several);
  const [one, several] = [0, 1].map((i) => median(pairs.map((pair) => pair[i])));
  const quartiles = [0.25, 0.75].map((q) => quantile(ratios, q));
  results.push({
    name,
    whole,
    one,
    several,
    ratio: median(ratios),
    quartiles,
    samples: pairs.length,
    attempts: attempt,
  });
  rows.push([
    name,
    formatTime(one),
    formatTime(several),
    `× ${median(ratios).toFixed(2)}`,
    quartiles.map((ratio) => ratio.toFixed(2)).join(' – '),
    `${pairs.length} of ${attempt}`,
  ]);
}

// Few batches of each: a disturbance is shorter than the pause to the next.
for (const [name, batches] of [
  ['stock', 3],
  ['mlp-512', 4],
  ['lstm-256', 1],
]) {
  const [model] = pick(name);
  const network = build(model);
  const { batchSize } = model;
  const [x, y] = dataOf(model).map((tensor) => head(tensor, batches * batchSize));
  await report(
    `${model.short}, ${batches} steps`,
    () => network.fit(x, y, { batchSize, shuffle: false, verbose: 0 }),
    Math.ceil(model.rows / batchSize) / batches,
  );
}
for (const model of pick('predict-1024')) {
  const network = build(model);
  const x = head(dataOf(model)[0], 256);
  await report('Stock price: predict 256 windows at once', () => network.predict(x, { batchSize: 256 }), 4);
}
for (const n of [256, 512, 1024]) {
  const repeats = Math.ceil((512 / n) ** 3 * 2);
  const multiply = products(n);
  await report(`${n} × ${n} × ${n}, ${repeats} times`, () => {
    const run = multiply();
    for (let r = 0; r < repeats; r++) run();
  });
}

const { cpu, logicalCores, node, v8 } = machine();
console.log(
  `${cpu}, ${logicalCores} logical cores, Node ${node} (V8 ${v8}), ${words.join(' ') || 'strict'}, ${info().machine}\n`,
);
console.log(table(rows));
if (words.includes('--publish')) {
  const mode = words.filter((word) => !word.startsWith('--'));
  publish('threads', { threads, results }, mode);
}
