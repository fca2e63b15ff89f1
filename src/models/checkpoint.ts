// Loaded when somebody goes on from a checkpoint, by on-demand.ts: it imports nothing that runs but what is loaded with it.
import type { CallbackList } from '../callbacks/index.js';
import type { RandomState } from '../random-seed.js';
import type { Network } from './network.js';
import type { Trainer } from './trainer.js';

/** What the means of an epoch are made of. */
export interface EpochTotals {
  samples: number;
  sums: number[];
  metrics: number[][][];
}

/** Where a `fit` is. */
export interface TrainingPoint {
  /** Index of the epoch to go on in. */
  epoch: number;
  /** Index of its next batch. */
  batch: number;
  /** Before the order of this epoch's samples was drawn. */
  random: RandomState;
  callbacks: CallbackList;
}

/** All that training depends on besides weights and optimizer. Plain values. */
export interface Checkpoint {
  epoch: number;
  batch: number;
  /** Before this epoch's order was drawn, and now. */
  random: [before: RandomState, now: RandomState];
  totals: EpochTotals;
  /** 32-bit words of the layers' states. */
  states: number[][];
  /** That of the optimizer, which the file rounds to 32 bits; undefined with a schedule. */
  learningRate?: number | undefined;
  /** What callbacks remember, of those that do. */
  callbacks: unknown[];
}

/** The means of a trainer's epoch, to go on from later. */
export function totalsOf({ samples, sums, outputs }: Trainer): EpochTotals {
  const metrics = outputs.map((output) => output.metrics.map(({ metric }) => [...(metric?.totals ?? [])]));
  return { samples, sums: [...sums], metrics };
}

export function setTotals(trainer: Trainer, { samples, sums, metrics }: EpochTotals): void {
  trainer.samples = samples;
  trainer.sums.set(sums);
  for (const [i, output] of trainer.outputs.entries())
    for (const [j, { metric }] of output.metrics.entries()) metric?.totals.set(metrics[i][j]);
}

/**
 * Puts a training that is about to begin where a checkpoint was taken: its layers, its callbacks and, amidst an epoch, its
 * means.
 */
export function resume(network: Network, checkpoint: Checkpoint, callbacks: CallbackList): void {
  // History is always one of them.
  const those = remembering(callbacks);
  if (those.length !== checkpoint.callbacks.length) {
    throw new RangeError(
      `The checkpoint was taken with ${checkpoint.callbacks.length - 1} callbacks that remember something. Received: ${those.length - 1}. Give \`fit\` the same ones.`,
    );
  }
  const counts = ({ metrics }: EpochTotals) => String(metrics.flat().map(({ length }) => length));
  if (checkpoint.batch > 0 && counts(checkpoint.totals) !== counts(totalsOf(network.trainer))) {
    throw new RangeError('The checkpoint was taken amidst an epoch, with other metrics. Compile with the same ones.');
  }
  for (const [i, state] of network.states.entries()) state.words.set(checkpoint.states[i]);
  for (const [i, callback] of those.entries()) callback.memory = checkpoint.callbacks[i];
  if (checkpoint.batch === 0) return;
  network.trainer.resetMetrics();
  setTotals(network.trainer, checkpoint.totals);
}

/** Those that remember something. */
export const remembering = ({ callbacks }: CallbackList) => callbacks.filter(({ memory }) => memory !== undefined);
