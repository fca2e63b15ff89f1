import { type Graph, none } from '../graph/index.js';
import { invalid } from '../options.js';
import { type LearningRate, Optimizer, type OptimizerOptions, optimizerDefaults, type Update } from './optimizer.js';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the first moment. Default 0.9. */
  beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  beta2?: number;
  /** Default 1e-7. */
  epsilon?: number;
  /** Divides by the largest second moment so far. Default false. */
  amsgrad?: boolean;
}

const adamDefaults = { ...optimizerDefaults, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false };

/**
 * m += (g − m)(1 − β₁), v += (g² − v)(1 − β₂), w −= α_t·m / (√v + ε) with α_t = lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ).
 * Kingma and Ba, 2014, in the form before their section 2.1 ("epsilon hat"), as Keras has it. Default learning rate 0.001.
 */
export class Adam extends Optimizer<typeof adamDefaults> {
  private power = { t: 0, beta1: 1, beta2: 1 };

  constructor(
    learningRate?: LearningRate | AdamOptions,
    options: AdamOptions = {},
    className = 'Adam',
    defaults: Partial<typeof adamDefaults> = {},
  ) {
    super(className, { ...adamDefaults, ...defaults }, learningRate, options);
    const { beta1, beta2 } = this.options;
    for (const [name, beta] of Object.entries({ beta1, beta2 })) {
      // In float32, which rounds what is nearly 1.
      if (!(beta >= 0 && Math.fround(beta) < 1)) throw invalid(className, name, beta, 'a number from 0 to 0.9999999');
    }
  }

  protected record(graph: Graph, { parameter, gradient, size, factor, slot }: Update): void {
    const { beta1, beta2, epsilon, amsgrad } = this.options;
    const slots = [slot('momentum'), slot('velocity'), amsgrad ? slot('velocity_hat') : none] as const;
    graph.call('adam', parameter, gradient, ...slots, factor, size, 1 - beta1, 1 - beta2, epsilon);
  }

  protected override factor(learningRate: number, t: number): number {
    const { power } = this;
    // Powers by multiplication, because `Math.pow` differs between engines; of the betas as float32, as in Keras.
    if (t < power.t) Object.assign(power, { t: 0, beta1: 1, beta2: 1 });
    // Once they make no difference to 1, no more: a file may say that there were any number of steps.
    for (; power.t < t && power.beta1 + power.beta2 > 1e-20; power.t++) {
      power.beta1 *= Math.fround(this.options.beta1);
      power.beta2 *= Math.fround(this.options.beta2);
    }
    return (learningRate * Math.sqrt(1 - power.beta2)) / (1 - power.beta1);
  }
}

/** Adam with decoupled weight decay, 0.004 by default. Loshchilov and Hutter, 2017. */
export class AdamW extends Adam {
  constructor(learningRate?: LearningRate | AdamOptions, options: AdamOptions = {}) {
    super(learningRate, options, 'AdamW', { weightDecay: 0.004 });
  }
}
