import { checkPositiveInteger, resolveOptions } from '../options.js';
import { batchShapes, checkDataset, checkInputs } from './inputs.js';
import { Batches } from './batches.js';
import { Rows, type DataLike } from './data.js';
import { fixed } from '../format.js';
import type { Network } from './network.js';
import { standardOutput } from './progress-callback.js';
import type { Step } from './step.js';

export interface ProfileOptions {
  /** Targets: with them a training step is profiled, without them a prediction. */
  y?: DataLike | null;
  /** Runs whose times are averaged. Default 20. */
  repeats?: number;
  /** Receives the table instead of the terminal or console. */
  printFn?: ((text: string) => void) | null;
}

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

const defaults: Required<ProfileOptions> = { y: null, repeats: 20, printFn: null };

/**
 * Where the time of one batch goes, by layer and kernel, the longest first. The optimizer is not part of it. Weights, what
 * layers remember, and metrics are afterwards what they were.
 */
export function profile(network: Network, x: DataLike, given: ProfileOptions): Profile {
  const { y, repeats, printFn } = resolveOptions('profile', defaults, given);
  checkPositiveInteger('profile', 'repeats', repeats);
  const step = y === null ? prediction(network, x) : training(network, x, y);
  const { arena, states } = network;
  const words = states.map((state) => state.words.slice());
  const trainer = y === null ? undefined : network.trainer;
  const totals = trainer?.totals;
  const rows = new Map<string, ProfileRow>();
  const now = () => performance.now();
  // The first runs are not yet optimised, and an engine takes its time for that.
  let warmUps = 0;
  for (const start = now(); warmUps < repeats || now() - start < warmUpMilliseconds; warmUps++) step.profile(now);
  for (let run = 0; run < repeats; run++) {
    for (const { scope, kernel, milliseconds } of step.profile(now)) {
      const key = `${scope} ${kernel}`;
      const row = rows.get(key) ?? { layer: scope, kernel, calls: 0, milliseconds: 0 };
      rows.set(key, row);
      row.calls += 1 / repeats;
      row.milliseconds += milliseconds / repeats;
    }
  }
  for (const [i, state] of states.entries()) state.words.set(words[i]);
  if (trainer && totals) trainer.totals = totals;
  const sorted = [...rows.values()].sort((a, b) => b.milliseconds - a.milliseconds);
  for (const row of sorted) row.calls = Math.round(row.calls);
  const result: Profile = {
    rows: sorted,
    milliseconds: sorted.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    threads: arena.threads,
    bytes: { ...step.bytes, arena: arena.bytes },
  };
  (printFn ?? standardOutput().write)(table(result));
  return result;
}

function prediction(network: Network, x: DataLike): Step {
  const inputs = checkInputs(network, x);
  const step = network.predictor.step(inputs.map(({ shape }) => shape));
  for (const [i, tensor] of inputs.entries()) new Rows(tensor).copy(step.view.inputs[i], undefined, 0, tensor.shape[0]);
  return step;
}

function training(network: Network, x: DataLike, y: DataLike): Step {
  const dataset = checkDataset(network, x, y);
  network.trainer.step('train', batchShapes(dataset, dataset.count));
  return new Batches(network.trainer, 'train', dataset, dataset.count).load(0);
}

function table({ rows, milliseconds, threads, bytes }: Profile): string {
  const cells = rows.map((row) => [
    row.layer,
    row.kernel,
    String(row.calls),
    fixed(row.milliseconds * 1000, 1),
    `${fixed((100 * row.milliseconds) / milliseconds, 1)}%`,
  ]);
  const all = [['layer', 'kernel', 'calls', 'µs', 'share'], ...cells];
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const kilobytes = (n: number) => `${fixed(n / 1024, 1)} KB`;
  return [
    ...all.map(line),
    `${fixed(milliseconds * 1000, 1)} µs on ${threads} thread${threads === 1 ? '' : 's'}; ` +
      `temporaries ${kilobytes(bytes.scratch)}, packed weights ${kilobytes(bytes.kept)}, all models ${kilobytes(bytes.arena)}`,
    '',
  ].join('\n');
}
