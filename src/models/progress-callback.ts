import { Callback, type Logs } from '../callbacks/index.js';
import { Progress } from './progress.js';

/** Where progress is shown. */
export interface ProgressOutput {
  write: (text: string) => void;
  isTerminal: boolean;
  columns?: number;
  /** Seconds. */
  now: () => number;
}

interface StandardOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

let redirected: Omit<ProgressOutput, 'now'> | undefined;

/** From now on all progress and summaries are written there: in a worker, to the thread that started it. */
export function redirectOutput(output: Omit<ProgressOutput, 'now'>): void {
  redirected = output;
}

/** The terminal or pipe of a process; elsewhere the console, a line at a time. */
export function standardOutput(): ProgressOutput {
  const now = () => performance.now() / 1000;
  if (redirected) return { ...redirected, now };
  const stdout = (globalThis as { process?: { stdout?: StandardOutput } }).process?.stdout;
  if (typeof stdout?.write === 'function') {
    return {
      write: (text) => void stdout.write(text),
      isTerminal: stdout.isTTY === true,
      columns: stdout.columns,
      now,
    };
  }
  return { write: (text) => console.log(text.replace(/\n$/, '')), isTerminal: false, now };
}

/** Shows the progress of `fit`, `evaluate` and `predict` as `params.verbose` says. Source: `keras.callbacks.ProgbarLogger`. */
export class ProgressCallback extends Callback {
  private readonly output: ProgressOutput;
  private progress: Progress | null = null;
  private seen = 0;
  private inFit = false;
  private steps: number | null = null;

  constructor(output: ProgressOutput = standardOutput()) {
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
