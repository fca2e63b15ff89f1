// Markhor beside other libraries: the same models, data, initial weights and order of samples, in one run, one thread each.
//
//   npm run bench:peers [-- --quick] [-- --models stock,mlp-32] [-- --peers tfjs-wasm,torch] [-- --publish]
import { parseArgs } from 'node:util';
import { compare, describe, keep, machine, report } from '../compare.js';
import { wasm, weightsOf } from '../markhor.js';
import { pick } from '../models.js';
import { brain } from './brain.js';
import { jax } from './jax.js';
import { native } from './native.js';
import { onnxNode, onnxWeb } from './onnx.js';
import { tensorflow } from './tensorflow.js';

const peers = {
  'tfjs-wasm': () => tensorflow('wasm'),
  'tfjs-cpu': () => tensorflow('cpu'),
  jax,
  'onnx-web': onnxWeb,
  'onnx-node': onnxNode,
  brain,
  keras: () => native('keras', 'Keras'),
  torch: () => native('torch', 'PyTorch'),
};

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
const libraries = [wasm()];
for (const name of options.peers?.split(',') ?? Object.keys(peers)) {
  if (!peers[name]) throw new RangeError(`No peer '${name}'. There are: ${Object.keys(peers).join(', ')}`);
  try {
    libraries.push(await peers[name]());
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
