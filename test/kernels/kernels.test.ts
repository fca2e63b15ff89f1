import { expect, test } from 'vitest';
import { type KernelName, wasmMachine } from '../../src/kernels/index.js';
import { activations } from './activations.cases.js';
import { type Case, checkKernel } from './check-kernel.js';
import { constraints } from './constraints.cases.js';
import { crossentropy } from './crossentropy.cases.js';
import { elementwise } from './elementwise.cases.js';
import { gemm } from './gemm.cases.js';
import { losses } from './losses.cases.js';
import { lstm } from './lstm.cases.js';
import { metrics } from './metrics.cases.js';
import { optimizers } from './optimizers.cases.js';
import { orthogonal } from './orthogonal.cases.js';
import { random } from './random.cases.js';
import { reductions } from './reductions.cases.js';
import { regularizers } from './regularizers.cases.js';
import { rows } from './rows.cases.js';
import { softmax } from './softmax.cases.js';
import { transpose } from './transpose.cases.js';

/** Every kernel has its cases here: a new one without them does not compile. */
const cases: { [K in KernelName]: readonly Case[] } = {
  ...activations,
  ...constraints,
  ...crossentropy,
  ...elementwise,
  ...gemm,
  ...losses,
  ...lstm,
  ...metrics,
  ...optimizers,
  ...orthogonal,
  ...random,
  ...reductions,
  ...regularizers,
  ...rows,
  ...softmax,
  ...transpose,
};

for (const [kernel, list] of Object.entries(cases)) checkKernel(kernel as KernelName, list);

test('no kernel has more parameters than a program binds', () => {
  const { kernels } = wasmMachine();
  const counts = Object.keys(cases).map((name) => kernels[name as KernelName].length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(22);
});
