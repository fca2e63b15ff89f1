// What pages cost that a bundler makes of the package: bytes gzipped, the inlined kernels included, of all that is loaded at
// once, and by brotli, as most hosts send them. Fails where the former is more than the budget.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundlePage } from './bundle-page.js';

const train = `
  const model = new Sequential([new LSTM(30, { inputShape: [3, 1] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(x, y, { epochs: 500, verbose: 0 });
  console.log(model.predict(x).toArray());`;

/** What the page does, its budget in kB of 1000 bytes, and its program. */
const pages = [
  ['trains an LSTM', 50.7, `import { Sequential, LSTM, Dense } from 'markhor'; ${train}`],
  [
    'trains and saves',
    50.7,
    `import { Sequential, LSTM, Dense } from 'markhor'; ${train} await model.save('indexeddb://m');`,
  ],
  [
    'trains with markhor/slim',
    36.9,
    `import { init, Sequential, LSTM, Dense } from 'markhor/slim'; await init(url); ${train}`,
  ],
  [
    'trains in a worker',
    60.7,
    `import { Sequential, LSTM, Dense } from 'markhor'; import { inWorker } from 'markhor/worker'; ${train}
     await inWorker(model);`,
  ],
  ['makes a tensor', 2, `import { tensor } from 'markhor'; console.log(tensor([1, 2]));`],
];

const gzip = (contents) => gzipSync(contents, { level: 9 });
const kilobytes = (files, pack = gzip) => files.reduce((sum, { contents }) => sum + pack(contents).length, 0) / 1000;

for (const [what, budget, program] of pages) {
  const page = await bundlePage(program);
  const atOnce = kilobytes(page.atOnce);
  const byBrotli = kilobytes(page.atOnce, brotliCompressSync).toFixed(1);
  const over = atOnce > budget;
  const later = page.later.map((file) => `${file.fileName.split('-')[0]} ${kilobytes([file]).toFixed(1)} kB`);
  const rest = later.length > 0 ? `, when needed ${later.join(', ')}` : '';
  console.log(
    `A page that ${what.padEnd(26)}${atOnce.toFixed(1).padStart(5)} kB gzipped, ${byBrotli} by brotli${rest}${over ? `: more than ${budget} kB` : ''}`,
  );
  if (over) process.exitCode = 1;
}
console.log(
  `wasm/strict.wasm${kilobytes([{ contents: readFileSync('wasm/strict.wasm') }])
    .toFixed(1)
    .padStart(27)} kB gzipped`,
);
