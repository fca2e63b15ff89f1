// What pages cost that a bundler makes of the package: bytes gzipped, the inlined kernels included, of all that is loaded at
// once. Fails where that is more than the budget.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const train = `
  const model = new Sequential([new LSTM(30, { inputShape: [3, 1] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(x, y, { epochs: 500, verbose: 0 });
  console.log(model.predict(x).toArray());`;

/** By name: the budget in kB (1000 bytes), and the program. */
const pages = {
  'trains an LSTM': [62, `import { Sequential, LSTM, Dense } from 'markhor'; ${train}`],
  'trains and saves': [
    62,
    `import { Sequential, LSTM, Dense } from 'markhor'; ${train} await model.save?.('indexeddb://m');`,
  ],
  'trains, with markhor/slim': [
    42,
    `import { init, Sequential, LSTM, Dense } from 'markhor/slim'; await init('strict.wasm'); ${train}`,
  ],
  'makes a tensor': [3, `import { tensor } from 'markhor'; console.log(tensor([1, 2]));`],
};

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;

for (const [name, [budget, contents]] of Object.entries(pages)) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: '.', sourcefile: 'page.js' },
    ...{ bundle: true, splitting: true, minify: true, format: 'esm', target: 'es2022', platform: 'browser' },
    ...{ outdir: 'out', write: false, metafile: true, logLevel: 'error' },
  });
  const outputs = Object.entries(metafile.outputs);
  const atOnce = new Set(outputs.filter(([, { entryPoint }]) => entryPoint === 'page.js').map(([path]) => path));
  for (const path of atOnce) {
    for (const { kind, path: other } of metafile.outputs[path].imports)
      if (kind === 'import-statement') atOnce.add(other);
  }
  let [size, later] = [0, 0];
  for (const { path, contents } of outputFiles) {
    const bytes = gzipSync(contents, { level: 9 }).length;
    if ([...atOnce].some((one) => path.endsWith(one))) size += bytes;
    else later += bytes;
  }
  const over = size > budget * 1000;
  console.log(
    `A page that ${name.padEnd(26)}${kilobytes(size)} of ${budget} kB${later > 0 ? `, and ${kilobytes(later).trim()} when it saves` : ''}${over ? ': TOO MUCH' : ''}`,
  );
  if (over) process.exitCode = 1;
}
