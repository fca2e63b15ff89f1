import type { Value } from '../graph/index.js';
import type { Layer } from './layer.js';

/** What a call of a layer may need of the model around it. */
export interface CallContext {
  /** Scalars, [1], that the call adds to the loss. */
  readonly addLosses: (layer: Layer, losses: readonly Value[]) => void;
  /**
   * Before a call by the outermost model. As in Keras, what such a call adds takes the place of what an earlier one of the
   * layer has added, the layers inside included.
   */
  begin?(layer: Layer): void;
}
