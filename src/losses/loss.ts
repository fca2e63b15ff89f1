import type { Graph, Value } from '../graph/index.js';
import { snakeCase } from '../naming.js';
import { apply } from '../ops/apply.js';
import { pair } from '../ops/pair.js';
import { type Reduction, reduce } from '../ops/reduce.js';
import { checkKnown } from '../options.js';
import { Configured } from '../registry.js';
import { formatShape, matchRank, type PartialShape, type Shape } from '../shape.js';
import type { Tensor, TensorLike } from '../tensor.js';

export type { Reduction };

export interface LossOptions {
  /**
   * How the values of the samples become one. Default `sum_over_batch_size`: their mean; sample weights multiply, but
   * the divisor stays the count.
   */
  reduction?: Reduction | 'mean' | null;
  name?: string | null;
}

export const lossDefaults: Required<LossOptions> = { reduction: 'sum_over_batch_size', name: null };

const reductions = ['sum', 'none', 'mean_with_sample_weight', 'sum_over_batch_size', 'mean'];

/** A loss: per-sample values over the last axis, and how they are reduced. */
export abstract class Loss<Options extends LossOptions = LossOptions> extends Configured<Options> {
  readonly reduction: Reduction;

  constructor(className: string, defaults: Options, given: object) {
    super(className, defaults, given);
    const { reduction } = this.options;
    checkKnown(className, 'reduction', reduction ?? 'none', reductions);
    this.reduction = reduction === 'mean' ? 'sum_over_batch_size' : (reduction ?? 'none');
  }

  get name(): string {
    return this.options.name ?? snakeCase(this.className);
  }

  /** The value of each sample: prediction's shape without the last axis. */
  abstract values(graph: Graph, target: Value, prediction: Value): Value;

  /** The loss of a batch, [1], or with reduction `none` the values. */
  record(graph: Graph, target: Value, prediction: Value, weights?: Value): Value {
    return reduce(graph, this.values(graph, target, prediction), weights, this.reduction, prediction.mask);
  }

  /**
   * The loss of these: one number, or with reduction `none` one per sample. Within a loss of the user's own it is part of that.
   * @param sampleWeight One per sample: prediction's shape without the last axis.
   */
  call(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): Tensor {
    const { name, reduction } = this;
    const weights = sampleWeight === null ? [] : [sampleWeight];
    return apply(name, [yTrue, yPred, ...weights], (graph, target, prediction, weights) => {
      if (!prediction.shape[0]) throw new RangeError(`${name}: there are no samples.`);
      const shape = this.targetShape(target.shape, prediction.shape);
      const loss = this.record(graph, ...pair(graph, target, shape, prediction, weights));
      return reduction === 'none' ? loss : graph.reshape(loss, []);
    });
  }

  /**
   * The shape under which a target is used with this prediction.
   * @throws RangeError when it does not fit.
   */
  targetShape(target: Shape, prediction: PartialShape): Shape {
    return matchRank(target, prediction) ?? this.misfit(target, prediction);
  }

  /** What is wrong with the numbers of a target, if anything. `columns` is the last size of the prediction. */
  checkTarget(_target: ArrayLike<number>, _columns: number): string | undefined {
    return undefined;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), name: this.name, reduction: this.reduction };
  }

  protected misfit(target: Shape, prediction: PartialShape, cure = '', upTo = ''): never {
    const isPerStep = prediction.length === 3 && target[1] !== prediction[1];
    const perStep =
      ' The output has a value per step: leave out `returnSequences: true` of the last LSTM, flatten what comes out, or give a target per step.';
    throw new RangeError(
      `${this.name}: target and output must have the same shape${upTo}. Received: target.shape=${formatShape(target)}, ` +
        `output.shape=${formatShape(prediction)}.${isPerStep ? perStep : cure}`,
    );
  }
}
