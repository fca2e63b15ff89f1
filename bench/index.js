// Models through the public API: the WebAssembly kernels beside the same kernels in plain JavaScript, in one run.
//
//   npm run bench [-- --quick] [-- --models stock,mlp-32] [-- --publish]
import { parseArgs } from 'node:util';
import { compare, report } from './compare.js';
import { describe, machine } from './machine.js';
import { reference, wasm, weightsOf } from './markhor.js';
import { pick } from './models.js';
import { measureOverhead, reportOverhead } from './overhead.js';
import { keep } from './record.js';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, publish: { type: 'boolean' }, models: { type: 'string' } },
});
const effort = options.quick ? { samples: 3, budget: 150, warmUp: 100 } : { samples: 9, budget: 1500, warmUp: 600 };

// All but the one whose single batch takes plain JavaScript seconds.
const quickModels = 'next-number,stock,mlp-32,mlp-512,lstm-256,predict-1,predict-32';

const host = machine();
console.log(`${describe(host)}\n`);
const libraries = [wasm(), reference()];
const results = [];
for (const model of pick(options.models ?? (options.quick ? quickModels : undefined))) {
  const compared = await compare(model, libraries, weightsOf(model), effort);
  console.log(report(model, compared));
  results.push({ model, results: compared });
}
const overhead = await measureOverhead(options.quick);
console.log(reportOverhead(overhead));
keep('models', { machine: host, effort, models: results, overhead }, options.publish);
