import { show, suggest } from '../errors.js';
import type { Logs } from './callback.js';

export type MonitorMode = 'auto' | 'min' | 'max';

const smallerIsBetter =
  /loss|error|entropy|hinge|divergence|poisson|log_?cosh|perplexity|false_?(positives|negatives)|(^|_)(mse|mae|mape|msle|rmse|kld)(_|$|\d)/i;
const largerIsBetter =
  /acc|auc|precision|recall|(^|_)f1|f1_?score|fbeta|score|iou|similarity|correlation|sensitivity|specificity|true_?(positives|negatives)/i;

/**
 * Whether a log is better small or large, as its name says: losses and errors small; accuracy, precision, recall, scores large.
 * @throws RangeError when the name says neither.
 */
export function direction(monitor: string, mode: MonitorMode, callback: string): 'min' | 'max' {
  if (mode !== 'auto') return mode;
  const name = monitor.replace(/^val_/, '');
  if (smallerIsBetter.test(name)) return 'min';
  if (largerIsBetter.test(name)) return 'max';
  throw new RangeError(
    `${callback} monitors '${monitor}', whose name does not say whether small or large values are better. ` +
      "Add `mode: 'min'` or `mode: 'max'`.",
  );
}

/** @throws RangeError for an unknown mode. */
export function checkMode(mode: unknown, callback: string): void {
  if (mode === 'auto' || mode === 'min' || mode === 'max') return;
  throw new RangeError(`${callback}: \`mode\` must be 'auto', 'min' or 'max'. Received: ${show(mode)}.`);
}

/** Whether a value is better than another by more than `minDelta`; than none at all, any is. */
export function improves(better: 'min' | 'max', value: number, reference: number | null, minDelta = 0): boolean {
  if (reference === null) return true;
  return better === 'min' ? value + minDelta < reference : value - minDelta > reference;
}

/** Warns that what is monitored is not in the logs. */
export function warnMissing(callback: string, monitor: string, logs: Logs, consequence = ''): void {
  const names = Object.keys(logs);
  console.warn(
    `${callback} monitors '${monitor}', which is not there${consequence}.${suggest(monitor, names)} Available: ${names.join(', ')}.`,
  );
}
