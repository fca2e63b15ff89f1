import { type CallbackLike, History } from '../callbacks/index.js';
import { show } from '../errors.js';
import { checkPositiveInteger, invalid, resolveOptions } from '../options.js';
import { getRandomState, setRandomState } from '../random-seed.js';
import type { Tensor } from '../tensor.js';
import { shuffle } from './batches.js';
import type { Checkpoint, TrainingPoint } from './checkpoint.js';
import { type DataLike, slice } from './data.js';
import { evaluateBatches } from './evaluate.js';
import { type ClassWeight, checkDataset, type Dataset, type SampleWeight } from './inputs.js';
import type { Network } from './network.js';
import { giveTurn, turnClock } from './pause.js';
import { callbackList, checkBatchSize, checkVerbose, type Verbose } from './run-options.js';
import { sortedByName } from './trainer.js';

export interface FitOptions {
  /** Default 32. The last batch of an epoch may be smaller. */
  batchSize?: number | null;
  /** Index of the epoch to stop before: with `initialEpoch` 0 the number of epochs. Default 1. */
  epochs?: number;
  /** 0 silent, 1 progress bar, 2 one line per epoch. Default `auto`: 1. */
  verbose?: Verbose;
  callbacks?: CallbackLike | readonly CallbackLike[] | null;
  /** This share of the samples, the last ones, is used for validation instead of training. Default 0. */
  validationSplit?: number;
  /** [x, y] or [x, y, sampleWeight] to evaluate after each epoch. */
  validationData?: readonly [x: DataLike, y: DataLike, sampleWeight?: SampleWeight] | null;
  /** Default: `batchSize`. */
  validationBatchSize?: number | null;
  /** Validate every so many epochs, or after the epochs listed, counted from 1. Default 1. */
  validationFreq?: number | readonly number[];
  /** New order of the samples in each epoch. Default true. */
  shuffle?: boolean;
  /** { class: weight } of the samples in the loss. */
  classWeight?: ClassWeight | null;
  /** One weight per sample, or per value of the loss; for several outputs also one of these for each. */
  sampleWeight?: SampleWeight | null;
  /** Index of the first epoch. Default 0. */
  initialEpoch?: number;
  /** Ends training after the batch under way; `fit` then rejects with the signal's reason. */
  signal?: AbortSignal | null;
}

const defaults: Required<FitOptions> = {
  batchSize: null,
  epochs: 1,
  verbose: 'auto',
  callbacks: null,
  validationSplit: 0,
  validationData: null,
  validationBatchSize: null,
  validationFreq: 1,
  shuffle: true,
  classWeight: null,
  sampleWeight: null,
  initialEpoch: 0,
  signal: null,
};

