import type { Graph, Value } from '../graph/index.js';
import { callFunction } from '../ops/graph-tensor.js';
import { lastAxis } from '../ops/transpose.js';
import { configOf } from '../registry.js';
import type { Tensor } from '../tensor.js';
import { Loss, type LossOptions } from './loss.js';

export const composedDefaults: Required<LossOptions> = { reduction: 'sum_over_batch_size', name: null };

/** A loss whose values functions of `ops` make of target and prediction. A page loads those that it names. */
export abstract class ComposedLoss<Options extends LossOptions = LossOptions> extends Loss {
  /** @param options All of them, completed. */
  constructor(protected readonly options: Options) {
    super(options);
  }

  /** One value per sample: without the last axis. */
  protected abstract formula(yTrue: Tensor, yPred: Tensor): Tensor;

  values(graph: Graph, target: Value, prediction: Value): Value {
    return callFunction((yTrue, yPred) => this.formula(yTrue, yPred), graph, target, prediction);
  }

  override getConfig(): Record<string, unknown> {
    return { ...configOf(this.options), ...super.getConfig() };
  }
}

export const axisDefaults = { ...composedDefaults, axis: -1 };

/** One that is over an axis, which its formula finds at the end. */
export abstract class AxisLoss<
  Options extends typeof axisDefaults = typeof axisDefaults,
> extends ComposedLoss<Options> {
  override values(graph: Graph, target: Value, prediction: Value): Value {
    const { axis } = this.options;
    return super.values(graph, lastAxis(graph, target, axis), lastAxis(graph, prediction, axis));
  }
}
