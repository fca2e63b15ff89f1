import { type Case, inout, input, output, random } from './check-kernel.js';

/** Sizes around the four lanes, and one beyond a cache line. */
export const sizes = [0, 1, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 1001];

const tensors = (n: number) => [input(random(n)), input(random(n, 1, 2))] as const;

export const elementwise = {
  fill: sizes.map((n): Case => ({ args: [output(n), n, 1.5], tolerance: 0 })),
  copy: sizes.map((n): Case => ({ args: [output(n), input(random(n)), n], tolerance: 0 })),
  add: sizes.flatMap((n): Case[] => [{ args: [output(n), ...tensors(n), n], tolerance: 0 }]),
  multiply: sizes.map((n): Case => ({ args: [output(n), ...tensors(n), n], tolerance: 0 })),
  scale: sizes.map((n): Case => ({ args: [output(n), input(random(n)), n, 0.375], tolerance: 0 })),
  copyRows: [
    // A block of columns into a wider tensor, and out of one.
    { args: [inout(random(15)), input(random(6, 1, 2)), 3, 2, 5, 2], tolerance: 0 },
    { args: [output(6), input(random(15)), 3, 2, 2, 5], tolerance: 0 },
    { args: [output(0), input(random(15)), 0, 2, 2, 5], tolerance: 0 },
    { args: [output(17), input(random(17)), 1, 17, 17, 17], tolerance: 0 },
  ] satisfies Case[],
};
