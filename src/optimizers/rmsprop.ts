import { type Graph, none } from '../graph/index.js';
import { checkRate } from '../options.js';
import { type LearningRate, Optimizer, type OptimizerOptions, optimizerDefaults, type Update } from './optimizer.js';

export interface RMSpropOptions extends OptimizerOptions {
  /** Decay of the mean square. Default 0.9. */
  rho?: number;
  /** Default 0. */
  momentum?: number;
  /** Default 1e-7, inside the root. */
  epsilon?: number;
  /** Divides by an estimate of the variance instead of the mean square. Default false. */
  centered?: boolean;
}

/** v = ρ·v + (1 − ρ)·g², w −= lr·g / √(v + ε), as Keras has it. Default learning rate 0.001. */
export class RMSprop extends Optimizer<
  typeof optimizerDefaults & { rho: number; momentum: number; epsilon: number; centered: boolean }
> {
  constructor(learningRate?: LearningRate | RMSpropOptions, options: RMSpropOptions = {}) {
    const defaults = { ...optimizerDefaults, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };
    super('RMSprop', defaults, learningRate, options);
    checkRate('RMSprop', 'rho', this.options.rho);
  }

  protected record(graph: Graph, { parameter, gradient, size, factor, slot }: Update): void {
    const { rho, momentum, epsilon, centered } = this.options;
    const velocity = slot('velocity');
    const increments = momentum > 0 ? slot('momentum') : none;
    const average = centered ? slot('average_gradient') : none;
    const settings = [factor, size, rho, 1 - rho, momentum, epsilon] as const;
    graph.call('rmsprop', parameter, gradient, velocity, increments, average, ...settings);
  }
}
