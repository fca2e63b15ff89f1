import { show, suggest } from '../errors.js';
import { exponential, fixed } from '../format.js';
import { formatOf, modelEndings, weightsEndings } from '../formats/endings.js';
import { checkInteger, isPlain, resolveOptions, withArgument } from '../options.js';
import type { Target } from '../storage/index.js';
import { Callback, type Logs } from './callback.js';
import { Monitor, type MonitorMode } from './monitor.js';

export interface ModelCheckpointOptions {
  /**
   * Where to save. In a text, `{epoch}` (from 1), `{batch}` and names of logs stand for their values, as in
   * `'epoch-{epoch:02d}-{val_loss:.4f}.keras'`.
   */
  filepath?: Target;
  /** The name in the logs. Default `'val_loss'`. */
  monitor?: string;
  /** 1 prints what it does. Default 0. */
  verbose?: 0 | 1;
  /** Saves only what is better than all before. Default false. */
  saveBestOnly?: boolean;
  /** Saves the weights alone. Default false. */
  saveWeightsOnly?: boolean;
  /** Whether small or large is better. Default `'auto'`, by the name. */
  mode?: MonitorMode;
  /** After each epoch, or after so many batches. Default `'epoch'`. */
  saveFreq?: 'epoch' | number;
  /** What the first must be better than. Default null. */
  initialValueThreshold?: number | null;
}

const defaults = {
  filepath: undefined as unknown as Target,
  monitor: 'val_loss',
  verbose: 0 as 0 | 1,
  saveBestOnly: false,
  saveWeightsOnly: false,
  mode: 'auto' as MonitorMode,
  saveFreq: 'epoch' as 'epoch' | number,
  initialValueThreshold: null as number | null,
};

/** Saves the model, or its weights, while it trains. Source: `keras.callbacks.ModelCheckpoint`. */
export class ModelCheckpoint extends Callback {
  /** The best value so far. */
  best: number | null;
  private readonly options: typeof defaults;
  private readonly watched: Monitor;
  private epoch = 0;
  private batches = 0;

  constructor(filepath: Target | ModelCheckpointOptions, options: ModelCheckpointOptions = {}) {
    super();
    const isOptions = isPlain(filepath) && !('write' in filepath);
    const resolved = resolveOptions(
      'ModelCheckpoint',
      defaults,
      withArgument('ModelCheckpoint', 'filepath', filepath, options, isOptions),
    );
    this.options = resolved;
    if (!resolved.filepath)
      throw new TypeError(`ModelCheckpoint: \`filepath\` says where to save. Received: ${show(resolved.filepath)}.`);
    const path = typeof resolved.filepath === 'string' ? resolved.filepath : '';
    const unknown = path.replace(placeholder, '').match(/\{.*?\}/);
    if (unknown) {
      throw new RangeError(
        `ModelCheckpoint: \`filepath\` holds ${unknown[0]}. Write {name}, {name:03d}, {name:.4f} or {name:.2e}.`,
      );
    }
    const [when, endings] = resolved.saveWeightsOnly
      ? ['with `saveWeightsOnly` the', weightsEndings]
      : ['the', modelEndings];
    if (!formatOf<string>(path, endings)) {
      const [end] = Object.keys(endings);
      throw new RangeError(`ModelCheckpoint: ${when} \`filepath\` must end in \`${end}\`. Received: filepath=${path}`);
    }
    if (resolved.saveFreq !== 'epoch') checkInteger('ModelCheckpoint', 'saveFreq', resolved.saveFreq);
    const { monitor, mode, saveBestOnly } = resolved;
    // Where all is saved, it does not matter what is better.
    this.watched = new Monitor(
      'ModelCheckpoint',
      saveBestOnly ? { monitor, mode } : { monitor: '', mode: mode === 'auto' ? 'min' : mode },
    );
    this.best = resolved.initialValueThreshold;
  }

  override get memory(): { best: number | null; batches: number; epoch: number } {
    const { best, batches, epoch } = this;
    return { best, batches, epoch };
  }

  override set memory({ best, batches, epoch }: { best: number | null; batches: number; epoch: number }) {
    this.best = best;
    this.batches = batches;
    this.epoch = epoch;
  }

  override onTrainBegin(): void {
    this.watched.reset();
  }

  override needsBatchLogs(): boolean {
    return this.options.saveFreq !== 'epoch';
  }

  override onEpochBegin(epoch: number): void {
    this.epoch = epoch;
  }

  override onTrainBatchEnd(batch: number, logs?: Logs): Promise<void> | void {
    const { saveFreq } = this.options;
    this.batches++;
    if (saveFreq !== 'epoch' && this.batches % saveFreq === 0) return this.consider({ ...logs }, batch);
  }

  override onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> | void {
    this.epoch = epoch;
    if (this.options.saveFreq === 'epoch') return this.consider(logs);
  }

  private async consider(logs: Logs, batch?: number): Promise<void> {
    const { filepath, monitor, saveBestOnly, saveWeightsOnly, verbose } = this.options;
    const epoch = this.epoch + 1;
    const values = { ...logs, epoch, ...(batch !== undefined && { batch: batch + 1 }) };
    const target = typeof filepath === 'string' ? fillIn(filepath, values) : filepath;
    const place = typeof target === 'string' ? target : show(target);
    const say = (text: string) => void (verbose && console.log(`\nEpoch ${epoch}: ${text}`));
    if (saveBestOnly) {
      const current = this.watched.read(logs, ', and saves nothing');
      if (current === undefined) return;
      const best = this.best === null ? 'None' : fixed(this.best, 5);
      if (!this.watched.improves(current, this.best)) {
        say(`${monitor} did not improve from ${best}`);
        return;
      }
      say(`${monitor} improved from ${best} to ${fixed(current, 5)}, saving model to ${place}`);
      this.best = current;
    } else say(`saving model to ${place}`);
    await (saveWeightsOnly ? this.model.saveWeights(target) : this.model.save(target));
    say(`finished saving model to ${place}`);
  }
}

/** Of Python's `str.format` what numbers need: `{loss}`, `{loss:.3f}`, `{loss:.2e}`, `{epoch:03d}`. */
const placeholder = /\{(\w+)(?::(0?)(\d*)(?:(?:\.(\d+))?([fe])|d?))?\}/g;

function fillIn(template: string, values: Readonly<Record<string, number>>): string {
  return template.replace(placeholder, (_, name: string, zero, width, digits, kind) => {
    if (!Object.hasOwn(values, name)) {
      const names = Object.keys(values);
      throw new RangeError(
        `ModelCheckpoint: \`filepath\` names {${name}}, which is not there.${suggest(name, names)} Available: ${names.join(', ')}.`,
      );
    }
    const value = values[name];
    const text =
      kind === 'f'
        ? fixed(value, Number(digits ?? 6))
        : kind === 'e'
          ? exponential(value, Number(digits ?? 6))
          : String(value);
    return text.padStart(Number(width || 0), zero ? '0' : ' ');
  });
}
