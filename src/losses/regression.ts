import type { Graph, Value } from '../graph/index.js';
import { meanError } from '../ops/mean-error.js';
import { checkNotNegative } from '../options.js';
import { Loss, type LossOptions, lossDefaults } from './loss.js';

/** Mean of (target − prediction)² over the last axis. */
export class MeanSquaredError extends Loss {
  constructor(options: LossOptions = {}) {
    super('MeanSquaredError', lossDefaults, options);
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'squared');
  }
}

/** Mean of |target − prediction| over the last axis. */
export class MeanAbsoluteError extends Loss {
  constructor(options: LossOptions = {}) {
    super('MeanAbsoluteError', lossDefaults, options);
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'absolute');
  }
}

/** 100 times the mean of |target − prediction| / max(|target|, 1e-7) over the last axis. */
export class MeanAbsolutePercentageError extends Loss {
  constructor(options: LossOptions = {}) {
    super('MeanAbsolutePercentageError', lossDefaults, options);
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'percentage');
  }
}

export interface HuberOptions extends LossOptions {
  /** Up to this error the loss is quadratic, beyond it linear. Default 1. */
  delta?: number;
}

/** Mean over the last axis of e²/2 where |e| ≤ delta, else delta·(|e| − delta/2); e = target − prediction. Huber, 1964. */
export class Huber extends Loss<LossOptions & { delta: number }> {
  constructor(options: HuberOptions = {}) {
    super('Huber', { ...lossDefaults, name: 'huber_loss', delta: 1 }, options);
    checkNotNegative('Huber', 'delta', this.options.delta);
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'huber', this.options.delta);
  }
}
