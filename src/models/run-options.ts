import type { CallbackLike } from '../callbacks/index.js';
import { show } from '../errors.js';
import { checkPositiveInteger } from '../options.js';
import type { Network } from './network.js';
import { ProgressCallback } from './progress-callback.js';

/** 0 silent, 1 progress bar, 2 one line per epoch; `auto` is 1. */
export type Verbose = 'auto' | 0 | 1 | 2 | boolean;

export function checkVerbose(owner: string, verbose: unknown): 0 | 1 | 2 {
  if (verbose === 'auto' || verbose === true || verbose === 1) return 1;
  if (verbose === false || verbose === 0) return 0;
  if (verbose === 2) return 2;
  throw new RangeError(`${owner}: \`verbose\` must be 0, 1, 2 or 'auto'. Received: ${show(verbose)}`);
}

export function progressCallbacks(verbose: 0 | 1 | 2): CallbackLike[] {
  return verbose === 0 ? [] : [new ProgressCallback()];
}

/** The batch size to use: Keras's 32 unless given, and what the model insists on where its batch size is fixed. */
export function checkBatchSize(network: Network, given: number | null, count: number): number {
  if (given !== null) checkPositiveInteger(network.name, 'batchSize', given);
  const fixed = network.inputs[0].shape[0];
  if (fixed === null) return given ?? 32;
  if (given !== null && given !== fixed) {
    throw new RangeError(`Model '${network.name}' has the fixed batch size ${fixed}. Received: batchSize=${given}`);
  }
  if (count % fixed !== 0) {
    throw new RangeError(
      `Model '${network.name}' has the fixed batch size ${fixed}, so the number of samples must be a multiple of it. Received: ${count} samples`,
    );
  }
  return fixed;
}

export function toList<T>(given: T | readonly T[] | null): readonly T[] {
  if (given === null) return [];
  return Array.isArray(given) ? given : [given as T];
}
