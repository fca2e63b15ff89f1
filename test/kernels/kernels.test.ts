import type { KernelName } from '../../src/kernels/index.js';
import { type Case, checkKernel } from './check-kernel.js';
import { elementwise } from './elementwise.cases.js';
import { power } from './power.cases.js';
import { transpose } from './transpose.cases.js';
import { gemm } from './gemm.cases.js';
import { lstm } from './lstm.cases.js';
import { rows } from './rows.cases.js';

/** Every kernel has its cases here: a new one without them does not compile. */
const cases: { [K in KernelName]: readonly Case[] } = { ...elementwise, ...gemm, ...lstm, ...power, ...rows, ...transpose };

for (const [kernel, list] of Object.entries(cases)) checkKernel(kernel as KernelName, list);
