import { type Callback, type CallbackLike, CallbackList, type CallbackParams } from '../callbacks/index.js';
import { checkKnown, isGiven } from '../options.js';
import type { Network } from './network.js';
import { ProgressCallback } from './progress-callback.js';

/** 0 silent, 1 progress bar, 2 one line per epoch; `auto` is 1. To TypeScript any number, as `{ verbose: 0 }` in a variable has. */
export type Verbose = 'auto' | 0 | 1 | 2 | (number & {}) | boolean;

export function checkVerbose(owner: string, verbose: Verbose): number {
  checkKnown(owner, 'verbose', verbose, ['auto', 0, 1, 2, true, false]);
  return Number(verbose === 'auto' || verbose);
}

/** Tells the callbacks of a run: those given, those that show its progress, and then others. */
export function callbackList(
  network: Network,
  given: CallbackLike | readonly CallbackLike[] | null,
  params: CallbackParams,
  ...others: Callback[]
): CallbackList {
  const progress = params.verbose ? new ProgressCallback() : [];
  return new CallbackList([given ?? [], progress, others].flat(), network, params);
}

/** The batch size to use: Keras's 32 unless given, and what the model insists on where its batch size is fixed. */
export function batchSizeFor(network: Network, given: number | null, count: number): number {
  const fixed = network.inputs.find(({ shape }) => isGiven(shape[0]))?.shape[0];
  if (!isGiven(fixed)) return given ?? 32;
  if ((given ?? fixed) !== fixed || count % fixed !== 0) {
    throw new RangeError(
      `Model '${network.name}' has the fixed batch size ${fixed}: \`batchSize\` must be that, the number of samples a multiple. Received: batchSize=${given}, ${count} samples`,
    );
  }
  return fixed;
}
