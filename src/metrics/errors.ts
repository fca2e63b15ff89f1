import type { Graph, Value } from '../graph/index.js';
import { meanAbsoluteError } from '../ops/mean-absolute-error.js';
import { meanSquaredError } from '../ops/mean-squared-error.js';
import { resolveOptions } from '../options.js';
import { MeanMetric, type MetricOptions } from './metric.js';

/** Mean of (target − prediction)². */
export class MeanSquaredError extends MeanMetric {
  readonly className = 'MeanSquaredError';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('MeanSquaredError', { name: null }, options));
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanSquaredError(graph, target, prediction);
  }
}

/** Mean of |target − prediction|. */
export class MeanAbsoluteError extends MeanMetric {
  readonly className = 'MeanAbsoluteError';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('MeanAbsoluteError', { name: null }, options));
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanAbsoluteError(graph, target, prediction);
  }
}

/** √ of the mean of (target − prediction)². */
export class RootMeanSquaredError extends MeanMetric {
  readonly className = 'RootMeanSquaredError';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('RootMeanSquaredError', { name: null }, options));
  }
  override result(): number {
    return Math.sqrt(super.result());
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanSquaredError(graph, target, prediction);
  }
}
