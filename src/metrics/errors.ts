import type { Graph, Value } from '../graph/index.js';
import { meanError } from '../ops/mean-error.js';
import { MeanMetric, type MetricOptions } from './metric.js';

/** Mean of (target − prediction)². */
export class MeanSquaredError extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('MeanSquaredError', { name: null }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'squared');
  }
}

/** Mean of |target − prediction|. */
export class MeanAbsoluteError extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('MeanAbsoluteError', { name: null }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'absolute');
  }
}

/** 100 times the mean of |target − prediction| / max(|target|, 1e-7). */
export class MeanAbsolutePercentageError extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('MeanAbsolutePercentageError', { name: null }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'percentage');
  }
}

/** √ of the mean of (target − prediction)². */
export class RootMeanSquaredError extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('RootMeanSquaredError', { name: null }, options);
  }
  override result(): number {
    return Math.sqrt(super.result());
  }
  /** As in Keras, and unlike for the others, all steps count: a reshaped prediction has no mask. */
  override record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    super.record(graph, target, graph.reshape(prediction, prediction.shape), weights);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return meanError(graph, target, prediction, 'squared');
  }
}
