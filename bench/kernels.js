// GFLOP/s of the kernels beside the same in plain JavaScript, or with `modes` those of the modes as per cent of what 128 bits
// can reach. Run it pinned to a core: taskset -c 1 node bench/kernels.js [multiply|lstm|elements] [modes] [--publish]
import { theArena } from '../dist/graph/index.js';
import { referenceMachine, wasmMachine } from '../dist/kernels/index.js';
import { useFastMode, useRelaxedMode } from '../dist/modes/index.js';
import { measure } from './measure.js';
import { publish } from './record.js';

const words = process.argv.slice(2);
const ofModes = words.includes('modes');
const machineOf = (use) => {
  use();
  return theArena().machine;
};
const machines = ofModes
  ? { strict: wasmMachine(), relaxed: machineOf(useRelaxedMode) }
  : { wasm: wasmMachine(), js: referenceMachine() };

/** What `--publish` keeps. */
const published = [];
let report = ofModes ? warmUp : reportSpeed;

/** Addresses of tensors with `sizes` floats on a machine, filled with numbers around zero. */
function place(machine, sizes) {
  let top = Math.ceil(machine.base / 64) * 64;
  const addresses = sizes.map((size) => {
    const address = top;
    top += Math.ceil(size / 16) * 64 + 64;
    return address;
  });
  machine.grow(top);
  const { f32 } = machine.views;
  for (let i = machine.base >>> 2; i < top >>> 2; i++) f32[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  return addresses;
}

function candidates(prepare) {
  return Object.fromEntries(
    Object.entries(machines).map(([key, machine]) => [key, prepare(machine.kernels, (sizes) => place(machine, sizes))]),
  );
}

/** So that the default kernels are optimised before fast mode changes how. */
function warmUp(_name, _flops, prepare) {
  for (const run of Object.values(candidates(prepare))) {
    const start = performance.now();
    while (performance.now() - start < 15) run();
  }
}

function reportModes(name, flops, prepare, options) {
  const results = Object.entries(measure(candidates(prepare), flops, options));
  const [[, { percent: strict }]] = results;
  const columns = results.map(([key, { percent }]) => {
    return `${key} ${percent.toFixed(0).padStart(3)} % × ${(percent / strict).toFixed(2)}`;
  });
  console.log([name.padEnd(34), ...columns].join('   '));
}

function reportSpeed(name, flops, prepare, options) {
  const { wasm, js } = measure(candidates(prepare), flops, options);
  const row = [
    name.padEnd(34),
    `${wasm.gflops.toFixed(1).padStart(6)} GFLOP/s`,
    `(${wasm.spread.map((value) => value.toFixed(1)).join('–')})`.padEnd(13),
    `${wasm.percent.toFixed(0).padStart(3)} %`,
    `${wasm.microseconds.toFixed(wasm.microseconds < 100 ? 2 : 0).padStart(8)} µs`,
    `js ${js.gflops.toFixed(2).padStart(5)} GFLOP/s`,
    `× ${(wasm.gflops / js.gflops).toFixed(1)}`,
  ];
  console.log(row.join('  '));
  published.push({ name, gflops: wasm.gflops, percent: wasm.percent, microseconds: wasm.microseconds });
}

/** The ceiling of the machine on which targets were set, in GFLOP/s: times are as on a core that fast. */
const referenceCeiling = 59.1;

/** Of kernels that have no multiply-adds to count. */
function reportElements(name, count, prepare) {
  const results = measure(candidates(prepare), count);
  const [wasm, js] = ['wasm', 'js'].map((key) => 100 / (results[key].percent * referenceCeiling));
  const times = `${wasm.toFixed(2).padStart(6)} ns  js ${js.toFixed(2).padStart(6)} ns`;
  console.log(`${name.padEnd(34)}  ${times}  × ${(js / wasm).toFixed(1)}`);
  published.push({ name, nanoseconds: wasm });
}

const shapes = [
  [16, 16, 16],
  [32, 32, 32],
  [64, 64, 64],
  [128, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
  [50, 50, 50],
  [200, 200, 200],
  [13, 19, 17],
  [4, 200, 50],
  [32, 200, 50],
  [64, 200, 50],
  [4, 1024, 256],
  [8, 1024, 256],
  [32, 1024, 256],
  [64, 1024, 256],
  [3200, 200, 50],
  [1, 200, 50],
  [1, 1024, 256],
];

const transposedShapes = {
  matmulTransposeA: [
    [64, 64, 64],
    [256, 256, 256],
    [512, 512, 512],
    [50, 200, 128],
    [50, 200, 3200],
    [320, 1024, 3200],
  ],
  matmulTransposeB: [
    [64, 64, 64],
    [256, 256, 256],
    [512, 512, 512],
    [64, 256, 1024],
    [32, 50, 200],
    [4, 50, 200],
    [1, 50, 200],
  ],
};

function multiply(kernel, [m, n, k]) {
  const options = m * n * k > 2e8 ? { samples: 7 } : {};
  const prepare = (kernels, place) => {
    const sizes = [m * n, m * k, n * k, kernels.matmulWorkspace(m, n, k), kernels.packedSize(n, k)];
    const [c, a, b, workspace, packed] = place(sizes);
    // Those that can be split ask for a range, too; the others do not look at it.
    if (kernel !== 'matmulPacked') return () => kernels[kernel](c, a, b, workspace, m, n, k, 0, 0, m);
    kernels.packPanels(packed, b, n, k);
    return () => kernels.matmulPacked(c, a, packed, 0, m, n, k, 0);
  };
  report(`${kernel} ${[m, n, k].join('×')}`, 2 * m * n * k, prepare, options);
}

/** Packing, forward, back through time from the last output, gradients of weights and input. */
function lstm([batch, steps, features, units], training) {
  const forward = 2 * batch * steps * 4 * units * (features + units);
  const prepare = (kernels, place) => {
    const flags = training ? 1 : 0;
    const [input, states, matrix] = [batch * steps * features, batch * units, 4 * units];
    const [
      packed,
      transposed,
      workspace,
      scratch,
      x,
      dX,
      h,
      c,
      dH,
      kernel,
      recurrent,
      bias,
      dKernel,
      dRecurrent,
      dBias,
    ] = place([
      kernels.lstmPackedSize(features, units, 1),
      kernels.lstmPackedTransposedSize(features, units, 1),
      kernels.lstmWorkspaceSize(batch, steps, features, units, 1, flags),
      kernels.lstmGradientsSize(batch, steps, features, units, 1),
      ...[input, input, states, states, states],
      ...[features * matrix, units * matrix, matrix, features * matrix, units * matrix, matrix],
    ]);
    const sizes = [batch, steps, features, units, 1];
    const rest = [...sizes, 3, 2, flags, 0, batch];
    const forwardArguments = [0, h, c, workspace, x, packed, 0, 0, 0, 0, 0, ...rest];
    const backwardArguments = [dX, 0, 0, workspace, 0, dH, 0, transposed, 0, 0, 0, ...rest];
    kernels.lstmPack(packed, kernel, recurrent, bias, features, units, 1);
    if (!training) return () => kernels.lstmForward(...forwardArguments);
    return () => {
      kernels.lstmPack(packed, kernel, recurrent, bias, features, units, 1);
      kernels.lstmForward(...forwardArguments);
      kernels.lstmPackTransposed(transposed, packed, features, units, 1, 1);
      kernels.lstmBackward(...backwardArguments);
      kernels.lstmGradients(dKernel, dRecurrent, dBias, scratch, workspace, ...sizes, 0, 0, 0, 0, Math.ceil(units / 4));
    };
  };
  const name = `lstm ${training ? 'training step' : 'forward'} (${[batch, steps, features, units].join(',')})`;
  report(name, training ? 3 * forward : forward, prepare, { milliseconds: 4 });
}

const activationIds = { sigmoid: 2, tanh: 3, exp: 11 };

function elements() {
  const n = 4096;
  for (const name of ['exp', 'sigmoid', 'tanh', 'log']) {
    const id = activationIds[name];
    reportElements(`${name}, an element`, n, (kernels, place) => {
      const [out, x] = place([n, n]);
      // Positive, around 1.
      kernels.activate(x, x, n, activationIds.exp);
      return id ? () => kernels.activate(out, x, n, id) : () => kernels.logarithm(out, x, n);
    });
  }
  for (const size of [1e3, 1e4, 1e5, 1e6]) {
    reportElements(`adam, of ${size} parameters one`, size, (kernels, place) => {
      const [w, g, m, v, state] = place([size, size, size, size, 16]);
      return () => kernels.adam(w, g, m, v, 0, state, size, 0.1, 0.001, 1e-7);
    });
  }
}

function all() {
  if (words.includes('elements')) return;
  if (!words.includes('lstm')) {
    for (const kernel of ['matmul', 'matmulPacked']) for (const shape of shapes) multiply(kernel, shape);
    for (const [kernel, list] of Object.entries(transposedShapes)) for (const shape of list) multiply(kernel, shape);
  }
  if (words.includes('multiply')) return;
  for (const training of [false, true]) {
    for (const shape of [
      [4, 3, 1, 30],
      [32, 100, 1, 50],
      [32, 100, 50, 50],
      [64, 50, 64, 256],
      [1, 100, 1, 50],
    ]) {
      lstm(shape, training);
    }
  }
}

all();
if (!ofModes && !words.includes('multiply') && !words.includes('lstm')) elements();
if (words.includes('--publish')) publish('kernels', { kernels: published });
if (ofModes) {
  machines.fast = machineOf(useFastMode);
  machines.fastRelaxed = machineOf(() => useFastMode({ relaxed: true }));
  report = reportModes;
  all();
}
