import type { CallbackList } from '../callbacks/index.js';
import { show } from '../errors.js';
import type { NamedBytes } from '../storage/index.js';
import { getRandomState, type RandomState, setRandomState } from '../random-seed.js';
import type { Network } from './network.js';
import type { EpochTotals } from './trainer.js';

/** The member of a `.keras` file that only this library reads. */
export const memberName = 'checkpoint.json';

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
  /** What callbacks remember, of those that do. */
  callbacks: unknown[];
}

/** The present point of a model's training, for a file. @throws Error where callbacks are not all at the same point. */
export function takeCheckpoint(network: Network, point: TrainingPoint | undefined): NamedBytes {
  if (!point) {
    throw new Error(
      `Model '${network.name}' is not between two steps. Save a checkpoint from \`onEpochBegin\` or \`onTrainBatchEnd\` of a callback of \`fit\`.`,
    );
  }
  const { epoch, batch, random, callbacks } = point;
  const checkpoint: Checkpoint = {
    epoch,
    batch,
    random: [random, getRandomState()],
    totals: network.trainer.totals,
    states: network.states.map((state) => [...state.words]),
    callbacks: remembering(callbacks).map(({ memory }) => memory),
  };
  return { name: memberName, bytes: new TextEncoder().encode(JSON.stringify(checkpoint)) };
}

/** @throws RangeError for what is no checkpoint of this model. */
export function checkCheckpoint(network: Network, value: unknown, place: string): Checkpoint {
  const checkpoint = value as Checkpoint;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const isRandom = (state: RandomState) =>
    isCount(state?.streams) && (state.seed === undefined || (isCount(state.seed) && state.seed < 2 ** 32));
  const isNumbers = (list: unknown) => Array.isArray(list) && list.every((n) => typeof n === 'number');
  const { states } = network;
  const { sums, metrics } = network.trainer.totals;
  const fits =
    typeof value === 'object' &&
    value !== null &&
    isCount(checkpoint.epoch) &&
    isCount(checkpoint.batch) &&
    Array.isArray(checkpoint.random) &&
    checkpoint.random.length === 2 &&
    checkpoint.random.every(isRandom) &&
    Array.isArray(checkpoint.states) &&
    checkpoint.states.length === states.length &&
    checkpoint.states.every((words, i) => isNumbers(words) && words.length === states[i].words.length) &&
    isCount(checkpoint.totals?.samples) &&
    isNumbers(checkpoint.totals.sums) &&
    checkpoint.totals.sums.length === sums.length &&
    Array.isArray(checkpoint.totals.metrics) &&
    checkpoint.totals.metrics.length === metrics.length &&
    checkpoint.totals.metrics.every(
      (lists, i) => Array.isArray(lists) && lists.length === metrics[i].length && lists.every(isNumbers),
    ) &&
    Array.isArray(checkpoint.callbacks);
  if (fits) return checkpoint;
  throw new RangeError(
    `${place} is no checkpoint of model '${network.name}'. Received: ${show(value)}. The file is damaged, or of another model.`,
  );
}

/** Puts a training that is about to begin, with the same callbacks, where a checkpoint was taken. */
export function resume(network: Network, checkpoint: Checkpoint, callbacks: CallbackList): void {
  const those = remembering(callbacks);
  if (those.length !== checkpoint.callbacks.length) {
    throw new RangeError(
      `The checkpoint was taken with ${checkpoint.callbacks.length} callbacks that remember something, History included. Received: ${those.length}. Give \`fit\` the same callbacks as before.`,
    );
  }
  for (const [i, state] of network.states.entries()) state.words.set(checkpoint.states[i]);
  for (const [i, callback] of those.entries()) callback.memory = checkpoint.callbacks[i];
  setRandomState(checkpoint.random[0]);
}

const remembering = ({ callbacks }: CallbackList) => callbacks.filter(({ memory }) => memory !== undefined);
