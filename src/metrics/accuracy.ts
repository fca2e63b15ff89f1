import type { Graph, Value } from '../graph/index.js';
import { resolveOptions } from '../options.js';
import { MeanMetric, type MetricOptions } from './metric.js';

const rowsAndColumns = ({ shape, size }: Value): [rows: number, columns: number] => {
  const columns = shape.at(-1)!;
  return [size / columns, columns];
};

/** A value per row: prediction's shape without the last axis. */
const perRow = (graph: Graph, prediction: Value) => graph.temporary(prediction.shape.slice(0, -1));

/** How often the prediction equals the target exactly. */
export class Accuracy extends MeanMetric {
  readonly className = 'Accuracy';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('Accuracy', { name: null }, options));
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const out = perRow(graph, prediction);
    graph.call('accuracy', out, target, prediction, ...rowsAndColumns(prediction));
    return out;
  }
}

/** How often (prediction > threshold) equals the target. */
export class BinaryAccuracy extends MeanMetric {
  readonly className = 'BinaryAccuracy';
  private readonly threshold: number;
  constructor(options: MetricOptions & { threshold?: number } = {}) {
    const resolved = resolveOptions('BinaryAccuracy', { name: null as string | null, threshold: 0.5 }, options);
    super(resolved);
    this.threshold = resolved.threshold;
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const out = perRow(graph, prediction);
    graph.call('binaryAccuracy', out, target, prediction, ...rowsAndColumns(prediction), this.threshold);
    return out;
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), threshold: this.threshold };
  }
}

/** How often the largest prediction is where the largest target is. */
export class CategoricalAccuracy extends MeanMetric {
  readonly className = 'CategoricalAccuracy';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('CategoricalAccuracy', { name: null }, options));
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const out = perRow(graph, prediction);
    graph.call('categoricalAccuracy', out, target, prediction, ...rowsAndColumns(prediction));
    return out;
  }
}

/** How often the largest prediction is at the label. */
export class SparseCategoricalAccuracy extends MeanMetric {
  readonly className = 'SparseCategoricalAccuracy';
  constructor(options: MetricOptions = {}) {
    super(resolveOptions('SparseCategoricalAccuracy', { name: null }, options));
  }
  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const out = perRow(graph, prediction);
    graph.call('sparseCategoricalAccuracy', out, target, prediction, ...rowsAndColumns(prediction));
    return out;
  }
}
