import { type Graph, type Numbers, runOnce, type Value } from '../graph/index.js';
import { snakeCase } from '../naming.js';
import { GraphTensor } from '../ops/graph-tensor.js';
import { type Reduction, reduce } from '../ops/reduce.js';
import { formatShape, matchRank, type PartialShape, type Shape } from '../shape.js';

export type { Reduction };

export interface LossOptions {
  /**
   * How the values of the samples become one. Default `sum_over_batch_size`: their mean; sample weights multiply, but
   * the divisor stays the count.
   */
  reduction?: Reduction | 'mean' | null;
  name?: string | null;
}

const reductions = ['sum', 'none', 'mean_with_sample_weight', 'sum_over_batch_size'];

/** A loss: per-sample values over the last axis, and how they are reduced. */
export abstract class Loss {
  abstract readonly className: string;
  readonly reduction: Reduction;
  private readonly givenName: string | null;

  constructor({ reduction = 'sum_over_batch_size', name = null }: LossOptions) {
    const resolved = reduction === 'mean' ? 'sum_over_batch_size' : (reduction ?? 'none');
    if (!reductions.includes(resolved)) {
      throw new RangeError(
        `Invalid value for argument \`reduction\`. Expected one of ${reductions.join(', ')}, mean. Received: reduction=${reduction}`,
      );
    }
    this.reduction = resolved;
    this.givenName = name;
  }

  get name(): string {
    return this.givenName ?? snakeCase(this.className);
  }

  /** The value of each sample: prediction's shape without the last axis. */
  abstract values(graph: Graph, target: Value, prediction: Value): Value;

  /** The loss of a batch, [1], or with reduction `none` the values. */
  record(graph: Graph, target: Value, prediction: Value, weights?: Value): Value {
    return reduce(graph, this.values(graph, target, prediction), weights, this.reduction, prediction.mask);
  }

  /** The loss within one of the user's own: one number, or with reduction `none` one per sample. */
  call(yTrue: GraphTensor, yPred: GraphTensor): GraphTensor;
  /** The loss of these numbers, outside of a model: one, or with reduction `none` one per sample. */
  call(target: Numbers, prediction: Numbers, sampleWeight?: Numbers): Float32Array;
  call(
    target: Numbers | GraphTensor,
    prediction: Numbers | GraphTensor,
    sampleWeight?: Numbers,
  ): Float32Array | GraphTensor {
    if (prediction instanceof GraphTensor) {
      const { graph, value: p } = prediction;
      const { value: t } = target as GraphTensor;
      return new GraphTensor(graph, this.record(graph, graph.reshape(t, this.targetShape(t.shape, p.shape)), p));
    }
    const shape = this.targetShape(target.shape, prediction.shape);
    const inputs = [{ shape, data: (target as Numbers).data }, prediction, ...(sampleWeight ? [sampleWeight] : [])];
    return runOnce(inputs, (graph, [t, p, w]) => this.record(graph, t, p, w))!.data;
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

  getConfig(): Record<string, unknown> {
    return { name: this.name, reduction: this.reduction };
  }

  protected misfit(target: Shape, prediction: PartialShape, cure = '', upTo = ''): never {
    throw new RangeError(
      `${this.name}: target and output must have the same shape${upTo}. Received: target.shape=${formatShape(target)}, ` +
        `output.shape=${formatShape(prediction)}.${cure}`,
    );
  }
}
