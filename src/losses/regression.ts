import type { Graph, Value } from '../graph/index.js';
import { meanError } from '../ops/mean-error.js';
import { checkNotNegative, resolveOptions } from '../options.js';
import { Loss, type LossOptions, lossDefaults } from './loss.js';

/** Mean of (target − prediction)² over the last axis. */
export class MeanSquaredError extends Loss {
  readonly className = 'MeanSquaredError';
  constructor(options: LossOptions = {}) {
    super(resolveOptions('MeanSquaredError', lossDefaults, options));
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'squared');
  }
}

/** Mean of |target − prediction| over the last axis. */
export class MeanAbsoluteError extends Loss {
  readonly className = 'MeanAbsoluteError';
  constructor(options: LossOptions = {}) {
    super(resolveOptions('MeanAbsoluteError', lossDefaults, options));
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'absolute');
  }
}

/** 100 times the mean of |target − prediction| / max(|target|, 1e-7) over the last axis. */
export class MeanAbsolutePercentageError extends Loss {
  readonly className = 'MeanAbsolutePercentageError';
  constructor(options: LossOptions = {}) {
    super(resolveOptions('MeanAbsolutePercentageError', lossDefaults, options));
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
  readonly className = 'Huber';
  constructor(options: HuberOptions = {}) {
    const resolved = resolveOptions('Huber', { ...lossDefaults, name: 'huber_loss', delta: 1 }, options);
    checkNotNegative('Huber', 'delta', resolved.delta);
    super(resolved);
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'huber', this.options.delta);
  }
}
