import type { CallbackLike, CallbackList } from '../callbacks/index.js';
import { checkInteger, resolveOptions } from '../options.js';
import { scores } from './batch.js';
import type { EpochBatches } from './batches.js';
import type { DataLike } from './data.js';
import { checkDataset, type SampleWeight } from './inputs.js';
import type { Network, Scores } from './network.js';
import { giveTurn, turnClock } from './pause.js';
import { callbackList, batchSizeFor, checkVerbose, type Verbose } from './run-options.js';
import { type BatchSource, isSource, openSource, refuseSteps } from './source.js';
import type { Trainer } from './trainer.js';

export interface EvaluateOptions {
  /** Default 32. */
  batchSize?: number | null;
  /** How many batches of a source. Default null: all. */
  steps?: number | null;
  /** 0 silent, 1 progress bar, 2 one line. Default `auto`: 1. */
  verbose?: Verbose;
  sampleWeight?: SampleWeight | null;
  callbacks?: CallbackLike | readonly CallbackLike[] | null;
  /** True: scores by name. */
  returnDict?: boolean;
  /** Ends the evaluation early with an AbortError. */
  signal?: AbortSignal | null;
}

const defaults: Required<EvaluateOptions> = {
  batchSize: null,
  steps: null,
  verbose: 'auto',
  sampleWeight: null,
  callbacks: null,
  returnDict: false,
  signal: null,
};

export async function evaluate(
  network: Network,
  x: DataLike | BatchSource,
  y: DataLike,
  given: EvaluateOptions,
): Promise<Scores | Record<string, number>> {
  const options = resolveOptions('evaluate', defaults, given);
  const verbose = checkVerbose('evaluate', options.verbose);
  checkInteger('evaluate', 'batchSize', options.batchSize ?? 1);
  const batches = isSource(x)
    ? await openSource('evaluate', network, 'x', x, options.steps, options)
    : batchesOf(network, x, y, options);
  const { runs } = network;
  const { listeners } = runs;
  try {
    const callbacks = callbackList(network, options.callbacks, { verbose, epochs: 1, steps: batches.count });
    runs.listeners = callbacks;
    const logs = await evaluateBatches(network.trainer, batches, callbacks, options.signal);
    return scores(network, logs, options.returnDict);
  } finally {
    runs.listeners = listeners;
    await batches.close?.();
  }
}

/** All batches of data that are at hand. */
function batchesOf(network: Network, x: DataLike, y: DataLike, options: Required<EvaluateOptions>): EpochBatches {
  refuseSteps('evaluate', 'steps', options.steps);
  const dataset = checkDataset(network, x, y, options);
  return network.trainer.batches('evaluate', dataset, batchSizeFor(network, options.batchSize, dataset.count));
}

/** Runs all batches and returns the logs, sorted by name. */
export async function evaluateBatches(
  trainer: Trainer,
  batches: EpochBatches,
  callbacks: CallbackList,
  signal: AbortSignal | null,
): Promise<Record<string, number>> {
  signal?.throwIfAborted();
  trainer.resetMetrics();
  const isTurnDue = turnClock();
  await callbacks.call('onTestBegin');
  for (let batch = 0; batches.next ? await batches.next(batch) : batch < batches.count!; batch++) {
    signal?.throwIfAborted();
    if (callbacks.has('onTestBatchBegin')) await callbacks.call('onTestBatchBegin', batch);
    trainer.evaluate(batches.load(batch), batches.size(batch));
    if (callbacks.has('onTestBatchEnd')) await callbacks.endBatch('onTestBatchEnd', batch, trainer);
    if (isTurnDue()) await giveTurn();
  }
  signal?.throwIfAborted();
  const logs = trainer.logs();
  await callbacks.call('onTestEnd', logs);
  return logs;
}