export async function fit(network: Network, x: DataLike, y: DataLike, given: FitOptions): Promise<History> {
  const options = resolveOptions('fit', defaults, given, ['validationFreq']);
  const { epochs, initialEpoch, signal } = options;
  const verbose = checkVerbose('fit', options.verbose);
  for (const [name, value] of Object.entries({ epochs, initialEpoch })) {
    if (!Number.isInteger(value) || value < 0) throw invalid('fit', name, value, 'an integer from 0');
  }
  signal?.throwIfAborted();
  const all = checkDataset(network, x, y, options);
  const [training, validation] = splitData(network, all, options);
  const batchSize = checkBatchSize(network, options.batchSize, training.count);
  const { trainer } = network;
  const batches = trainer.batches('train', training, batchSize);
  const validationSize = options.validationBatchSize ?? options.batchSize;
  const validationBatches =
    validation && trainer.batches('evaluate', validation, checkBatchSize(network, validationSize, validation.count));

  const history = new History();
  const callbacks = callbackList(network, options.callbacks, { verbose, epochs, steps: batches.count }, history);
  const order = options.shuffle ? new Uint32Array(training.count) : undefined;
  const isTurnDue = turnClock();
  network.stopTraining = false;
  let logs: Record<string, number> = {};

  let resumed: Checkpoint | undefined;
  try {
    await callbacks.call('onTrainBegin');
  } finally {
    // Also where a hook has failed: what one has loaded for this training is not for another.
    resumed = network.resumption;
    network.resumption = undefined;
  }
  if (resumed) {
    const { resume } = await import('./checkpoint.js');
    resume(network, resumed, callbacks);
    setRandomState(resumed.random[0]);
  }
  let first = resumed?.batch ?? 0;
  for (let epoch = resumed?.epoch ?? initialEpoch; epoch < epochs; epoch++) {
    const point: TrainingPoint = { epoch, batch: first, random: getRandomState(), callbacks };
    // Amidst an epoch, `resume` has brought its means.
    if (first === 0) trainer.resetMetrics();
    if (order) shuffle(order);
    if (resumed && first > 0) setRandomState(resumed.random[1]);
    network.point = point;
    if (first === 0) await callbacks.callAt('onEpochBegin', epoch);
    for (let batch = first; batch < batches.count; batch++) {
      signal?.throwIfAborted();
      if (callbacks.hasTrainBatchHooks) await callbacks.callAt('onTrainBatchBegin', batch);
      trainer.train(batches.load(batch, order), batches.size(batch));
      point.batch = batch + 1;
      if (callbacks.hasTrainBatchHooks) await callbacks.endBatch('onTrainBatchEnd', batch, trainer);
      if (network.stopTraining) break;
      if (isTurnDue()) await giveTurn();
    }
    first = 0;
    network.point = undefined;
    logs = trainer.logs();
    if (validationBatches && isDue(options.validationFreq, epoch + 1)) {
      const results = await evaluateBatches(trainer, validationBatches, callbacks, signal);
      const validated = Object.entries(results).map(([name, value]): [string, number] => [`val_${name}`, value]);
      logs = sortedByName([...Object.entries(logs), ...validated]);
    }
    await callbacks.callAt('onEpochEnd', epoch, logs);
    if (network.stopTraining) break;
  }
  if (epochs > 0) trainer.compiled.optimizer.finalize();
  network.arena.parameterVersion++;
  await callbacks.call('onTrainEnd', logs);
  network.history = history;
  return history;
}

function isDue(frequency: number | readonly number[], epoch: number): boolean {
  return typeof frequency === 'number' ? epoch % frequency === 0 : frequency.includes(epoch);
}

/** Training data and validation data: given, or the tail of the former. */
function splitData(network: Network, all: Dataset, options: Required<FitOptions>): [Dataset, Dataset | undefined] {
  const { validationData, validationSplit, validationFreq } = options;
  for (const frequency of [validationFreq].flat()) checkPositiveInteger('fit', 'validationFreq', frequency);
  if (validationData !== null) {
    if (!Array.isArray(validationData) || validationData.length < 2 || validationData.length > 3) {
      throw new TypeError(
        `fit: \`validationData\` must be [x, y] or [x, y, sampleWeight]. Received: ${show(validationData)}`,
      );
    }
    const [x, y, sampleWeight] = validationData;
    return [all, checkDataset(network, x, y, { sampleWeight }, 'validationData: ')];
  }
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw invalid('fit', 'validationSplit', validationSplit, 'a number in [0, 1)');
  }
  if (validationSplit === 0) return [all, undefined];
  const splitAt = Math.floor(all.count * (1 - validationSplit));
  if (splitAt === 0 || splitAt === all.count) {
    throw new RangeError(
      `Training data contains ${all.count} samples, which is not sufficient to split it into a validation and training set as specified by ` +
        `\`validationSplit: ${validationSplit}\`. Either provide more data, or a different value for the \`validationSplit\` argument.`,
    );
  }
  const tail = part(all, splitAt, all.count);
  // As in Keras, class weights are for training; sample weights are split with the data.
  return [part(all, 0, splitAt), options.classWeight ? { ...tail, weights: undefined } : tail];
}

function part({ inputs, targets, givenTargets, weights }: Dataset, from: number, to: number): Dataset {
  const cut = (tensor: Tensor | undefined) => tensor && slice(tensor, from, to);
  return {
    count: to - from,
    inputs: inputs.map((tensor) => slice(tensor, from, to)),
    targets: targets.map(cut),
    givenTargets,
    weights: weights?.map(cut),
  };
}
