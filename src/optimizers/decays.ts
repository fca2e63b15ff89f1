// Source of all: `keras.optimizers.schedules`.

import { show } from '../errors.js';
import { invalid, isPlain, resolveOptions } from '../options.js';
import { configOf } from '../registry.js';
import { power, sine } from './power.js';
import { LearningRateSchedule } from './schedule.js';

/** (1 + cos πx) / 2 for 0 ≤ x ≤ 1, from 1 down to 0. */
const halfWave = (x: number) => sine((Math.PI / 2) * (1 - x)) ** 2;

const isPositive = (value: number) => value > 0 && value < Infinity;
const isNonNegative = (value: number) => value === 0 || isPositive(value);

/** Throws a RangeError unless each of `numbers` is right. */
const check =
  (isRight: (value: number) => boolean, expected: string) =>
  (owner: string, numbers: Readonly<Record<string, number>>): void => {
    for (const [name, value] of Object.entries(numbers))
      if (!isRight(value)) throw invalid(owner, name, value, expected);
  };
const checkPositive = check(isPositive, 'a positive number');
const checkNonNegative = check(isNonNegative, 'a non-negative number');

abstract class Decay extends LearningRateSchedule {
  protected abstract readonly options: object;

  getConfig(): Record<string, unknown> {
    return configOf(this.options);
  }
}

/** What Keras takes by position, and then the other options; or all of them in one object. */
export type DecayArguments<Options, Names extends readonly (keyof Options)[]> =
  | [options: Options]
  | [first: Options[Names[0]], options: Omit<Options, Names[0]>]
  | [...{ [K in keyof Names]: Options[Names[K]] }, options?: Omit<Options, Names[number]>];

/** @throws TypeError for more arguments than there are names. */
function gathered(owner: string, names: readonly string[], given: readonly unknown[]): object {
  const options = isPlain(given.at(-1)) ? given.at(-1) : undefined;
  const placed = given.slice(0, options ? -1 : undefined);
  if (placed.length > names.length)
    throw new TypeError(`${owner} takes (${names.join(', ')}, options). Received: ${show(given)}`);
  return { ...(options as object), ...Object.fromEntries(placed.map((value, i) => [names[i], value])) };
}

/** What must be given; the checks refuse it. */
const missing = Number.NaN;

export interface ExponentialDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** True: step / decaySteps is rounded down, so that the rate falls in stairs. Default false. */
  staircase?: boolean;
  name?: string;
}

export type InverseTimeDecayOptions = ExponentialDecayOptions;

const rateNames = ['initialLearningRate', 'decaySteps', 'decayRate'] as const;

/** A decay at a rate. */
abstract class RateDecay extends Decay {
  protected readonly options: Required<ExponentialDecayOptions>;

  constructor(owner: string, given: readonly unknown[]) {
    super();
    this.options = resolveOptions(
      owner,
      { initialLearningRate: missing, decaySteps: missing, decayRate: missing, staircase: false, name: owner },
      gathered(owner, rateNames, given),
    );
    const { initialLearningRate: rate, decaySteps, decayRate } = this.options;
    checkPositive(owner, { decaySteps });
    checkNonNegative(owner, { initialLearningRate: rate, decayRate });
  }

  /** step / decaySteps. */
  protected time(step: number): number {
    const { decaySteps, staircase } = this.options;
    return staircase ? Math.floor(step / decaySteps) : step / decaySteps;
  }
}

/** initialLearningRate · decayRate^(step / decaySteps). */
export class ExponentialDecay extends RateDecay {
  readonly className = 'ExponentialDecay';

  constructor(...given: DecayArguments<ExponentialDecayOptions, typeof rateNames>) {
    super('ExponentialDecay', given);
  }

  at(step: number): number {
    const { initialLearningRate, decayRate } = this.options;
    return initialLearningRate * power(decayRate, this.time(step));
  }
}

/** initialLearningRate / (1 + decayRate · step / decaySteps). */
export class InverseTimeDecay extends RateDecay {
  readonly className = 'InverseTimeDecay';

