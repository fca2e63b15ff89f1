import { theArena } from '../graph/index.js';
import { resolveOptions } from '../options.js';
import { configOf, type SerializedObject } from '../registry.js';

/** A learning rate that changes with the number of updates. */
export abstract class LearningRateSchedule {
  abstract readonly className: string;
  /** The learning rate of update `step` = 0, 1, … */
  abstract at(step: number): number;
  abstract getConfig(): Record<string, unknown>;
}

/** x^y in float32, by a kernel: `Math.pow` differs between engines. */
function power(x: number, y: number): number {
  const arena = theArena();
  const address = arena.borrow(4);
  arena.kernels.power(address, x, y);
  return arena.floats(address, 1)[0];
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
      if (!(value > 0))
        throw new RangeError(`ExponentialDecay: \`${name}\` must be a positive number. Received: ${value}`);
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

export function serializeSchedule(schedule: LearningRateSchedule): SerializedObject {
  return {
    module: 'keras.optimizers.schedules',
    class_name: schedule.className,
    config: schedule.getConfig(),
    registered_name: null,
  };
}
