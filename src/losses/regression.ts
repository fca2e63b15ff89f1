import type { Graph, Value } from '../graph/index.js';
import { meanAbsoluteError } from '../ops/mean-absolute-error.js';
import { meanSquaredError } from '../ops/mean-squared-error.js';
import { resolveOptions } from '../options.js';
import { Loss, type LossOptions } from './loss.js';

const defaults: LossOptions = { reduction: 'sum_over_batch_size', name: null };

/** Mean of (target − prediction)² over the last axis. */
export class MeanSquaredError extends Loss {
  readonly className = 'MeanSquaredError';
  constructor(options: LossOptions = {}) {
    super(resolveOptions('MeanSquaredError', defaults, options));
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanSquaredError(graph, target, prediction);
  }
}

/** Mean of |target − prediction| over the last axis. */
export class MeanAbsoluteError extends Loss {
  readonly className = 'MeanAbsoluteError';
  constructor(options: LossOptions = {}) {
    super(resolveOptions('MeanAbsoluteError', defaults, options));
  }
  values(graph: Graph, target: Value, prediction: Value): Value {
    return meanAbsoluteError(graph, target, prediction);
  }
}
