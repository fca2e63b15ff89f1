import type { Graph, Value } from '../graph/index.js';
import { accuracy, categoricalAccuracy } from '../ops/measure.js';
import { matchRank, type PartialShape, type Shape } from '../shape.js';
import { MeanMetric, type MetricOptions } from './metric.js';

/** How often the prediction equals the target exactly. */
export class Accuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('Accuracy', { name: null }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return accuracy(graph, target, prediction);
  }
}

/** How often (prediction > threshold) equals the target. */
export class BinaryAccuracy extends MeanMetric<MetricOptions & { threshold: number }> {
  constructor(options: MetricOptions & { threshold?: number } = {}) {
    super('BinaryAccuracy', { name: null, threshold: 0.5 }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return accuracy(graph, target, prediction, this.options.threshold);
  }
}

/** How often the largest prediction is where the largest target is. */
export class CategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('CategoricalAccuracy', { name: null }, options);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return categoricalAccuracy(graph, target, prediction);
  }
}

/** How often the largest prediction is at the label. */
export class SparseCategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super('SparseCategoricalAccuracy', { name: null }, options);
  }
  /** One label per row. */
  override targetShape(target: Shape, prediction: PartialShape): Shape | undefined {
    const labels = matchRank(target, [...prediction.slice(0, -1), 1]);
    return labels?.slice(0, -1);
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return categoricalAccuracy(graph, target, prediction);
  }
}
