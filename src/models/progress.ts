import type { Logs } from '../callbacks/index.js';
import { exponential, fixed } from '../format.js';

export interface ProgressOptions {
  /** Steps in all, null when unknown. */
  target: number | null;
  /** 0: nothing, 1: a bar, 2: one line at the end. */
  verbose: number;
  write: (text: string) => void;
  /** Whether what is written can be overwritten. If not, there is one plain line, at the end. */
  isTerminal: boolean;
  /** Width of the terminal: while running, the line is cut to it, since a line that wraps cannot be overwritten. */
  columns?: number;
  /** Seconds. */
  now: () => number;
}

const cells = 20;
/** Seconds between two drawings. */
const interval = 0.05;

type Style = (text: string, code: number) => string;
const plain: Style = (text) => text;
/** For terminals; 1 is bold, 32 green, 37 white. */
const coloured: Style = (text, code) => `\x1b[${code}m${text}\x1b[0m`;

/** The progress bar of Keras, to the letter. Source: `keras.utils.Progbar`. */
export class Progress {
  target: number | null;
  private readonly options: ProgressOptions;
  private readonly start: number;
  private readonly values: Record<string, number> = {};
  /** The time of a step, and which it was, from which the mean of those behind it is taken. */
  private begin: readonly [time: number, step: number];
  private lastDrawn = 0;
  private drawnWidth = 0;

  constructor(options: ProgressOptions) {
    this.target = options.target;
    this.options = options;
    this.start = options.now();
    this.begin = [this.start, 0];
  }

  /** Whether `update` would draw now, so that its values are worth making. */
  get isDue(): boolean {
    const { verbose, isTerminal, now } = this.options;
    return verbose === 1 && isTerminal && now() - this.lastDrawn >= interval;
  }

  /**
   * @param current Steps done.
   * @param values Values to show. Those of before are kept where there are no new ones.
   * @param finalize Whether this is the last.
   */
  update(current: number, values: Logs | undefined, finalize: boolean): void {
    const { verbose, isTerminal, write } = this.options;
    const now = this.options.now();
    const perStep = this.stepDuration(current, now);
    Object.assign(this.values, values);
    if (!finalize && !this.isDue) return;
    const elapsed = `${fixed(now - this.start, 0)}s`;
    if (verbose === 1) {
      if (isTerminal) this.draw(current, elapsed, perStep, finalize);
      else write(`${this.bar(current, plain)} ${elapsed}${this.details(perStep)}\n`);
    } else if (verbose === 2 && this.target) {
      write(`${this.count(current)} - ${elapsed} -${this.details(perStep)}\n`);
    }
    this.lastDrawn = now;
  }

  private draw(current: number, elapsed: string, perStep: number, finalize: boolean): void {
    const { target } = this;
    const { columns = Number.POSITIVE_INFINITY, write } = this.options;
    const time = target && !finalize ? remaining(perStep * (target - current)) : elapsed;
    let details = this.details(perStep);
    const { length } = `${this.bar(current, plain)} ${time}`;
    if (!finalize) details = details.slice(0, Math.max(0, columns - 1 - length));
    const width = length + details.length;
    const erase = `${'\b'.repeat(this.drawnWidth)}\r`;
    const pad = ' '.repeat(Math.max(0, this.drawnWidth - width));
    const bar = this.bar(current, coloured);
    write(`${erase}${bar} ${coloured(time, 1)}${details}${pad}${finalize ? '\n' : ''}`);
    this.drawnWidth = width;
  }

  private count(current: number): string {
    const target = String(this.target);
    return `${String(current).padStart(target.length)}/${target}`;
  }

  private bar(current: number, style: Style): string {
    if (!this.target) return `${String(current).padStart(7)}/Unknown`;
    const done = Math.floor((cells * current) / this.target);
    const before = done > 0 ? style('━'.repeat(done), 32) : '';
    return `${style(this.count(current), 1)} ${before}${style('━'.repeat(Math.max(0, cells - done)), 37)}`;
  }

  /** ` 5ms/step - loss: 0.2770`. A value near zero has an exponent and, in the one line of verbose 2, any negative one, as in Keras. */
  private details(perStep: number): string {
    let text = ` ${duration(perStep)}/step`;
    for (const [name, value] of Object.entries(this.values)) {
      const measure = this.options.verbose === 1 ? Math.abs(value) : value;
      text += ` - ${name}: ${measure > 1e-3 ? fixed(value, 4) : exponential(value, 4)}`;
    }
    return text;
  }

  /** The mean, without the first step: that one plans and warms up. */
  private stepDuration(current: number, now: number): number {
    if (!current) return 0;
    const [time, steps] = current > 1 ? this.begin : [this.start, 0];
    if (current === 1) this.begin = [now, 1];
    return (now - time) / (current - steps);
  }
}

function duration(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${fixed(seconds, 0)}s`;
  return seconds >= 1e-3 ? `${fixed(seconds * 1e3, 0)}ms` : `${fixed(seconds * 1e6, 0)}us`;
}

function remaining(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  if (seconds > 3600) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return seconds > 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(seconds)}s`;
}
