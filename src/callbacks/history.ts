import { Callback, type Logs } from './callback.js';

interface HistoryMemory {
  epoch: number[];
  history: Record<string, number[]>;
}

/** What each epoch brought: `history.loss[2]` is the loss of the third. `fit` answers one. Source: `keras.callbacks.History`. */
export class History extends Callback {
  /** One list for each of the logs. Those of the validation are shorter where it did not run after every epoch. */
  readonly history: Record<string, number[]> = {};
  /** The indices of the epochs. */
  epoch: number[] = [];

  override get memory(): HistoryMemory {
    const { epoch, history } = this;
    return structuredClone({ epoch, history });
  }

  override set memory({ epoch, history }: HistoryMemory) {
    this.epoch = [...epoch];
    Object.assign(this.history, structuredClone(history));
  }

  override onTrainBegin(): void {
    this.epoch = [];
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
  }
}
