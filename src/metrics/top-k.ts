import type { Graph, Value } from '../graph/index.js';
import { callFunction } from '../ops/graph-tensor.js';
import * as ops from '../ops/public.js';
import { checkInteger } from '../options.js';
import { matchRank, type PartialShape, type Shape } from '../shape.js';
import type { Tensor } from '../tensor.js';
import { MeanMetric, type MetricOptions } from './metric.js';

const defaults = { name: null as string | null, k: 5 };
const sparseDefaults = { ...defaults, fromSortedIds: false };

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Whether fewer than k classes have a higher prediction than that of the label. */
function isInTop(k: number, labels: Tensor, yPred: Tensor): Tensor {
  const isOwn = ops.equal(ops.expandDims(labels, -1), range(yPred.shape.at(-1)!));
  const own = ops.sum(ops.where(isOwn, yPred, 0), { axis: -1, keepdims: true });
  return ops.less(ops.sum(ops.greater(yPred, own), -1), k);
}

/** How often the class where the target is largest is among the k highest predictions. */
export class TopKCategoricalAccuracy extends MeanMetric<typeof defaults> {
  /** @param options `k`: default 5. */
  constructor(options: MetricOptions & { k?: number } = {}) {
    super('TopKCategoricalAccuracy', defaults, options);
    checkInteger('TopKCategoricalAccuracy', 'k', this.options.k);
  }

  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const f = (yTrue: Tensor, yPred: Tensor) => isInTop(this.options.k, ops.argmax(yTrue, -1), yPred);
    return callFunction(f, graph, target, prediction);
  }
}

export interface SparseTopKCategoricalAccuracyOptions extends MetricOptions {
  /** Default 5. */
  k?: number;
  /** True: predictions are not the probabilities of classes, but classes in order, the likeliest first. Default false. */
  fromSortedIds?: boolean;
}

/** The same with integer labels. */
export class SparseTopKCategoricalAccuracy extends MeanMetric<typeof sparseDefaults> {
  constructor(options: SparseTopKCategoricalAccuracyOptions = {}) {
    super('SparseTopKCategoricalAccuracy', sparseDefaults, options);
    checkInteger('SparseTopKCategoricalAccuracy', 'k', this.options.k);
  }

  /** One label per row. */
  override targetShape(target: Shape, prediction: PartialShape): Shape | undefined {
    return matchRank(target, prediction.slice(0, -1));
  }

  protected values(graph: Graph, target: Value, prediction: Value): Value {
    const { k, fromSortedIds } = this.options;
    const f = (yTrue: Tensor, yPred: Tensor) => {
      if (!fromSortedIds) return isInTop(k, yTrue, yPred);
      const first = ops.take(yPred, range(Math.min(k, yPred.shape.at(-1)!)), -1);
      return ops.max(ops.equal(ops.expandDims(yTrue, -1), first), -1);
    };
    return callFunction(f, graph, target, prediction);
  }
}
