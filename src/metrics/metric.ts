import { type Arena, type Graph, runOnce, State, type Value } from '../graph/index.js';
import { snakeCase } from '../naming.js';
import { accumulateMean } from '../ops/measure.js';
import { pair } from '../ops/pair.js';
import { checkCount, maskWeights } from '../ops/reduce.js';
import { Configured } from '../registry.js';
import { formatShape, matchRank, type PartialShape, type Shape, sizeOf } from '../shape.js';
import { type TensorLike, toTensor } from '../tensor.js';

export interface MetricOptions {
  name?: string | null;
}

/** A figure over all samples since the last reset. Kernels add to its totals, so a step reads nothing back. */
export abstract class Metric<Options extends MetricOptions = MetricOptions> extends Configured<Options> {
  private state: State | undefined;

  get name(): string {
    return this.options.name ?? snakeCase(this.className);
  }

  /** The figure, or one per class. */
  abstract result(): number | number[];

  /** One number for logs: where there is a figure per class, their mean. */
  get scalar(): number {
    const result = this.result();
    return typeof result === 'number' ? result : result.reduce((sum, value) => sum + value, 0) / result.length;
  }

  /** Forgets the samples so far. */
  resetState(): void {
    this.state?.clear();
  }

  /** Records the calls that add a batch. `weights` has one value per sample. */
  abstract record(graph: Graph, target: Value, prediction: Value, weights?: Value): void;

  /** The shape under which a target is used, or undefined when it does not fit. Default: the prediction's. */
  targetShape(target: Shape, prediction: PartialShape): Shape | undefined {
    return matchRank(target, prediction);
  }

  /** As `targetShape`. @throws RangeError when it does not fit. */
  fitTarget(target: Shape, prediction: PartialShape): Shape {
    const shape = this.targetShape(target, prediction);
    if (shape) return shape;
    const areLabels = target.length < prediction.length || target.at(-1) === 1;
    throw new RangeError(
      `Metric '${this.name}' does not fit: target ${formatShape(target)}, output ${formatShape(prediction)}.${areLabels ? ' Labels become one-hot with `toCategorical`.' : ''}`,
    );
  }

  /**
   * Adds a batch outside of a model. Predictions of one axis are a column.
   * @param sampleWeight One weight per sample: prediction's shape without the last axis.
   */
  updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const inputs = [toTensor(yTrue, 'yTrue'), toTensor(yPred, 'yPred')];
    if (sampleWeight !== null) inputs.push(toTensor(sampleWeight, 'sampleWeight'));
    runOnce(inputs, (graph, [target, given, weights]) => {
      const prediction = given.shape.length === 1 ? graph.reshape(given, [given.size, 1]) : given;
      const { shape } = prediction;
      const samples = sizeOf(shape.slice(0, -1));
      if (weights && weights.size !== samples) {
        throw new RangeError(
          `Metric '${this.name}' takes one weight per sample, ${samples}. Received: ${weights.size}`,
        );
      }
      this.record(graph, ...pair(graph, target, this.fitTarget(target.shape, shape), prediction, weights));
      return undefined;
    });
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), name: this.name };
  }

  /** The totals as a kernel's argument. @throws RangeError when they are already those of another arena or count. */
  protected totalsAt(arena: Arena, count: number): () => number {
    this.state ??= new State(arena, count * 8);
    const { state } = this;
    if (state.arena !== arena || state.doubles.length !== count) {
      throw new RangeError(`Metric '${this.name}' is already used with another number of classes. Make one for each.`);
    }
    return () => state.address;
  }

  /**
   * The totals so far; empty before the first batch.
   * @internal
   */
  get totals(): Float64Array {
    return this.state?.doubles ?? new Float64Array(0);
  }
}

/** Σ weight·value / Σ weight of per-sample values; unlike a loss it divides by the weights. */
export abstract class MeanMetric<Options extends MetricOptions = MetricOptions> extends Metric<Options> {
  /** The value of each sample. */
  protected abstract values(graph: Graph, target: Value, prediction: Value): Value;

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const values = this.values(graph, target, prediction);
    const weighted = maskWeights(graph, prediction.mask, weights);
    checkCount(values, weighted);
    accumulateMean(graph, this.totalsAt(graph.arena, 2), values, weighted);
  }

  result(): number {
    const [total = 0, count = 0] = this.totals;
    return count === 0 ? 0 : total / count;
  }
}
