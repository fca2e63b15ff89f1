import { single } from '../layers/symbolic.js';
import { resolveOptions } from '../options.js';
import type { DataLike } from './data.js';
import { type ClassWeight, checkDataset, type SampleWeight } from './inputs.js';
import type { Network, Scores } from './network.js';
import { batchSizeFor } from './run-options.js';
import type { Mode } from './trainer.js';

export interface BatchOptions {
  /** One weight per sample, or per value of the loss; for several outputs also one of these for each. */
  sampleWeight?: SampleWeight | null;
  classWeight?: ClassWeight | null;
  /** True: scores by name. */
  returnDict?: boolean;
}

const defaults: Required<BatchOptions> = { sampleWeight: null, classWeight: null, returnDict: false };

/** One step on one batch. Metrics are of this batch alone, before training changes the weights. */
export function runBatch(
  mode: Mode,
  network: Network,
  x: DataLike,
  y: DataLike,
  given: BatchOptions,
): Scores | Record<string, number> {
  const options = resolveOptions(`${mode === 'train' ? 'train' : 'test'}OnBatch`, defaults, given);
  const dataset = checkDataset(network, x, y, options);
  batchSizeFor(network, dataset.count, dataset.count);
  const { trainer } = network;
  const batches = trainer.batches(mode, dataset);
  trainer.resetMetrics();
  trainer[mode](batches.load(0), dataset.count);
  return scores(network, trainer.logs(), options.returnDict);
}

/** Logs as Keras returns them: by name, as a list, or the loss alone as a number. */
export function scores(
  network: Network,
  logs: Record<string, number>,
  returnDict: boolean,
): Scores | Record<string, number> {
  if (returnDict) return logs;
  return single(network.metricsNames.map((name) => logs[name]));
}
