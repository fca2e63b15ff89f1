import { type Case, input, output, random } from './check-kernel.js';

/** Sizes around the four lanes, and one beyond a cache line. */
export const sizes = [0, 1, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 1001];

const tensors = (n: number) => [input(random(n)), input(random(n, 1, 2))] as const;

export const elementwise = {
  fill: sizes.map((n): Case => ({ args: [output(n), n, 1.5], tolerance: 0 })),
  copy: sizes.map((n): Case => ({ args: [output(n), input(random(n)), n], tolerance: 0 })),
  add: sizes.flatMap((n): Case[] => [{ args: [output(n), ...tensors(n), n], tolerance: 0 }]),
};
