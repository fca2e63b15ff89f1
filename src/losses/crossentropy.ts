import type { Graph, Value } from '../graph/index.js';
import { snakeCase } from '../naming.js';
import { binaryCrossentropy } from '../ops/binary-crossentropy.js';
import { categoricalCrossentropy } from '../ops/categorical-crossentropy.js';
import { notEqual } from '../ops/not-equal.js';
import { maskWeights } from '../ops/reduce.js';
import { sparseCategoricalCrossentropy } from '../ops/sparse-categorical-crossentropy.js';
import { lastAxis } from '../ops/transpose.js';
import { checkRate, invalid } from '../options.js';
import { axisOf, formatShape, matchRank, type PartialShape, type Shape } from '../shape.js';
import { Loss, type LossOptions, lossDefaults } from './loss.js';

export interface CrossentropyOptions extends LossOptions {
  /** True when predictions are logits, not probabilities. Default false. */
  fromLogits?: boolean;
  /** Moves the targets this far towards evenness, 0 to 1. Default 0. */
  labelSmoothing?: number;
  /** The axis of the classes. Default -1. */
  axis?: number;
}

const defaults = { ...lossDefaults, fromLogits: false, labelSmoothing: 0, axis: -1 };

abstract class Crossentropy extends Loss<typeof defaults> {
  protected abstract readonly op: typeof binaryCrossentropy;

  constructor(className: string, options: CrossentropyOptions) {
    super(className, defaults, options);
    checkRate(className, 'labelSmoothing', this.options.labelSmoothing);
  }

  values(graph: Graph, target: Value, prediction: Value): Value {
    const { axis } = this.options;
    return this.op(graph, lastAxis(graph, target, axis), lastAxis(graph, prediction, axis), this.options);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    // As Keras: no axis is added or removed here, for a column of labels beside a row of classes is a mistake, …
    const columns = prediction.at(this.options.axis);
    if (target.length === prediction.length || columns === 1) return super.targetShape(target, prediction);
    // … most often that of labels which are meant as indices.
    this.misfit(target, prediction, columns === null ? '' : this.cure(columns));
  }

  protected abstract cure(columns: number | undefined): string;

  /** What targets are, for who gives others. */
  protected abstract readonly labels: string;

  override checkTarget(target: ArrayLike<number>): string | undefined {
    return checkProbabilities(this.className, target, this.labels);
  }
}

/** What is wrong with targets that are to be probabilities. @param labels What they are, for who gives others. */
export function checkProbabilities(className: string, target: ArrayLike<number>, labels: string): string | undefined {
  for (let i = 0; i < target.length; i++) {
    if (!(target[i] >= 0 && target[i] <= 1))
      return `${snakeCase(className)}: value ${target[i]} at position ${i} is not between 0 and 1. ${labels}`;
  }
  return undefined;
}

/** −mean(t·log p + (1−t)·log(1−p)) over the last axis; probabilities are clipped to [1e-7, 1 − 1e-7]. */
export class BinaryCrossentropy extends Crossentropy {
  constructor(options: CrossentropyOptions = {}) {
    super('BinaryCrossentropy', options);
  }

  protected readonly op = binaryCrossentropy;
  protected readonly labels = 'Labels are 0 or 1, or probabilities between.';

  protected cure(): string {
    return ' Give one target per output unit, or let the last layer have one unit.';
  }
}

/** −Σ t·log(p / Σp) over the classes; probabilities are clipped to [1e-7, 1 − 1e-7]. */
export class CategoricalCrossentropy extends Crossentropy {
  constructor(options: CrossentropyOptions = {}) {
    super('CategoricalCrossentropy', options);
  }

  protected readonly op = categoricalCrossentropy;
  protected readonly labels = 'Give one-hot rows (see `toCategorical`) or use sparse_categorical_crossentropy.';

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    if (prediction.at(this.options.axis) !== 1) return super.targetShape(target, prediction);
    throw new RangeError(
      `${this.name} needs at least 2 classes. Received: output.shape=${formatShape(prediction)}. ` +
        "For two in one unit use activation 'sigmoid' and loss 'binary_crossentropy'.",
    );
  }

  protected cure(columns: number): string {
    return ` For integer labels use loss 'sparse_categorical_crossentropy', or make them one-hot with toCategorical(y, ${columns}).`;
  }
}

export interface SparseCategoricalCrossentropyOptions extends LossOptions {
  /** True: predictions are before softmax. Default false: probabilities. */
  fromLogits?: boolean;
  /** A label whose samples count as 0. Default null: none. */
  ignoreClass?: number | null;
  /** The axis of the classes: the last, which is the default, -1. */
  axis?: number;
}

const sparseDefaults = { ...lossDefaults, fromLogits: false, ignoreClass: null as number | null, axis: -1 };

/** Categorical cross-entropy with integer labels. */
export class SparseCategoricalCrossentropy extends Loss<typeof sparseDefaults> {
  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    super('SparseCategoricalCrossentropy', sparseDefaults, options);
  }

  values(graph: Graph, target: Value, prediction: Value): Value {
    return sparseCategoricalCrossentropy(graph, target, prediction, this.options);
  }

  override record(graph: Graph, target: Value, prediction: Value, weights?: Value): Value {
    const { ignoreClass } = this.options;
    if (ignoreClass === null) return super.record(graph, target, prediction, weights);
    const masked = graph.reshape(prediction, prediction.shape);
    masked.mask = maskWeights(graph, prediction.mask, notEqual(graph, target, ignoreClass));
    return super.record(graph, target, masked, weights);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    const { axis } = this.options;
    if (axisOf(this.name, prediction, axis) + 1 < prediction.length) {
      throw invalid(this.name, 'axis', axis, 'the last axis: let a `Permute` move the classes there');
    }
    const fitting = matchRank(target, [...prediction.slice(0, -1), 1]);
    if (fitting) return fitting.slice(0, -1);
    this.misfit(
      target,
      prediction,
      " Labels are integers, one per sample; for one-hot rows use loss 'categorical_crossentropy'.",
      ' up to the last axis',
    );
  }

  override checkTarget(target: ArrayLike<number>, columns: number): string | undefined {
    const { ignoreClass } = this.options;
    for (let i = 0; i < target.length; i++) {
      const label = target[i];
      if (label === ignoreClass || (Number.isInteger(label) && label >= 0 && label < columns)) continue;
      return `label ${label} at position ${i} is not an integer from 0 to ${columns - 1}, the classes of the output.`;
    }
    return undefined;
  }
}
