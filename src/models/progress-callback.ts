import { Callback, type Logs } from '../callbacks/index.js';
import { Progress } from './progress.js';
import { type Output, standardOutput } from './standard-output.js';

/** Shows the progress of `fit`, `evaluate` and `predict` as `params.verbose` says. Source: `keras.callbacks.ProgbarLogger`. */
export class ProgressCallback extends Callback {
  private readonly output: Output;
  private progress: Progress | null = null;
  private seen = 0;
  private inFit = false;
  private steps: number | null = null;

  constructor(output: Output = standardOutput()) {
    super();
    this.output = output;
  }

  override needsBatchLogs(): boolean {
    return this.progress?.isDue ?? false;
  }

  override onTrainBegin(): void {
    this.inFit = true;
    this.steps = this.params.steps;
  }

  override onTrainEnd(): void {
    this.inFit = false;
  }

  override onEpochBegin(epoch: number): void {
    const { verbose, epochs } = this.params;
    if (verbose && epochs > 1) this.output.write(`Epoch ${epoch + 1}/${epochs}\n`);
    this.begin(this.steps);
  }

  override onEpochEnd(_epoch: number, logs?: Logs): void {
    this.steps ??= this.seen;
    this.end(logs);
  }

  override onTrainBatchEnd(batch: number, logs?: Logs): void {
    this.update(batch, logs);
  }

  /** Within `fit` the validation shows nothing. */
  override onTestBegin(): void {
    if (!this.inFit) this.begin(this.params.steps);
  }

  override onTestBatchEnd(batch: number, logs?: Logs): void {
    if (!this.inFit) this.update(batch, logs);
  }

  override onTestEnd(logs?: Logs): void {
    if (!this.inFit) this.end(logs);
  }

  override onPredictBegin(): void {
    this.begin(this.params.steps);
  }

  override onPredictBatchEnd(batch: number): void {
    this.update(batch);
  }

  override onPredictEnd(): void {
    this.end();
  }

  private begin(target: number | null): void {
    this.seen = 0;
    this.progress = new Progress({ ...this.output, target, verbose: this.params.verbose });
  }

  private update(batch: number, logs?: Logs): void {
    this.seen = batch + 1;
    if (this.params.verbose === 1) this.progress?.update(this.seen, logs, false);
  }

  private end(logs?: Logs): void {
    if (!this.progress) return;
    this.progress.target ??= this.seen;
    this.progress.update(this.progress.target, logs, true);
  }
}
