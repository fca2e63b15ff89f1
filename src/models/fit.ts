import { type CallbackLike, History } from '../callbacks/index.js';
import { within } from '../errors.js';
import { checkInteger, invalid, isGiven, resolveOptions } from '../options.js';
import { getRandomState, setRandomState } from '../random-seed.js';
import { type EpochBatches, shuffle } from './batches.js';
import type { Checkpoint, TrainingPoint } from './checkpoint.js';
import type { DataLike } from './data.js';
import { evaluateBatches } from './evaluate.js';
import { type ClassWeight, checkDataset, type Dataset, type SampleWeight } from './inputs.js';
import type { Network } from './network.js';
import { giveTurn, turnClock } from './pause.js';
import { callbackList, batchSizeFor, checkVerbose, type Verbose } from './run-options.js';
import { type Batch, type BatchSource, isSource, openSource, refuseSteps } from './source.js';
import { split } from './split.js';
import { type Mode, sortedByName } from './trainer.js';

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
  /** [x, y] or [x, y, sampleWeight] to evaluate after each epoch, or a source of batches. */
  validationData?: Batch | BatchSource | null;
  /** Default: `batchSize`. */
  validationBatchSize?: number | null;
  /**
   * How many batches of a source are an epoch; the next one goes on behind them. Default null: all, from the beginning each time. Only
   * then has a training that goes on from a checkpoint the same bits, for it reads the source from its beginning.
   */
  stepsPerEpoch?: number | null;
  /** The same for a source of `validationData`. */
  validationSteps?: number | null;
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
  stepsPerEpoch: null,
  validationSteps: null,
  validationFreq: 1,
  shuffle: true,
  classWeight: null,
  sampleWeight: null,
  initialEpoch: 0,
  signal: null,
};

export async function fit(
  network: Network,
  x: DataLike | BatchSource,
  y: DataLike,
  given: FitOptions,
): Promise<History> {
  const options = resolveOptions('fit', defaults, given, ['validationFreq']);
  const verbose = checkVerbose('fit', options.verbose);
  for (const name of ['epochs', 'initialEpoch'] as const) checkInteger('fit', name, options[name], 0);
  for (const name of ['batchSize', 'validationBatchSize'] as const) checkInteger('fit', name, options[name] ?? 1);
  for (const frequency of [options.validationFreq].flat()) checkInteger('fit', 'validationFreq', frequency);
  options.signal?.throwIfAborted();
  const batches: EpochBatches[] = [];
  try {
    await addBatches(network, x, y, options, batches);
    return await train(network, batches, verbose, options);
  } finally {
    for (const one of batches) await one.close?.();
  }
}

async function train(
  network: Network,
  [training, validation]: readonly EpochBatches[],
  verbose: number,
  options: Required<FitOptions>,
): Promise<History> {
  const { epochs, initialEpoch, signal } = options;
  signal?.throwIfAborted();
  const { trainer } = network;
  const history = new History();
  const callbacks = callbackList(network, options.callbacks, { verbose, epochs, steps: training.count }, history);
  const order = options.shuffle && training.samples ? new Uint32Array(training.samples) : undefined;
  const isTurnDue = turnClock();
  network.runs.listeners = callbacks;
  network.history = history;
  let logs: Record<string, number> = {};

  let resumed: Checkpoint | undefined;
  try {
    await callbacks.call('onTrainBegin');
  } finally {
    // Also where a hook has failed: what one has loaded for this training is not for another.
    resumed = network.runs.resumption;
    network.runs.resumption = undefined;
  }
  if (resumed) {
    const { resume } = await import('./on-demand.js');
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
    network.runs.point = point;
    if (first === 0) await callbacks.call('onEpochBegin', epoch);
    for (let batch = first; training.next ? await training.next(batch) : batch < training.count!; batch++) {
      signal?.throwIfAborted();
      if (callbacks.has('onTrainBatchBegin')) await callbacks.call('onTrainBatchBegin', batch);
      trainer.train(training.load(batch, order), training.size(batch));
      point.batch = batch + 1;
      if (callbacks.has('onTrainBatchEnd')) await callbacks.endBatch('onTrainBatchEnd', batch, trainer);
      if (network.stopTraining) break;
      if (isTurnDue()) await giveTurn();
    }
    network.runs.point = undefined;
    // A source that has come to its end.
    if (point.batch === 0) break;
    first = 0;
    logs = trainer.logs();
    if (validation && isDue(options.validationFreq, epoch + 1)) {
      const results = await evaluateBatches(trainer, validation, callbacks, signal);
      const validated = Object.entries(results).map(([name, value]): [string, number] => [`val_${name}`, value]);
      // Without a batch there are no figures, as of a source that has come to its end.
      if (trainer.samples > 0) logs = sortedByName([...Object.entries(logs), ...validated]);
    }
    await network.runs.between(callbacks, () => callbacks.call('onEpochEnd', epoch, logs));
    if (network.stopTraining) break;
  }
  signal?.throwIfAborted();
  if (epochs > 0) trainer.compiled.optimizer.finalize();
  network.arena.parameterVersion++;
  await callbacks.call('onTrainEnd', logs);
  return history;
}

function isDue(frequency: number | readonly number[], epoch: number): boolean {
  return typeof frequency === 'number' ? epoch % frequency === 0 : frequency.includes(epoch);
}

/** Adds the batches to train on and those to validate on, if any. All that is at hand is checked before anything is trained. */
async function addBatches(
  network: Network,
  x: DataLike | BatchSource,
  y: DataLike,
  options: Required<FitOptions>,
  batches: EpochBatches[],
): Promise<void> {
  const { batchSize, validationData: held, stepsPerEpoch, validationSteps } = options;
  const add = (mode: Mode, data: Dataset, size: number | null) =>
    batches.push(network.trainer.batches(mode, data, batchSizeFor(network, size, data.count)));
  const { validationSplit: share } = options;
  if (!(share >= 0 && share < 1)) throw invalid('fit', 'validationSplit', share, 'a number in [0, 1)');
  if (!isSource(held)) refuseSteps('fit', 'validationSteps', validationSteps);
  let all: Dataset | undefined;
  if (isSource(x)) batches.push(await openSource('train', network, 'x', x, stepsPerEpoch, options));
  else {
    refuseSteps('fit', 'stepsPerEpoch', stepsPerEpoch);
    all = checkDataset(network, x, y, options);
  }
  const given = isGiven(held) && !isSource(held) ? checkHeld(network, held) : undefined;
  const [own, tail = given] = all && !held ? splitData(all, options) : [all];
  if (own) add('train', own, batchSize);
  if (isSource(held))
    batches.push(await openSource('evaluate', network, 'validationData', held, validationSteps, options));
  else if (tail) add('evaluate', tail, options.validationBatchSize ?? batchSize);
}

function checkHeld(network: Network, data: unknown): Dataset {
  if (!Array.isArray(data) || data.length < 2 || data.length > 3) {
    throw invalid('fit', 'validationData', data, '[x, y] or [x, y, sampleWeight]', TypeError);
  }
  const [x, y, sampleWeight] = data;
  return within('validationData', () => checkDataset(network, x, y, { sampleWeight }));
}

/** The data without their tail, and that, for validation. */
function splitData(all: Dataset, { validationSplit, classWeight }: Required<FitOptions>): Dataset[] {
  if (validationSplit === 0) return [all];
  const [own, tail] = split(all, validationSplit);
  // As in Keras, class weights are for training; sample weights are split with the data.
  return [own, classWeight ? { ...tail, weights: [] } : tail];
}
