import { invalid, resolveOptions } from '../options.js';
import { configOf, Registry } from '../registry.js';

/** A learning rate that changes with the number of updates. */
export abstract class LearningRateSchedule {
  abstract readonly className: string;
  /** The learning rate of update `step` = 0, 1, … */
  abstract at(step: number): number;
  abstract getConfig(): Record<string, unknown>;
}

/**
 * x^y for y ≥ 0, of float32 numbers and rounded to float32. `Math.pow` differs between engines; squares and square roots are
 * rounded correctly in all.
 */
export function power(x: number, y: number): number {
  // From 2^40 on it is 0, 1 or Infinity.
  const [base, exponent] = [Math.fround(x), Math.min(Math.fround(y), 2 ** 40)];
  let result = 1;
  for (let square = base, n = Math.floor(exponent); n > 0; n = Math.floor(n / 2), square *= square) {
    if (n % 2 === 1) result *= square;
  }
  for (let root = base, rest = exponent % 1; rest > 0; rest %= 1) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) result *= root;
  }
  return Math.fround(result);
}

export interface ExponentialDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** True: the exponent is rounded down, so that the rate falls in stairs. Default false. */
  staircase?: boolean;
  name?: string;
}

/** initialLearningRate · decayRate^(step / decaySteps). */
export class ExponentialDecay extends LearningRateSchedule {
  readonly className = 'ExponentialDecay';
  private readonly options: Required<ExponentialDecayOptions>;

  constructor(options: ExponentialDecayOptions) {
    super();
    const defaults = {
      initialLearningRate: Number.NaN,
      decaySteps: Number.NaN,
      decayRate: Number.NaN,
      staircase: false,
      name: 'ExponentialDecay',
    };
    this.options = resolveOptions('ExponentialDecay', defaults, options);
    const { initialLearningRate, decaySteps, decayRate } = this.options;
    for (const [name, value] of Object.entries({ initialLearningRate, decaySteps, decayRate })) {
      if (!(value > 0)) throw invalid('ExponentialDecay', name, value, 'a positive number');
    }
  }

  at(step: number): number {
    const { initialLearningRate, decaySteps, decayRate, staircase } = this.options;
    const exponent = step / decaySteps;
    return initialLearningRate * power(decayRate, staircase ? Math.floor(exponent) : exponent);
  }

  getConfig(): Record<string, unknown> {
    return configOf(this.options);
  }
}

export const schedules = new Registry<LearningRateSchedule>(
  'learning rate schedule',
  'keras.optimizers.schedules',
  LearningRateSchedule,
  { ExponentialDecay },
);