  constructor(...given: DecayArguments<InverseTimeDecayOptions, typeof rateNames>) {
    super('InverseTimeDecay', given);
  }

  at(step: number): number {
    const { initialLearningRate, decayRate } = this.options;
    return initialLearningRate / (1 + decayRate * this.time(step));
  }
}

export interface PiecewiseConstantDecayOptions {
  /** Ascending: the last step of each piece but the last. */
  boundaries: readonly number[];
  /** The learning rate of each piece, one more than boundaries. */
  values: readonly number[];
  name?: string;
}

/** values[0] up to step boundaries[0], values[1] up to boundaries[1], …, then the last value. */
export class PiecewiseConstantDecay extends Decay {
  readonly className = 'PiecewiseConstantDecay';
  protected readonly options: Required<PiecewiseConstantDecayOptions>;

  constructor(...given: DecayArguments<PiecewiseConstantDecayOptions, readonly ['boundaries', 'values']>) {
    super();
    const defaults = {
      boundaries: [] as readonly number[],
      values: [] as readonly number[],
      name: 'PiecewiseConstant',
    };
    const { boundaries, values, name } = resolveOptions(
      this.className,
      defaults,
      gathered(this.className, ['boundaries', 'values'], given),
    );
    const isAscending = (list: readonly number[]) => list.every((step, i) => i === 0 || step > list[i - 1]);
    if (!(Array.isArray(boundaries) && boundaries.every(Number.isFinite) && isAscending(boundaries))) {
      throw invalid(this.className, 'boundaries', boundaries, 'an array of ascending numbers');
    }
    if (!(Array.isArray(values) && values.every(isNonNegative))) {
      throw invalid(this.className, 'values', values, 'an array of non-negative numbers');
    }
    if (values.length !== boundaries.length + 1) {
      throw new RangeError(
        `PiecewiseConstantDecay: the length of \`boundaries\` should be 1 less than the length of \`values\`. Received: boundaries=${show(boundaries)} of length ${boundaries.length}, and values=${show(values)} of length ${values.length}`,
      );
    }
    this.options = { boundaries: [...boundaries], values: [...values], name };
  }

  at(step: number): number {
    const { boundaries, values } = this.options;
    return values[boundaries.filter((boundary) => step > boundary).length];
  }
}

export interface PolynomialDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  /** Default 0.0001. */
  endLearningRate?: number;
  /** Default 1: a straight line. */
  power?: number;
  /** True: the decay begins anew, over more steps, when it has come to its end. Default false: it stays there. */
  cycle?: boolean;
  name?: string;
}

/** (initialLearningRate − endLearningRate) · (1 − step / decaySteps)^power + endLearningRate. */
export class PolynomialDecay extends Decay {
  readonly className = 'PolynomialDecay';
  protected readonly options: Required<PolynomialDecayOptions>;

  constructor(...given: DecayArguments<PolynomialDecayOptions, readonly ['initialLearningRate', 'decaySteps']>) {
    super();
    const defaults = {
      initialLearningRate: missing,
      decaySteps: missing,
      endLearningRate: 0.0001,
      power: 1,
      cycle: false,
      name: 'PolynomialDecay',
    };
    this.options = resolveOptions(
      this.className,
      defaults,
      gathered(this.className, ['initialLearningRate', 'decaySteps'], given),
    );
    const { initialLearningRate: rate, decaySteps, endLearningRate, power } = this.options;
    checkPositive(this.className, { decaySteps });
    checkNonNegative(this.className, { initialLearningRate: rate, endLearningRate, power });
  }

  at(step: number): number {
    const { initialLearningRate, decaySteps, endLearningRate, power: exponent, cycle } = this.options;
    const cycles = cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1;
    const done = Math.min(1, step / (decaySteps * cycles));
    return (initialLearningRate - endLearningRate) * power(1 - done, exponent) + endLearningRate;
  }
}

