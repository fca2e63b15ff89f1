import type { KernelName } from './kernels.js';

/** How the work of a kernel is shared. Rows or columns are, never a sum, so that the bits do not depend on it. */
export interface Split {
  /** Number of rows that can be shared; parts begin at multiples of `grain`. */
  rows(args: readonly number[]): number;
  grain: number;
  /** Multiply-adds, roughly. */
  work(args: readonly number[]): number;
  /** The arguments for the rows from `begin` to `end`. */
  part(args: readonly number[], begin: number, end: number): number[];
  /** The argument that is a workspace, of which each part needs one of its own. */
  workspace?: number;
}

/** Below this, about 100 µs, waking a worker costs more than it saves. */
const leastWork = 2_500_000;

const replaced = (args: readonly number[], changes: Readonly<Record<number, number>>): number[] =>
  args.map((argument, i) => changes[i] ?? argument);

/** LSTM kernels take the range of the batch as their last two arguments. */
const overBatch = (batch: number, work: (args: readonly number[]) => number): Split => ({
  rows: (args) => args[batch],
  grain: 2,
  work,
  part: (args, begin, end) => [...args.slice(0, -2), begin, end],
});

const lstmWork = ([batch, steps, features, units, copies]: readonly number[]) =>
  batch * steps * 4 * units * copies * (features + units);

export const splits: Partial<Record<KernelName, Split>> = {
  // matmulPacked(c, a, packed, bias, m, n, k, accumulate)
  matmulPacked: {
    rows: (args) => args[4],
    grain: 2,
    work: ([, , , , m, n, k]) => m * n * k,
    part: (args, begin, end) => {
      const [c, a, , , , n, k] = args;
      return replaced(args, { 0: c + begin * n * 4, 1: a + begin * k * 4, 4: end - begin });
    },
  },
  lstmForward: overBatch(11, (args) => lstmWork(args.slice(11))),
  lstmBackward: overBatch(11, (args) => lstmWork(args.slice(11))),
};

/** The arguments of each part, or nothing when the work is too little to be shared. */
export function splitWork(kernel: KernelName, args: readonly number[], threads: number): number[][] | undefined {
  const split = splits[kernel];
  if (!split || threads < 2 || split.work(args) < leastWork) return undefined;
  const rows = split.rows(args);
  const share = Math.ceil(rows / threads / split.grain) * split.grain;
  const parts: number[][] = [];
  for (let begin = 0; begin < rows; begin += share) parts.push(split.part(args, begin, Math.min(begin + share, rows)));
  return parts.length > 1 ? parts : undefined;
}
