// A checkpoint in a file. Apart from checkpoint.ts, so that only pages that save load it.
import { show } from '../errors.js';
import { getRandomState, type RandomState } from '../random-seed.js';
import type { NamedBytes } from '../storage/index.js';
import { type Checkpoint, remembering, totalsOf, type TrainingPoint } from './checkpoint.js';
import type { Network } from './network.js';

/** The member of a `.keras` file that only this library reads. */
export const memberName = 'checkpoint.json';

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
    totals: totalsOf(network.trainer),
    states: network.states.map((state) => [...state.words]),
    learningRate: network.optimizer!.hasSchedule ? undefined : network.optimizer!.learningRate,
    callbacks: remembering(callbacks).map(({ memory }) => memory),
  };
  // JSON knows neither NaN nor infinity, which a loss may have become.
  const text = JSON.stringify(checkpoint, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return { name: memberName, bytes: new TextEncoder().encode(text) };
}

/** What `takeCheckpoint` wrote, as JSON has it: numbers that it does not know are words. */
export function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withNumbers(one)]));
  }
  return ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value;
}

/** @throws RangeError for what is no checkpoint of this model. */
export function checkCheckpoint(network: Network, value: unknown, place: string): Checkpoint {
  const checkpoint = value as Checkpoint;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const isRandom = (state: RandomState) =>
    isCount(state?.streams) && (state.seed === undefined || (isCount(state.seed) && state.seed < 2 ** 32));
  const isNumbers = (list: unknown) => Array.isArray(list) && list.every((n) => typeof n === 'number');
  const { states } = network;
  const { sums, metrics } = totalsOf(network.trainer);
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
    (checkpoint.learningRate === undefined ||
      (Number.isFinite(checkpoint.learningRate) && checkpoint.learningRate >= 0)) &&
    Array.isArray(checkpoint.callbacks);
  if (fits) return checkpoint;
  throw new RangeError(
    `${place} is no checkpoint of model '${network.name}'. Received: ${show(value)}. The file is damaged, or of another model.`,
  );
}