export interface CosineDecayOptions {
  /** Where the warm-up begins, or without one the decay. */
  initialLearningRate: number;
  /** How many steps the decay takes, those of the warm-up not counted. */
  decaySteps: number;
  /** The least learning rate, as a fraction of that at which the decay begins. Default 0. */
  alpha?: number;
  /** The learning rate that the warm-up rises to. Default null: there is none. */
  warmupTarget?: number | null;
  /** Default 0. */
  warmupSteps?: number;
  name?: string;
}

/**
 * With f = step / decaySteps: initialLearningRate · ((1 − alpha) · (1 + cos πf) / 2 + alpha). A warm-up before it rises in a
 * straight line. Source: Loshchilov and Hutter, SGDR, 2016.
 */
export class CosineDecay extends Decay {
  readonly className = 'CosineDecay';
  protected readonly options: Required<CosineDecayOptions>;

  constructor(...given: DecayArguments<CosineDecayOptions, readonly ['initialLearningRate', 'decaySteps']>) {
    super();
    const defaults = {
      initialLearningRate: missing,
      decaySteps: missing,
      alpha: 0,
      warmupTarget: null as number | null,
      warmupSteps: 0,
      name: 'CosineDecay',
    };
    this.options = resolveOptions(
      this.className,
      defaults,
      gathered(this.className, ['initialLearningRate', 'decaySteps'], given),
    );
    const { initialLearningRate: rate, decaySteps, alpha, warmupSteps } = this.options;
    const warmupTarget = this.options.warmupTarget ?? 0;
    checkPositive(this.className, { decaySteps });
    checkNonNegative(this.className, { initialLearningRate: rate, alpha, warmupTarget, warmupSteps });
  }

  at(step: number): number {
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = this.options;
    const first = warmupTarget === null ? 0 : warmupSteps;
    if (step < first) return initialLearningRate + (warmupTarget! - initialLearningRate) * (step / first);
    const done = Math.min(1, (step - first) / decaySteps);
    return (warmupTarget ?? initialLearningRate) * ((1 - alpha) * halfWave(done) + alpha);
  }
}

export interface CosineDecayRestartsOptions {
  initialLearningRate: number;
  /** How many steps the first decay takes. */
  firstDecaySteps: number;
  /** Each decay takes so many times the steps of the one before. Default 2. */
  tMul?: number;
  /** Each decay begins at so many times the learning rate of the one before. Default 1. */
  mMul?: number;
  /** The least learning rate, as a fraction of the initial one. Default 0. */
  alpha?: number;
  name?: string;
}

/** A cosine decay that begins anew whenever it has come to its end. Source: Loshchilov and Hutter, SGDR, 2016. */
export class CosineDecayRestarts extends Decay {
  readonly className = 'CosineDecayRestarts';
  protected readonly options: Required<CosineDecayRestartsOptions>;

  constructor(
    ...given: DecayArguments<CosineDecayRestartsOptions, readonly ['initialLearningRate', 'firstDecaySteps']>
  ) {
    super();
    const defaults = {
      initialLearningRate: missing,
      firstDecaySteps: missing,
      tMul: 2,
      mMul: 1,
      alpha: 0,
      name: 'SGDRDecay',
    };
    this.options = resolveOptions(
      this.className,
      defaults,
      gathered(this.className, ['initialLearningRate', 'firstDecaySteps'], given),
    );
    const { initialLearningRate: rate, firstDecaySteps, tMul, mMul, alpha } = this.options;
    checkPositive(this.className, { firstDecaySteps });
    checkNonNegative(this.className, { initialLearningRate: rate, mMul, alpha });
    // Shorter and shorter decays would come to an end, after which Keras's learning rate is NaN.
    if (!(tMul >= 1 && tMul < Infinity)) throw invalid(this.className, 'tMul', tMul, 'a number of at least 1');
  }

  at(step: number): number {
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = this.options;
    let restarts = 0;
    let done = step / firstDecaySteps;
    if (tMul === 1) restarts = Math.floor(done);
    else for (; done >= 1; done = (done - 1) / tMul) restarts++;
    return initialLearningRate * ((1 - alpha) * power(mMul, restarts) * halfWave(done % 1) + alpha);
  }
}
