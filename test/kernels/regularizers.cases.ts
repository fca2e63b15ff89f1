import { type Case, inout, input, output, random } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const x = (n: number) => random(n).map((value, i) => (i % 4 === 3 ? 0 : value));
const dOut = input([0.75]);

export const regularizers = {
  l1l2: sizes.map((n): Case => ({ args: [output(1), input(x(n)), n, 0.125, 0.25, 0.5], tolerance: 0 })),
  l1l2Gradient: sizes.flatMap((n): Case[] => [
    { args: [output(n), dOut, input(x(n)), n, 0.125, 0.25, 0.5, 0], tolerance: 2e-7 },
    { args: [inout(random(n, 1, 2)), dOut, input(x(n)), n, 0.125, 0.25, 0.5, 1], tolerance: 2e-7 },
  ]),
};
