import type { KernelName, Kernels } from './kernels.js';

/** How the work of a kernel is shared. Rows or columns are, never a sum, so that the bits do not depend on it. */
export interface Split {
  /** Number of rows that can be shared; parts begin at multiples of `grain`. */
  rows(args: readonly number[]): number;
  grain: number;
  /** Multiply-adds, roughly. */
  work(args: readonly number[]): number;
  /** The arguments for the rows from `begin` to `end`. */
  part(args: readonly number[], begin: number, end: number): number[];
  /** The argument that is a workspace: each part needs one of its own. */
  workspace?: { argument: number; floats(args: readonly number[], kernels: Kernels): number };
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

const splits: Partial<Record<KernelName, Split>> = {
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
  // matmulTransposeA(c, a, b, workspace, m, n, k, accumulate, begin, end)
  matmulTransposeA: {
    rows: (args) => args[4],
    grain: 4,
    work: ([, , , , m, n, k]) => m * n * k,
    part: (args, begin, end) => [...args.slice(0, -2), begin, end],
    workspace: { argument: 3, floats: (args, kernels) => kernels.matmulWorkspace(args[4], args[5], args[6]) },
  },
  // lstmGradients(dKernel, dRecurrentKernel, dBias, scratch, workspace, batch, …, begin, end): groups of four units
  lstmGradients: {
    rows: (args) => args.at(-1)!,
    grain: 1,
    work: (args) => lstmWork(args.slice(5)),
    part: (args, begin, end) => [...args.slice(0, -2), begin, end],
    workspace: {
      argument: 3,
      floats: ([, , , , , batch, steps, features, units, copies], kernels) =>
        kernels.lstmGradientsSize(batch, steps, features, units, copies),
    },
  },
  lstmForward: overBatch(11, (args) => lstmWork(args.slice(11))),
  lstmBackward: overBatch(11, (args) => lstmWork(args.slice(11))),
};

/**
 * The arguments of each part, or nothing when the work is too little to be shared.
 *
 * @param allocate Gives a workspace of so many floats to a part; it lives as long as the call.
 */
export function splitWork(
  kernel: KernelName,
  args: readonly number[],
  threads: number,
  kernels: Kernels,
  allocate: (part: number, floats: number) => number,
): { work: number; parts: number[][] } | undefined {
  const split = splits[kernel];
  if (!split || threads < 2) return undefined;
  const work = split.work(args);
  if (work < leastWork) return undefined;
  const { workspace } = split;
  const rows = split.rows(args);
  const share = Math.ceil(rows / threads / split.grain) * split.grain;
  const parts: number[][] = [];
  for (let begin = 0; begin < rows; begin += share) {
    const part = split.part(args, begin, Math.min(begin + share, rows));
    // The first part keeps the workspace there is.
    if (workspace && begin > 0) part[workspace.argument] = allocate(parts.length, workspace.floats(args, kernels));
    parts.push(part);
  }
  return parts.length > 1 ? { work, parts } : undefined;
}
