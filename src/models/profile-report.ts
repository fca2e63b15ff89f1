// Loaded when somebody profiles, by on-demand.ts: it imports nothing that runs but what is loaded with it.
import { setTotals, totalsOf } from './checkpoint.js';
import type { Network } from './network.js';
import type { Step } from './step.js';
import type { Trainer } from './trainer.js';

export interface ProfileRow {
  /** The layer, or `loss`, `metrics`, `backward`. */
  layer: string;
  kernel: string;
  calls: number;
  /** A run's. */
  milliseconds: number;
}

export interface Profile {
  rows: ProfileRow[];
  milliseconds: number;
  threads: number;
  bytes: {
    /** Temporaries of this program. All programs share one such block. */
    scratch: number;
    /** Packed weights that the program keeps. */
    kept: number;
    /** All memory of all models. */
    arena: number;
  };
}

const warmUpMilliseconds = 100;

/**
 * Where the time of a step goes. What layers remember, and the metrics of a step of training, are afterwards what they were.
 * @internal
 */
export function report(
  { arena, states, nonTrainableWeights }: Network,
  step: Step,
  repeats: number,
  trainer: Trainer | undefined,
): Profile {
  const words = states.map((state) => state.words.slice());
  const values = nonTrainableWeights.map((weight) => weight.read());
  const totals = trainer && totalsOf(trainer);
  const rows = measure(step, repeats);
  for (const [i, state] of states.entries()) state.words.set(words[i]);
  for (const [i, weight] of nonTrainableWeights.entries()) weight.write(values[i]);
  if (trainer && totals) setTotals(trainer, totals);
  return {
    rows,
    milliseconds: rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    threads: arena.threads,
    bytes: { scratch: step.plan.scratch, kept: step.plan.kept, arena: arena.bytes },
  };
}

/** The average time of a run by layer and kernel, the longest first. */
function measure(step: Step, repeats: number): ProfileRow[] {
  const rows = new Map<string, ProfileRow>();
  const now = () => performance.now();
  // The first runs are not yet optimised, and an engine takes its time for that.
  let warmUps = 0;
  for (const start = now(); warmUps < repeats || now() - start < warmUpMilliseconds; warmUps++) times(step, now);
  for (let run = 0; run < repeats; run++) {
    for (const { scope, kernel, milliseconds } of times(step, now)) {
      const key = `${scope} ${kernel}`;
      const row = rows.get(key) ?? { layer: scope, kernel, calls: 0, milliseconds: 0 };
      rows.set(key, row);
      row.calls += 1 / repeats;
      row.milliseconds += milliseconds / repeats;
    }
  }
  for (const row of rows.values()) row.calls = Math.round(row.calls);
  return [...rows.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

interface CallTime {
  scope: string;
  kernel: string;
  milliseconds: number;
}

/** Runs a step once with a clock around each call. */
function times(step: Step, now: () => number): CallTime[] {
  step.bind();
  const result: CallTime[] = [];
  const bound = [...step.preparations, ...step.calls];
  for (const [i, { scope, kernel }] of [...step.plan.preparations, ...step.plan.calls].entries()) {
    const start = now();
    bound[i]();
    result.push({ scope, kernel, milliseconds: now() - start });
  }
  return result;
}

export function table({ rows, milliseconds, threads, bytes }: Profile): string {
  const cells = rows.map((row) => [
    row.layer,
    row.kernel,
    String(row.calls),
    (row.milliseconds * 1000).toFixed(1),
    `${((100 * row.milliseconds) / milliseconds).toFixed(1)}%`,
  ]);
  const all = [['layer', 'kernel', 'calls', 'µs', 'share'], ...cells];
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const kilobytes = (n: number) => `${(n / 1024).toFixed(1)} KB`;
  return [
    ...all.map(line),
    `${(milliseconds * 1000).toFixed(1)} µs on ${threads} thread${threads === 1 ? '' : 's'}; ` +
      `temporaries ${kilobytes(bytes.scratch)}, packed weights ${kilobytes(bytes.kept)}, all models ${kilobytes(bytes.arena)}`,
    '',
  ].join('\n');
}
