// What fusing kernels could save at most: the kernel calls of a training step, replayed with and without those that would be
// parts of others. Run it pinned to a core: taskset -c 1 node bench/fusion.js [--publish]
import { Arena, useArena } from '../dist/graph/index.js';
import { Adam } from '../dist/index.js';
import { wasmMachine } from '../dist/kernels/index.js';
import { build } from './markhor.js';
import { measure } from './measure.js';
import { dataOf, head, pick } from './models.js';
import { publish } from './record.js';
import { table } from './table.js';

const fusions = {
  'activations with products': ['activate'],
  'their gradients, too': ['activate', 'activateGradient'],
  'softmax with cross-entropy, backward': ['softmaxGradient', 'categoricalCrossentropyGradient'],
  'norms with gradients': ['sumOfSquares'],
};

/** The bound kernel calls of a training step whose gradients are clipped, so that there is a norm. */
async function callsOf(name) {
  useArena(new Arena(wasmMachine()));
  const [description] = pick(name);
  const rows = Math.min(description.rows, description.batchSize);
  const model = build(description);
  model.compile({ optimizer: new Adam({ globalClipnorm: 1 }), loss: description.loss });
  const [x, y] = dataOf(description).map((tensor) => head(tensor, rows));
  await model.fit(x, y, { batchSize: rows, verbose: 0 });
  const [step] = model.trainer.steps.items.values();
  return [step, model.optimizer.built.update].flatMap(({ plan, preparations, calls }) => {
    const bound = [...preparations, ...calls];
    return [...plan.preparations, ...plan.calls].map(({ kernel }, i) => ({ kernel, run: bound[i] }));
  });
}

const results = [];
for (const model of ['mlp-32', 'mlp-512', 'next-number']) {
  const calls = await callsOf(model);
  const replay = (kept) => () => {
    for (let i = 0; i < kept.length; i++) kept[i].run();
  };
  const candidates = { all: replay(calls) };
  for (const [name, kernels] of Object.entries(fusions)) {
    const kept = calls.filter(({ kernel }) => !kernels.includes(kernel));
    if (kept.length < calls.length) candidates[name] = replay(kept);
  }
  const { all, ...rest } = measure(candidates, 1, { samples: 101, milliseconds: 5 });
  const share = ([name, { microseconds }]) => [name, (1 - microseconds / all.microseconds) * 100];
  results.push({ model, microseconds: all.microseconds, saved: Object.fromEntries(Object.entries(rest).map(share)) });
}
const percent = (value) => (value === undefined ? '–' : `${value.toFixed(1)} %`);
console.log(
  table([
    ['', 'kernels of a step', ...Object.keys(fusions)],
    ...results.map(({ model, microseconds, saved }) => [
      model,
      `${microseconds.toFixed(1)} µs`,
      ...Object.keys(fusions).map((name) => percent(saved[name])),
    ]),
  ]),
);
if (process.argv.includes('--publish')) publish('fusion', { models: results });
