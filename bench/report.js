// Writes docs/speed.md from the numbers that the benchmarks published: what was asked beside what was measured.
//
//   node bench/report.js
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { formatTime } from './table.js';

const read = (name) => {
  const file = new URL(`results/${name}.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

const nodes = ['node20', 'node24'];
const kernels = Object.fromEntries(nodes.map((node) => [node, read(`kernels-${node}`)]));

/** Title, names of the kernels, what is to be reached by Node 20 and Node 24, in per cent of the ceiling. */
const multiplies = [
  ['matrix multiply, n = 64 … 1024', [64, 128, 256, 512, 1024].map((n) => `matmulPacked ${n}×${n}×${n}`), 80, 82],
  ['the same, packing included', [64, 128, 256, 512, 1024].map((n) => `matmul ${n}×${n}×${n}`), 80, 82],
  ['n = 32', ['matmul 32×32×32'], 78, 82],
  ['n = 16', ['matmul 16×16×16'], 68, 74],
  ['remainders 50³, 200³', ['matmul 50×50×50', 'matmul 200×200×200'], 74, 77],
  [
    'LSTM shapes, M ≥ 4, weights packed once',
    ['4×200×50', '32×200×50', '64×200×50', '4×1024×256', '8×1024×256', '32×1024×256', '64×1024×256'].map(
      (s) => `matmulPacked ${s}`,
    ),
    76,
    80,
  ],
  ['M = 1, weights packed once', ['matmulPacked 1×200×50', 'matmulPacked 1×1024×256'], 48, 50],
  [
    'Aᵀ·B, K ≥ 128',
    ['256×256×256', '512×512×512', '50×200×128', '50×200×3200', '320×1024×3200'].map((s) => `matmulTransposeA ${s}`),
    75,
    77,
  ],
  ['A·Bᵀ, small', ['64×64×64', '32×50×200', '4×50×200'].map((s) => `matmulTransposeB ${s}`), 70, 70],
  ['A·Bᵀ, large', ['256×256×256', '512×512×512', '64×256×1024'].map((s) => `matmulTransposeB ${s}`), 78, 78],
  ['LSTM training step (4,3,1,30)', ['lstm training step (4,3,1,30)'], 41, 41],
  ['LSTM training step (32,100,1,50)', ['lstm training step (32,100,1,50)'], 57, 57],
  ['LSTM training step (32,100,50,50)', ['lstm training step (32,100,50,50)'], 65, 65],
  ['LSTM training step (64,50,64,256)', ['lstm training step (64,50,64,256)'], 77, 77],
  ['LSTM training step (1,100,1,50)', ['lstm training step (1,100,1,50)'], 48, 48],
];

/** Nanoseconds an element at most. */
const elements = [
  ['exp', ['exp, an element'], 0.95],
  ['sigmoid', ['sigmoid, an element'], 1.25],
  ['tanh', ['tanh, an element'], 1.4],
  ['log', ['log, an element'], 1.3],
  ['Adam, 10³ … 10⁶ parameters', [1e3, 1e4, 1e5, 1e6].map((n) => `adam, of ${n} parameters one`), 0.6],
];

const range = (values, digits) => {
  const known = values.filter((value) => value !== undefined).map((value) => value.toFixed(digits));
  if (known.length === 0) return '–';
  const sorted = [...known].sort((a, b) => a - b);
  return sorted[0] === sorted.at(-1) ? sorted[0] : `${sorted[0]} – ${sorted.at(-1)}`;
};

function measured(names, key, digits) {
  return nodes.map((node) => {
    const byName = new Map(kernels[node]?.kernels.map((one) => [one.name, one[key]]));
    return range(
      names.map((name) => byName.get(name)),
      digits,
    );
  });
}

const tableOf = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const kernelRows = multiplies.map(([title, names, ...least]) => [
  title,
  least.join(' / '),
  measured(names, 'percent', 0).join(' / '),
]);
const elementRows = elements.map(([title, names, most]) => [
  title,
  `≤ ${most}`,
  measured(names, 'nanoseconds', 2).join(' / '),
]);

/** Milliseconds that an epoch or prediction may take. */
const targets = {
  'next-number': 12,
  stock: 550,
  'mlp-32': 32,
  'mlp-512': 460,
  'lstm-256': 1200,
  'predict-1': 0.3,
  'predict-1024': 210,
};
const own = read('models');
const peers = read('peers');
const modelRows = (own?.models ?? []).map(({ model, results: [wasm, js] }) => {
  const target = targets[model.name];
  const ratio = js && !js.skipped ? `× ${(js.milliseconds / wasm.milliseconds).toFixed(1)}` : '';
  const newer = peers?.models.find((one) => one.model.name === model.name)?.results[0].milliseconds;
  const measured = [wasm.milliseconds, newer].map((time) => (time ? formatTime(time) : '–'));
  return [model.title, target ? `≤ ${formatTime(target)}` : '', ...measured, ratio];
});

/** Of an epoch or prediction, with threads, fast mode or both. */
const most = {
  'Stock price: LSTM 50 → LSTM 50, 100 steps': 280,
  'Digits: Dense 784-512-512-10': 250,
  'Wide LSTM: LSTM 256, 50 steps': 400,
  'Stock price: predict 256 windows at once': 100,
};

const threadFiles = ['threads-node20', 'threads-node24-fast']
  .map((name) => [name, read(name)])
  .filter(([, file]) => file);
const threadRows = threadFiles.flatMap(([name, { results }]) =>
  results
    .map(({ name: model, ...one }) => ({ ...one, name: model.replace(/, \d+ steps$/, '') }))
    .map((one) => [
      one.name,
      name.endsWith('fast') ? 'Node 24, fast mode' : 'Node 20',
      formatTime(one.one * one.whole),
      formatTime(one.several * one.whole),
      one.name in most ? `≤ ${formatTime(most[one.name])}` : '',
      `× ${one.ratio.toFixed(2)} (${one.quartiles.map((q) => q.toFixed(2)).join(' – ')})`,
      `${one.samples} of ${one.attempts}`,
    ]),
);

/** Of a figure that older results do not have, nothing. */
const count = (bytes) => (bytes === undefined ? '–' : Math.round(bytes));

const overheadRows = (own?.overhead.time ?? []).map(({ model, fit, kernels: alone }, i) => {
  const { bytes } = own.overhead.memory[i];
  const rest = fit - alone;
  return [
    model,
    `${fit.toFixed(1)} µs`,
    `${rest.toFixed(1)} µs`,
    `${(5 + 0.03 * alone).toFixed(1)} µs`,
    count(bytes.step),
    count(bytes.predictInto),
  ];
});

const peerRows = (peers?.models ?? []).map(({ model, results }) => [
  model.short,
  ...peers.models[0].results.map(({ library }) => {
    const one = results.find((result) => result.library === library);
    return one?.milliseconds ? formatTime(one.milliseconds) : '–';
  }),
]);

const fusion = nodes.map((node) => read(`fusion-${node}`)).filter(Boolean);
const fusionRows = (fusion[0]?.models ?? []).map(({ model, saved }, i) => {
  const each = (value) => fusion.map(({ models }) => value(models[i])).join(' / ');
  return [
    model,
    `${each(({ microseconds }) => microseconds.toFixed(1))} µs`,
    ...Object.keys(fusion[0].models[0].saved).map((name) =>
      saved[name] === undefined ? '–' : `${each((one) => one.saved[name].toFixed(1))} %`,
    ),
  ];
});

const where = ({ machine }) =>
  `${machine.cpu}${machine.family ? ` of family ${machine.family}, model ${machine.model}` : ''}, Node ${machine.node}, ${machine.date.slice(0, 10)}`;
const sections = [
  '# Speed\n\nWritten by `node bench/report.js` from the numbers in `bench/results/`; [how they are taken](../bench/README.md). They are of the day that stands beside them; what the kernels have become since, `git log assembly` says.',
  `## Kernels\n\nPer cent of the ceiling: what a register-only loop of multiplications and additions, run beside, reaches in 128 bits on one core. Node 20 / Node 24, one pinned thread. \`taskset -c 1 node bench/kernels.js --publish\`${
    kernels.node20 ? ` (${where(kernels.node20)})` : ''
  }\n\n${tableOf(['', 'to reach', 'measured'], kernelRows)}`,
  `Nanoseconds an element, as on a core with a ceiling of 59.1 GFLOP/s:\n\n${tableOf(['', 'to reach', 'measured'], elementRows)}`,
  modelRows.length > 0 &&
    `## Models\n\nThrough the public API, one pinned thread, an epoch or a prediction. \`taskset -c 1 npm run bench -- --publish\` (${where(own)})\n\n${tableOf(['', 'to reach', 'Node 20', 'Node 24', 'plain JavaScript, to Node 20'], modelRows)}`,
  overheadRows.length > 0 &&
    `A training step beyond its kernels, and bytes allocated on the heap:\n\n${tableOf(['', 'step', 'beyond its kernels', 'allowed', 'bytes a training step', 'bytes a prediction into a given tensor'], overheadRows)}`,
  threadRows.length > 0 &&
    `## Two threads\n\nOnly samples during which every thread had a core. \`node bench/threads.js --publish\`, and in Node 24 \`node bench/threads.js fast --publish\`\n\n${tableOf(['', '', 'one thread', 'two threads', 'to reach', 'ratio (quartiles)', 'samples'], threadRows)}`,
  fusionRows.length > 0 &&
    `## What fusing would save\n\nBiases are where the sums of a product begin, and an LSTM's gates follow their products step by step. Other kernels were candidates to become part of their neighbours. The kernels of a training step with clipped gradients were run with and without each, in the engines named: no fusion saves more than what is left out here, and each would still have its arithmetic to do. Differences of less than 1 per cent are noise. None is worth its code, and the order of a norm's sum would depend on the tile, which has another size in fast mode. \`taskset -c 1 node bench/fusion.js --publish\` (${fusion.map(where).join('; ')})\n\n${tableOf(['', 'kernels of a step', ...Object.keys(fusion[0].models[0].saved)], fusionRows)}`,
  peerRows.length > 0 &&
    `## Beside other libraries\n\nOne run, one pinned thread each. \`taskset -c 1 npm run bench:peers -- --publish\` (${where(peers)})\n\n${tableOf(['', ...peers.models[0].results.map(({ title, version }) => (version ? `${title} ${version}` : title))], peerRows)}`,
];
const missed = `## What is missed, and why

- **n = 16, 32, 50³.** Of 16³ the call from JavaScript is a good part, and the tile of 2 × 16 does not reach more than the largest products show. The two columns of 50³ beyond a multiple of 16 go through a tile of four rows by four, which waits for its additions. Tried: eight rows by four (slower), rows of A transposed so that eight share a vector (a little faster, for a kernel of its own), B unpacked, other unrollings (no difference).
- **Node 20 is some per cent behind Node 24** in wide products: its compiler loads all operands of a step at once, and is bound by what it can decode. To load one vector of B only when the others are done with, which Node 24 needs, changes nothing there.
- **Four rows (4 × 200 × 50).** Each panel of B and each tile takes some cycles to begin, and here only two tiles share a panel.
- **LSTM with one sample or few units.** Gates and their gradients take much of the time; (4,3,1,30) also packs the weights in both directions at each step, because weights have Keras's layout everywhere. With one sample, 100 products follow on each other, each as long as it takes to read the weights, which the first-level cache does not hold. The tanh of four groups of units is in flight at once, which is a little faster than one group at a time. Tried: all gates of two groups at once, backward, too (no difference); sigmoids, tanh and what follows in loops of their own (slower than that); tanh of four vectors step by step side by side in the source (no difference).
- **Aᵀ·B of 50 × 200 × 3200.** B does not fit the second-level cache and is packed for only 50 rows of A. Tried: B unpacked, other sizes of blocks.
- **A·Bᵀ of 4 × 50 × 200 and 32 × 50 × 200.** Four rows or fewer are products of rows with rows: nothing is packed, but each of the 50 columns ends in the addition of four lanes, and two of the last four columns are worked out in vain. Tried: vectors of columns instead, transposed in registers (slower than packing), four rows by two (no difference), loops of two steps (slower). 32 × 50 × 200 packs the transpose of B for 32 rows only.
- **Adam** is bound by the divider: a square root and a division a vector. Tried: four vectors a turn instead of two (no difference).
- **Bytes of the stock model** are what the engine itself allocates while its 200 calls are counted; they do not grow with the number of calls. Of the others 20,000 calls are counted; the few bytes of mlp-32 come and go from run to run. With more than one thread each shared call reads the clock, and a reading is a number on the heap.
- **Native libraries on wide layers.** On one thread PyTorch and Keras use wider vectors and fused multiply-adds, which WebAssembly's 128 bits cannot follow: they are ahead where a layer has 256 or more units. Fast mode (256 bits, the same results bit by bit) is ahead of both.
- **Two threads on the digits' wide network**: packing the weights, activations and Adam are not shared.`;
sections.push(missed);
writeFileSync(new URL('../docs/speed.md', import.meta.url), `${sections.filter(Boolean).join('\n\n')}\n`);
console.log('docs/speed.md');
