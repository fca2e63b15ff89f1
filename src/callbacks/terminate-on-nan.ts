import { resolveOptions } from '../options.js';
import { Callback, type Logs } from './callback.js';

export interface TerminateOnNaNOptions {
  /** Whether `fit` fails with an error, instead of ending as if it were done. Default: false. */
  raiseError?: boolean;
}

/** Ends training at the first batch after which the loss is NaN or infinite. Source: `keras.callbacks.TerminateOnNaN`. */
export class TerminateOnNaN extends Callback {
  readonly raiseError: boolean;

  constructor(options: TerminateOnNaNOptions = {}) {
    super();
    this.raiseError = resolveOptions('TerminateOnNaN', { raiseError: false }, options).raiseError;
  }

  override onTrainBatchEnd(batch: number, { loss }: Logs): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.raiseError) {
      throw new Error(
        `NaN or Inf loss encountered at batch ${batch}. Loss value: ${loss}. Terminating training immediately.`,
      );
    }
    console.log(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }
}
