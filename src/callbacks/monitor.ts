import { show, suggest } from '../errors.js';
import type { Logs } from './callback.js';

export type MonitorMode = 'auto' | 'min' | 'max';

const smallerIsBetter =
  /loss|error|entropy|hinge|divergence|poisson|log_?cosh|perplexity|false_?(positives|negatives)|(^|_)(mse|mae|mape|msle|rmse|kld)(_|$|\d)/gi;
const largerIsBetter =
  /acc|auc|precision|recall|(^|_)f1|f1_?score|fbeta|score|iou|similarity|correlation|sensitivity|specificity|true_?(positives|negatives)/gi;

interface MonitorOptions {
  monitor: string;
  mode: MonitorMode;
  minDelta?: number;
}

/** What a callback watches in the logs, and whether it gets better. */
export class Monitor {
  private readonly log: string;
  private readonly isSmallBetter: boolean;
  /** A smaller change is no improvement. */
  private readonly minDelta: number;
  private hasWarned = false;

  /** @throws TypeError for what is no name; RangeError for an unknown mode, or where none is given and the name does not say it. */
  constructor(
    private readonly owner: string,
    { monitor, mode, minDelta = 0 }: MonitorOptions,
  ) {
    if (typeof monitor !== 'string')
      throw new TypeError(`${owner}: \`monitor\` must be the name of a log. Received: ${show(monitor)}.`);
    if (!['auto', 'min', 'max'].includes(mode))
      throw new RangeError(`${owner}: \`mode\` must be 'auto', 'min' or 'max'. Received: ${show(mode)}.`);
    this.log = monitor;
    this.isSmallBetter = (mode === 'auto' ? direction(monitor, owner) : mode) === 'min';
    this.minDelta = Math.abs(minDelta);
  }

  /** A training begins. */
  reset(): void {
    this.hasWarned = false;
  }

  /** The value in the logs; where it is not there, it warns once. @param consequence For the warning. */
  read(logs: Logs, consequence = ''): number | undefined {
    const value = logs[this.log];
    if (value === undefined && !this.hasWarned) {
      this.hasWarned = true;
      const names = Object.keys(logs);
      console.warn(
        `${this.owner} monitors '${this.log}', which is not there${consequence}.${suggest(this.log, names)} Available: ${names.join(', ')}.`,
      );
    }
    return value;
  }

  /** Whether a value is better than another; than none at all, any is. */
  improves(value: number, reference: number | null): boolean {
    if (reference === null) return true;
    return this.isSmallBetter ? value + this.minDelta < reference : value - this.minDelta > reference;
  }
}

/** Where in a name the last of these words ends; -1 where there is none. */
const endOfLast = (words: RegExp, name: string): number =>
  Math.max(-1, ...Array.from(name.matchAll(words), ({ index, 0: word }) => index + word.length));

/** Losses and errors are better small; accuracy, precision, recall, scores large. @throws RangeError where the name says neither. */
function direction(monitor: string, owner: string): 'min' | 'max' {
  const name = monitor.replace(/^val_/, '');
  // The metric stands behind the output, whose name may say anything.
  const [small, large] = [smallerIsBetter, largerIsBetter].map((words) => endOfLast(words, name));
  if (small !== large) return small > large ? 'min' : 'max';
  throw new RangeError(
    `${owner} monitors '${monitor}', whose name does not say whether small or large values are better. ` +
      "Add `mode: 'min'` or `mode: 'max'`.",
  );
}
