// Makes what the package exports out of src/: lib/ has a file per entry and what entries share or import later in chunks, so
// that a page without a bundler loads a few files instead of two hundred. `markhor/slim` is made once more from the same
// sources, with kernels/given.ts in the place of kernels/source.ts. wasm/ has the builds that it can be given.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const withoutInlinedKernels = {
  name: 'without inlined kernels',
  resolveId(id, importer) {
    if (id === './source.js' && importer.includes('kernels')) return this.resolve('./given.js', importer);
  },
};

async function bundle(input, options, codeSplitting) {
  // A constant that two entries share, such as the worker's script, is to be there once.
  const made = await rolldown({ input, external: /^node:/, optimization: { inlineConst: false }, ...options });
  await made.write({ dir: 'lib', format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js', codeSplitting });
  await made.close();
}

/** What a page needs only when it reads models: a page of `markhor/slim` is to load it then, and not before. */
const forLoading = Object.entries({
  formats: 'endings json',
  initializers: 'table',
  layers:
    'activation arithmetic bidirectional data-format deserialize dropout embedding lambda mask-of masking merging normalization pointwise ' +
    'pooling reshaping same-shape time-distributed wrapper',
  losses: 'catalogue composed cosine-similarity focal hinge logarithmic others overlap public',
  metrics:
    'auc catalogue counts crossentropy distances f-beta-score loss-metric negatives operating-points others public r2-score ' +
    'thresholds top-k',
  models: 'compile-config from-json implicit-masks origin',
  ops:
    'arithmetic broadcast concatenate elementwise embedding filled logarithm mask-rows matmul op over-axes permute ' +
    'public public-axes public-elements rectify reverse rows standardize strides sum-steps take',
  optimizers: 'decays power schedules',
  saving: 'keras-config masks network',
}).map(([room, files]) => {
  for (const file of files.split(' ')) {
    if (!existsSync(`src/${room}/${file}.ts`))
      throw new Error(`There is no src/${room}/${file}.ts for a chunk of its own.`);
  }
  return `${room}.(${files.replaceAll(' ', '|')})`;
});

rmSync('lib', { recursive: true, force: true });
await bundle({
  index: 'src/index.ts',
  reference: 'src/reference.ts',
  datasets: 'src/datasets/index.ts',
  modes: 'src/modes/index.ts',
  storage: 'src/storage/index.ts',
  worker: 'src/worker/index.ts',
});
// Bundlers drop files whole: what only saved models need has files of its own.
await bundle(
  { slim: 'src/slim.ts' },
  { plugins: [withoutInlinedKernels], preserveEntrySignatures: 'allow-extension' },
  {
    includeDependenciesRecursively: false,
    groups: [
      { name: 'functional', test: /(models.functional|layers.(layer-order|reapply))\.ts$/ },
      { name: 'from-json', test: new RegExp(`(${forLoading.join('|')})[.]ts$`) },
    ],
  },
);

/** For a memory of its own, as edge runtimes have no other, and with the number of the build, for which `init` looks. */
function published(bytes, number) {
  const name = Buffer.from('build');
  const flags = bytes.indexOf(Buffer.from('memory\x02', 'latin1')) + 'memory\x02'.length;
  const copy = Buffer.from(bytes);
  copy[flags] = 1;
  return Buffer.concat([
    copy,
    Buffer.from([0, 1 + name.length + number.length, name.length]),
    name,
    Buffer.from(number),
  ]);
}

const [, number] = readFileSync('src/kernels/binary.ts', 'utf8').match(/build = '(\w+)'/);
mkdirSync('wasm', { recursive: true });
for (const target of ['strict', 'relaxed']) {
  writeFileSync(`wasm/${target}.wasm`, published(readFileSync(`build/${target}.wasm`), number));
}
