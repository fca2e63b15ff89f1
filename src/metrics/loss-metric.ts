import type { Graph, Value } from '../graph/index.js';
import type { Loss } from '../losses/loss.js';
import type { PartialShape, Shape } from '../shape.js';
import { MeanMetric, type MetricOptions } from './metric.js';

/** A loss as a metric: the mean over all samples since the last reset. */
export abstract class LossMetric extends MeanMetric {
  constructor(
    className: string,
    defaults: MetricOptions,
    given: object,
    private readonly loss: Loss,
  ) {
    super(className, defaults, given);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    return this.loss.targetShape(target, prediction);
  }

  protected values(graph: Graph, target: Value, prediction: Value): Value {
    return this.loss.values(graph, target, prediction);
  }
}
