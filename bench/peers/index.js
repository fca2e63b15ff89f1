// Markhor beside other libraries: the same models, data, initial weights and order of samples, in one run, one thread each.
//
//   npm run bench:peers [-- --quick] [-- --models stock,mlp-32] [-- --peers tfjs-wasm,torch] [-- --publish]
import { parseArgs } from 'node:util';
import { compare, report } from '../compare.js';
import { describe, machine } from '../machine.js';
import { weightsOf } from '../markhor.js';
import { pick } from '../models.js';
import { keep } from '../record.js';
import { isolated } from './isolated.js';
import { native } from './native.js';

const pythons = { keras: 'Keras native', torch: 'PyTorch native' };
const peers = [
  'markhor-fast',
  'tfjs-wasm',
  'tfjs-cpu',
  'jax',
  'onnx-web',
  'onnx-node',
  'brain',
  ...Object.keys(pythons),
];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    publish: { type: 'boolean' },
    models: { type: 'string' },
    peers: { type: 'string' },
  },
});
const effort = options.quick ? { samples: 3, budget: 500, warmUp: 300 } : { samples: 7, budget: 1200, warmUp: 600 };

const host = machine();
console.log(`${describe(host)}\n`);
const libraries = [await isolated('markhor')];
for (const name of options.peers?.split(',') ?? peers) {
  if (!peers.includes(name)) throw new RangeError(`No peer '${name}'. There are: ${peers.join(', ')}`);
  try {
    libraries.push(await (pythons[name] ? native(name, pythons[name]) : isolated(name)));
  } catch (error) {
    console.log(`${name} is left out: ${String(error?.message ?? error).split('\n')[0]}`);
  }
}
const results = [];
for (const model of pick(options.models)) {
  const compared = await compare(model, libraries, weightsOf(model), effort);
  console.log(report(model, compared));
  results.push({ model, results: compared });
}
for (const library of libraries) library.close();
keep('peers', { machine: host, effort, models: results }, options.publish);
