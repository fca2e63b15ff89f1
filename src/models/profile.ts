import { checkInteger, resolveOptions } from '../options.js';
import type { DataLike } from './data.js';
import { checkDataset, checkInputs } from './inputs.js';
import type { Network } from './network.js';
import type { Profile } from './profile-report.js';
import { standardOutput } from './standard-output.js';
import type { Step } from './step.js';

export interface ProfileOptions {
  /** Targets: with them a training step is profiled, without them a prediction. */
  y?: DataLike | null;
  /** Runs whose times are averaged. Default 20. */
  repeats?: number;
  /** Receives the table instead of the terminal or console. */
  printFn?: ((text: string) => void) | null;
}

const defaults: Required<ProfileOptions> = { y: null, repeats: 20, printFn: null };

/**
 * Where the time of one batch goes, by layer and kernel, the longest first. The optimizer is not part of it. Weights, what
 * layers remember, and metrics are afterwards what they were.
 */
export async function profile(network: Network, x: DataLike, given: ProfileOptions): Promise<Profile> {
  const { y, repeats, printFn } = resolveOptions('profile', defaults, given);
  checkInteger('profile', 'repeats', repeats);
  const { report, table } = await import('./on-demand.js');
  const step = y === null ? prediction(network, x) : training(network, x, y);
  const result = report(network, step, repeats, y === null ? undefined : network.trainer);
  (printFn ?? standardOutput().write)(table(result));
  return result;
}

function prediction(network: Network, x: DataLike): Step {
  const inputs = checkInputs(network, x);
  return network.predictor.batches(inputs).load(0);
}

function training(network: Network, x: DataLike, y: DataLike): Step {
  const dataset = checkDataset(network, x, y);
  return network.trainer.batches('train', dataset).load(0);
}
