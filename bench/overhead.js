// What a training step costs beyond its kernels, and what it allocates.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Arena, useArena } from '../dist/graph/index.js';
import { tensor } from '../dist/index.js';
import { wasmMachine } from '../dist/kernels/index.js';
import { checkDataset } from '../dist/models/inputs.js';
import { build } from './markhor.js';
import { dataOf, head, pick } from './models.js';
import { quantile } from './quantile.js';
import { stopwatch } from './stopwatch.js';
import { formatTime, table } from './table.js';

const names = ['next-number', 'mlp-32', 'stock'];

/** A trained model with one batch of its data. */
async function prepare(name) {
  const arena = new Arena(wasmMachine());
  useArena(arena);
  const [description] = pick(name);
  const rows = Math.min(description.rows, description.batchSize);
  const [x, y] = dataOf(description).map((tensor) => head(tensor, rows));
  const model = build(description);
  const train = (epochs) => model.fit(x, y, { batchSize: rows, epochs, shuffle: false, verbose: 0 });
  await train(1);
  return { arena, model, x, y, train };
}

/** All kernel calls of a training step, bound: packing, forward, backward, update. */
function callsOf({ trainer, optimizer }) {
  const [step] = trainer.steps.items.values();
  const programs = [step, optimizer.built.update];
  return programs.flatMap(({ preparations, calls }) => [...preparations, ...calls]);
}

/** Microseconds of a step within `fit`, and of its kernel calls alone. */
async function measureTime(name, quick) {
  const { model, train } = await prepare(name);
  const calls = callsOf(model);
  const replay = (steps) => {
    for (let step = 0; step < steps; step++) for (let i = 0; i < calls.length; i++) calls[i]();
  };
  const clock = async (work, steps) => {
    const stop = stopwatch();
    await work(steps);
    return (stop().taken * 1e3) / steps;
  };
  const target = quick ? 20_000 : 100_000;
  const works = { fit: train, replay };
  for (let spent = 0; spent < 5 * target; )
    for (const work of Object.values(works)) spent += 50 * (await clock(work, 50));
  const steps = Math.max(5, Math.round(target / (await clock(train, 50))));
  const times = Object.fromEntries(Object.keys(works).map((key) => [key, []]));
  for (let round = 0; round < (quick ? 5 : 11); round++) {
    for (const [key, work] of Object.entries(works)) times[key].push(await clock(work, steps));
  }
  const median = (key) => quantile(times[key], 0.5);
  return { model: name, calls: calls.length, steps, fit: median('fit'), kernels: median('replay'), samples: times };
}

/** Bytes allocated on the heap by one call, counted in a young generation large enough to hold all of them. */
async function allocated(work, count) {
  const counts = [];
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    await work(count);
    counts.push((process.memoryUsage().heapUsed - before) / count);
  }
  return quantile(counts, 0.5);
}

async function measureMemory(name) {
  const { arena, model, x, y, train } = await prepare(name);
  const count = name === 'stock' ? 200 : 20_000;
  const repeat = (work) => (times) => {
    for (let i = 0; i < times; i++) work();
  };
  const input = tensor(x.data, x.shape);
  const options = { into: model.predictOnBatch(input) };
  const rows = x.shape[0];
  const batches = model.trainer.batches('train', checkDataset(model, x, y), rows);
  const order = new Uint32Array(rows).map((_, i) => rows - 1 - i);
  const works = {
    step: repeat(() => model.trainer.train(batches.load(0, order), rows)),
    epoch: train,
    trainOnBatch: repeat(() => model.trainOnBatch(x, y)),
    predictOnBatch: repeat(() => model.predictOnBatch(x)),
    predictInto: repeat(() => model.predictOnBatch(input, options)),
  };
  for (const work of Object.values(works)) await work(count / 4);
  const arenaBefore = arena.bytes;
  const bytes = {};
  for (const [key, work] of Object.entries(works)) bytes[key] = await allocated(work, count);
  return { model: name, bytes, arenaBytes: arena.bytes, arenaGrowth: arena.bytes - arenaBefore };
}

/** Heap counts need a process of their own, whose young generation is never collected while counting. */
export async function measureOverhead(quick) {
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const file = fileURLToPath(import.meta.url);
  const memory = JSON.parse(
    execFileSync(process.execPath, [...flags, file, 'memory', ...(quick ? names.slice(0, 2) : names)], {
      encoding: 'utf8',
    }),
  );
  const time = [];
  for (const name of names) time.push(await measureTime(name, quick));
  return { time, memory };
}

export function reportOverhead({ time, memory }) {
  const microseconds = (value) => formatTime(value / 1e3);
  const timeRows = time.map(({ model, calls, fit, kernels }) => [
    model,
    microseconds(fit),
    microseconds(kernels),
    microseconds(fit - kernels),
    `${(((fit - kernels) / fit) * 100).toFixed(1)} %`,
    calls,
  ]);
  const memoryRows = memory.map(({ model, bytes, arenaBytes, arenaGrowth }) => [
    model,
    ...Object.values(bytes).map((value) => Math.round(value)),
    `${(arenaBytes / 2 ** 20).toFixed(2)} MiB`,
    arenaGrowth,
  ]);
  return [
    'A step of training beyond its kernels',
    table([['', 'step in fit', 'its kernel calls', 'the rest', 'share', 'calls'], ...timeRows]),
    '',
    'Bytes allocated on the heap per call',
    table([
      [
        '',
        'step in fit',
        'epoch of one step',
        'trainOnBatch',
        'predictOnBatch',
        'predictOnBatch into',
        'arena',
        'growth',
      ],
      ...memoryRows,
    ]),
    '',
  ].join('\n');
}

if (process.argv[2] === 'memory') {
  const results = [];
  for (const name of process.argv.slice(3)) results.push(await measureMemory(name));
  console.log(JSON.stringify(results));
}
