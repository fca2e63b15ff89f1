import type { OptimizerMemory } from '../optimizers/index.js';
import type { Assignment, SavedNetwork } from './network.js';

/** An object of JSON. */
export type Config = Record<string, unknown>;

/** A model that was found in a file, with the file checked as far as it can be without the model. */
export interface ModelFile {
  /** Where the configuration is, for messages: `model.keras, config.json`. */
  readonly place: string;
  /** As Keras 3 writes it, not checked. */
  readonly config: unknown;
  /** What the model was compiled with, in Keras 3's form, where `config` does not say. What is not known here is no error then. */
  readonly training?: unknown;
  /** How many numbers the weights in the file are. */
  readonly limit: number;
  /** What of the file is not used, and why. May grow until the weights are read. */
  readonly notices: string[];
  /** The values for a model of that configuration, all of them checked. @throws RangeError where they do not fit. */
  weights(network: SavedNetwork): StoredWeights;
}

/** What a file holds for a model, all of it checked and nothing written. */
export interface StoredWeights {
  readonly assignments: Assignment[];
  readonly optimizer?: OptimizerMemory | undefined;
}

/** Does `work`; its errors begin with the file's name, or the place in it. */
export function named<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const { message } = cause as Error;
    if (message.startsWith(name)) throw cause;
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`${name}: ${message}`, { cause });
  }
}
