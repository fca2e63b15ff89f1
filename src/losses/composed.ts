import type { Graph, Value } from '../graph/index.js';
import { callFunction } from '../ops/graph-tensor.js';
import { lastAxis } from '../ops/transpose.js';
import type { Tensor } from '../tensor.js';
import { Loss, type LossOptions, lossDefaults } from './loss.js';

/** A loss whose values functions of `ops` make of target and prediction. A page loads those that it names. */
export abstract class ComposedLoss<Options extends LossOptions = LossOptions> extends Loss<Options> {
  /** One value per sample: without the last axis. */
  protected abstract formula(yTrue: Tensor, yPred: Tensor): Tensor;

  values(graph: Graph, target: Value, prediction: Value): Value {
    return callFunction((yTrue, yPred) => this.formula(yTrue, yPred), graph, target, prediction);
  }
}

export const axisDefaults = { ...lossDefaults, axis: -1 };

/** One that is over an axis, which its formula finds at the end. */
export abstract class AxisLoss<
  Options extends typeof axisDefaults = typeof axisDefaults,
> extends ComposedLoss<Options> {
  override values(graph: Graph, target: Value, prediction: Value): Value {
    const { axis } = this.options;
    return super.values(graph, lastAxis(graph, target, axis), lastAxis(graph, prediction, axis));
  }
}
