import type { Graph } from '../graph/index.js';
import { checkRate } from '../options.js';
import { type LearningRate, Optimizer, type OptimizerOptions, optimizerDefaults, type Update } from './optimizer.js';

export interface SGDOptions extends OptimizerOptions {
  /** Default 0. */
  momentum?: number;
  /** Default false. */
  nesterov?: boolean;
}

/** w −= lr·g; with momentum μ: m = μ·m − lr·g, w += m; Nesterov: w += μ·m − lr·g. Default learning rate 0.01. */
export class SGD extends Optimizer<typeof optimizerDefaults & { momentum: number; nesterov: boolean }> {
  constructor(learningRate?: LearningRate | SGDOptions, options: SGDOptions = {}) {
    const defaults = { ...optimizerDefaults, learningRate: 0.01, momentum: 0, nesterov: false };
    super('SGD', defaults, learningRate, options);
    checkRate('SGD', 'momentum', this.options.momentum);
  }

  protected record(graph: Graph, { parameter, gradient, size, factor, slot }: Update): void {
    const { momentum, nesterov } = this.options;
    if (momentum === 0) graph.call('sgd', parameter, gradient, factor, size);
    else graph.call('sgdMomentum', parameter, gradient, slot('momentum'), factor, size, momentum, nesterov ? 1 : 0);
  }
}
