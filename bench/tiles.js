// Do the sizes of the blocks of the multiply suit this machine? Compiles the kernels with others and lets them take
// turns: taskset -c 1 node bench/tiles.js. Any of them gives the same bits.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { measure } from './measure.js';

const { options, targets } = JSON.parse(readFileSync('asconfig.json', 'utf8'));

/** Constants of assembly/gemm.ts and assembly/gemm-direct.ts, one changed at a time. */
const variants = [
  {},
  { blockK: 128 },
  { blockK: 384 },
  { blockM: 64 },
  { blockM: 256 },
  { blockN: 256 },
  { blockN: 1024 },
  { mostRows: 32 },
  { most: 8192 },
  { most: 16384 },
  { most: 32768 },
  { most: 262144 },
];

const shapes = [
  ['matmul', 16, 16, 16],
  ['matmul', 8, 256, 256],
  ['matmul', 64, 256, 256],
  ['matmul', 64, 200, 200],
  ['matmul', 128, 512, 32],
  ['matmul', 512, 512, 512],
  ['matmulTransposeA', 784, 32, 32],
  ['matmulTransposeA', 50, 200, 3200],
  ['matmulTransposeA', 320, 1024, 800],
  ['matmulTransposeB', 512, 512, 512],
];

async function compile(constants, index) {
  const folder = `build/tiles/${index}`;
  mkdirSync(folder, { recursive: true });
  cpSync('assembly', folder, { recursive: true });
  for (const [name, value] of Object.entries(constants)) {
    const pattern = new RegExp(`const ${name} = \\d+;`);
    const files = ['gemm.ts', 'gemm-direct.ts'].map((file) => `${folder}/${file}`);
    const file = files.find((file) => pattern.test(readFileSync(file, 'utf8')));
    if (!file) throw new Error(`There is no constant ${name}.`);
    writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, `const ${name} = ${value};`));
  }
  const { enable, use } = targets.strict;
  writeFileSync(`${folder}/asconfig.json`, JSON.stringify({ options: { ...options, enable, use } }));
  const files = [`${folder}/index.ts`, '-o', `${folder}.wasm`];
  const config = ['--config', `${folder}/asconfig.json`, '--transform', './scripts/no-inline.js'];
  const { error, stderr } = await asc.main([...files, ...config]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const memory = new WebAssembly.Memory({ initial: 16, maximum: options.maximumMemory, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(`${folder}.wasm`)), {
    env: { memory },
  });
  return { ...exports, memory };
}

/** A call of the kernel on numbers around zero. */
function prepare(kernels, kernel, m, n, k) {
  let top = 65536;
  const place = (size) => {
    const address = top;
    top += Math.ceil(size / 16) * 64;
    return address;
  };
  const [c, a, b, workspace] = [m * n, m * k, n * k, kernels.matmulWorkspace(m, n, k)].map(place);
  kernels.memory.grow(Math.max(0, Math.ceil((top - kernels.memory.buffer.byteLength) / 65536)));
  const floats = new Float32Array(kernels.memory.buffer);
  for (let i = a / 4; i < workspace / 4; i++) floats[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  // Only matmulTransposeA has the last two parameters.
  return () => kernels[kernel](c, a, b, workspace, m, n, k, 0, 0, m);
}

const names = variants.map((constants) => Object.entries(constants).flat().join(' ') || 'as it is');
const machines = [];
for (const [i, constants] of variants.entries()) machines.push(await compile(constants, i));
for (const [kernel, m, n, k] of shapes) {
  const candidates = Object.fromEntries(names.map((name, i) => [name, prepare(machines[i], kernel, m, n, k)]));
  const results = measure(candidates, 2 * m * n * k, { samples: 15 });
  // The upper quartile: what else runs on the machine only ever slows down.
  const best = (name) => results[name].spread[1];
  console.log(`${kernel} ${m}×${n}×${k}`);
  for (const name of names) {
    const gflops = best(name);
    const ratio = gflops / best(names[0]);
    console.log(`  ${name.padEnd(16)} ${gflops.toFixed(1).padStart(6)} GFLOP/s  × ${ratio.toFixed(2)}`);
  }
}
