import { type Case, inout, input, output, type Tensor } from './check-kernel.js';
import { sizes } from './elementwise.cases.js';

const key = [0x12345678, -0x65432110] as const;

const state = (step: number): Tensor => input([0x9abcdef0, 7, step, 0], 'u32');

export const random = {
  randomUniform: sizes.map((n): Case => ({ args: [output(n), n, ...key, -0.5, 1.5], tolerance: 2e-7 })),
  randomNormal: sizes.map((n): Case => ({ args: [output(n), n, ...key, 0.5, 2] })),
  randomTruncatedNormal: sizes.map((n): Case => ({ args: [output(n), n, ...key, 0.5, 2] })),
  dropoutMask: sizes.flatMap((n) =>
    [0, 0.25, 0.5, 1].flatMap((rate) =>
      [0, 5].map((step): Case => ({ args: [output(n), state(step), n, rate], tolerance: 2e-7 })),
    ),
  ),
  advance: [
    { args: [inout([1, 2, 3, 4], 'u32')], expected: [[1, 2, 4, 4]], tolerance: 0 },
    { args: [inout([1, 2, 0xffffffff, 4], 'u32')], expected: [[1, 2, 0, 4]], tolerance: 0 },
  ] satisfies Case[],
  /** The words themselves, all their bits. */
  permutation: sizes.flatMap((n) =>
    [key, [0, 0], [-1, -1]].map((key): Case => ({ args: [output(n, 'u32'), n, ...key], tolerance: 0 })),
  ),
};
