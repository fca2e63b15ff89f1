import { within } from '../errors.js';
import { invalid } from '../options.js';
import { isShaped } from '../tensor.js';
import type { Batches, EpochBatches } from './batches.js';
import type { DataLike } from './data.js';
import { type ClassWeight, checkDataset, type SampleWeight } from './inputs.js';
import type { Network } from './network.js';
import { batchSizeFor } from './run-options.js';
import type { Mode } from './trainer.js';

/** One batch of a source. Batches may be of different sizes. Programs that do not say so make arrays of `[x, y]`. */
export type Batch = readonly [x: DataLike, y: DataLike, sampleWeight?: SampleWeight] | readonly DataLike[];

/** What can be iterated, waiting or not, but arrays. */
export type BatchIterable = (Iterable<Batch> | AsyncIterable<Batch>) & { readonly length?: never };

/**
 * Batches that come one after another: what can be iterated, waiting or not, or a function that makes it anew for each epoch,
 * such as a generator function. Not an array, which is data.
 */
export type BatchSource = BatchIterable | (() => Iterable<Batch> | AsyncIterable<Batch>);

/** Options of `fit` and `evaluate`, of which some are for data that are at hand. */
export interface SourceOptions {
  epochs?: number;
  initialEpoch?: number;
  batchSize: number | null;
  validationSplit?: number;
  sampleWeight: SampleWeight | null;
  classWeight?: ClassWeight | null;
  signal: AbortSignal | null;
}

export function isSource(data: unknown): data is BatchSource {
  if (typeof data === 'function') return true;
  if (typeof data !== 'object' || data === null || Array.isArray(data) || ArrayBuffer.isView(data)) return false;
  return !isShaped(data) && (Symbol.iterator in data || Symbol.asyncIterator in data);
}

/** @throws RangeError where a number of batches is given for what is no source. */
export function refuseSteps(owner: string, name: string, steps: number | null): void {
  if (steps !== null)
    throw invalid(owner, name, steps, 'null: arrays are whole epochs, only sources of batches have steps');
}

/**
 * Opens a source: its first batch is read and checked, and the model built for it.
 * @param what For messages: `x`, `validationData`.
 * @param count How many batches are an epoch; null: all.
 */
export async function openSource(
  mode: Mode,
  network: Network,
  what: string,
  source: BatchSource,
  count: number | null,
  options: SourceOptions,
): Promise<EpochBatches> {
  network.checkCompiled();
  const classWeight = mode === 'train' ? options.classWeight : null;
  const read = ([x, y, sampleWeight]: Batch, index: number): Batches => {
    return within(`${what}, batch ${index}`, () => {
      const dataset = checkDataset(network, x, y, { sampleWeight, classWeight });
      return network.trainer.batches(mode, dataset, batchSizeFor(network, dataset.count, dataset.count));
    });
  };
  const { openStream } = await import('./on-demand.js');
  return openStream(what, source, count, options, read);
}
