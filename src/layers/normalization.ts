// Layers that bring numbers to a mean of 0 and a variance of 1: by those of a batch, of a sample, or of data seen before.

import type { ConstraintIdentifier } from '../constraints/index.js';
import type { Graph, Value, Variable } from '../graph/index.js';
import { type InitializerIdentifier, initializers } from '../initializers/index.js';
import { constant } from '../ops/constant.js';
import { filled } from '../ops/filled.js';
import { maskRows } from '../ops/mask-rows.js';
import { axesOf } from '../ops/over-axes.js';
import { inverseOf, permute } from '../ops/permute.js';
import * as ops from '../ops/public.js';
import { addRow, multiplyRow } from '../ops/rows.js';
import { follow, normalize, standardize } from '../ops/standardize.js';
import { checkNotNegative, checkRate, invalid, resolveOptions, withArgument } from '../options.js';
import type { RegularizerIdentifier } from '../regularizers/index.js';
import { formatShape, type PartialShape, sameShape, type Shape, sizeOf } from '../shape.js';
import { Tensor, type TensorLike, tensor, toTensor } from '../tensor.js';
import { type LayerOptions, layerDefaults, resolveIdentifiers, weightOptions } from './layer-options.js';
import { SameShape } from './same-shape.js';

interface ScaleOptions extends LayerOptions {
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Whether `beta` is added. Default true. */
  center?: boolean;
  /** Whether it is multiplied by `gamma`. Default true. */
  scale?: boolean;
  /** Default `zeros`. */
  betaInitializer?: InitializerIdentifier;
  /** Default `ones`. */
  gammaInitializer?: InitializerIdentifier;
  /** Penalties and limits: default null, none. */
  betaRegularizer?: RegularizerIdentifier | null;
  gammaRegularizer?: RegularizerIdentifier | null;
  betaConstraint?: ConstraintIdentifier | null;
  gammaConstraint?: ConstraintIdentifier | null;
}

const scaleDefaults = {
  ...layerDefaults,
  axis: -1 as number | readonly number[],
  epsilon: 1e-3,
  center: true,
  scale: true,
  betaInitializer: 'zeros' as InitializerIdentifier,
  gammaInitializer: 'ones' as InitializerIdentifier,
  betaRegularizer: null as RegularizerIdentifier | null,
  gammaRegularizer: null as RegularizerIdentifier | null,
  betaConstraint: null as ConstraintIdentifier | null,
  gammaConstraint: null as ConstraintIdentifier | null,
};

/** The axes that are not of these. */
const othersOf = (shape: PartialShape, axes: readonly number[]) =>
  shape.map((_, i) => i).filter((axis) => !axes.includes(axis));

/** The shape under which weights of these axes spread to a tensor. */
const spreadShape = (shape: Shape, axes: readonly number[]) => shape.map((size, i) => (axes.includes(i) ? size : 1));

/** A layer that keeps the shape, and whose weights have the sizes of some of its axes. */
abstract class Normalizing<
  Options extends typeof layerDefaults & { axis: number | readonly number[] | null },
> extends SameShape<Options> {
  override outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    const sizes = this.sizesOf(shape);
    const [weight] = this.variables;
    if (weight && !sameShape(weight.shape, sizes)) {
      this.misfit(0, `axis ${this.axesOf(shape)} must have size ${formatShape(weight.shape)}`, shape);
    }
    return [shape];
  }

  /** From the front, in ascending order. */
  protected axesOf(shape: PartialShape): number[] {
    const { axis } = this.options;
    return axis === null ? [] : axesOf(this.name, shape, axis).sort((a, b) => a - b);
  }

  /** @throws RangeError where one is not known. */
  protected sizesOf(shape: PartialShape): number[] {
    return this.axesOf(shape).map((axis) => shape[axis] ?? this.misfit(0, `axis ${axis} must be known`, shape));
  }
}

/** One whose result is multiplied by `gamma`, and `beta` added. Weights: gamma, beta, with the sizes of the axes. */
abstract class ScaledNormalization<Options extends typeof scaleDefaults> extends Normalizing<Options> {
  protected gamma: Variable | undefined;
  protected beta: Variable | undefined;

  constructor(className: string, options: Options) {
    super(className, resolveIdentifiers(options));
    checkNotNegative(className, 'epsilon', options.epsilon);
  }

  protected override createWeights([shape]: readonly PartialShape[]): void {
    const { scale, center } = this.options;
    const sizes = this.sizesOf(shape);
    if (scale) this.gamma = this.addWeight('gamma', sizes, weightOptions(this.options, 'gamma'));
    if (center) this.beta = this.addWeight('beta', sizes, weightOptions(this.options, 'beta'));
  }

  /** x·gamma + beta, with the axes of the weights last. */
  protected scaled(graph: Graph, x: Value): Value {
    const out = this.gamma ? multiplyRow(graph, x, graph.parameter(this.gamma)) : x;
    return this.beta ? addRow(graph, out, graph.parameter(this.beta)) : out;
  }
}

export interface LayerNormalizationOptions extends ScaleOptions {
  /** The axes of a sample that are taken together. Default −1: the features. */
  axis?: number | readonly number[];
}

/**
 * (x − mean) / √(variance + epsilon)·gamma + beta, mean and variance of each sample over axes. Ba et al., Layer normalization, 2016.
 * Weights: gamma, beta.
 */
export class LayerNormalization extends ScaledNormalization<typeof scaleDefaults> {
  constructor(options: LayerNormalizationOptions = {}) {
    const { rmsScaling, ...resolved } = resolveOptions(
      'LayerNormalization',
      { ...scaleDefaults, rmsScaling: false },
      options,
      ['axis'],
    );
    if (rmsScaling) throw invalid('LayerNormalization', 'rmsScaling', true, 'false');
    super('LayerNormalization', resolved);
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const together = this.axesOf(x.shape);
    const others = othersOf(x.shape, together);
    const columns = permute(graph, x, [...together, ...others]);
    const count = sizeOf(columns.shape.slice(0, together.length));
    const matrix = graph.reshape(columns, [count, x.size / count]);
    const { out } = standardize(graph, matrix, this.options.epsilon);
    const turned = columns.shape.map((_, i, { length }) => (i + together.length) % length);
    const rows = permute(graph, graph.reshape(out, columns.shape), turned);
    return [permute(graph, this.scaled(graph, rows), inverseOf([...others, ...together]))];
  }

  /** As Keras, it writes a list once it is built. */
  override getConfig(): Record<string, unknown> {
    const { axis } = this.options;
    return { ...super.getConfig(), axis: this.built ? [axis].flat().sort((a, b) => a - b) : axis };
  }
}

export interface BatchNormalizationOptions extends ScaleOptions {
  /** The axis that is not taken together. Default −1: the features. It may be the only entry of an array, as in files of Keras 2. */
  axis?: number | readonly [number];
  /** What the moving averages keep of themselves in a step. Default 0.99. */
  momentum?: number;
  /** Default `zeros`. */
  movingMeanInitializer?: InitializerIdentifier;
  /** Default `ones`. */
  movingVarianceInitializer?: InitializerIdentifier;
}

const batchDefaults = {
  ...scaleDefaults,
  momentum: 0.99,
  movingMeanInitializer: 'zeros' as InitializerIdentifier,
  movingVarianceInitializer: 'ones' as InitializerIdentifier,
  synchronized: false,
};

/** Options of Keras that are not here. */
const renormDefaults = { renorm: false, renormClipping: null as object | null, renormMomentum: 0.99 };

/**
 * (x − mean) / √(variance + epsilon)·gamma + beta. In training, mean and variance are those of the batch, over all axes but one;
 * steps that a mask leaves out do not count. Their moving averages are used when the model predicts, and where the layer is not
 * trainable. Ioffe and Szegedy, Batch normalization, 2015. Weights: gamma, beta, moving_mean, moving_variance.
 */
export class BatchNormalization extends ScaledNormalization<typeof batchDefaults> {
  private movingMean!: Variable;
  private movingVariance!: Variable;

  constructor(options: BatchNormalizationOptions = {}) {
    const {
      renorm,
      renormClipping: _,
      renormMomentum: __,
      ...resolved
    } = resolveOptions('BatchNormalization', { ...batchDefaults, ...renormDefaults }, options, ['axis']);
    const [axis, ...others] = [resolved.axis].flat();
    if (!Number.isInteger(axis) || others.length > 0)
      throw invalid('BatchNormalization', 'axis', resolved.axis, 'an integer');
    if (renorm) throw invalid('BatchNormalization', 'renorm', renorm, 'false');
    checkRate('BatchNormalization', 'momentum', resolved.momentum);
    super('BatchNormalization', { ...resolved, axis });
  }

  /** @internal */
  override get unfrozen(): Variable[] {
    return super.unfrozen.filter((variable) => variable === this.gamma || variable === this.beta);
  }

  protected override createWeights(shapes: readonly PartialShape[]): void {
    super.createWeights(shapes);
    const [shape] = shapes;
    const sizes = this.sizesOf(shape);
    this.movingMean = this.addWeight('moving_mean', sizes, weightOptions(this.options, 'movingMean'));
    this.movingVariance = this.addWeight('moving_variance', sizes, weightOptions(this.options, 'movingVariance'));
    this.inputSpec = { rank: shape.length };
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const { epsilon, momentum } = this.options;
    const kept = this.axesOf(x.shape);
    const order = [...othersOf(x.shape, kept), ...kept];
    const rows = permute(graph, x, order);
    const known = { mean: graph.parameter(this.movingMean), variance: graph.parameter(this.movingVariance) };
    const weights = [this.gamma, this.beta].filter((one) => one !== undefined);
    // What `compile` found, whatever has become of the layer since.
    const isTrained = weights.some((one) => graph.requiresGradient(graph.parameter(one)));
    const isLearning = graph.training && (weights.length > 0 ? isTrained : this.trainable);
    const steps = (mask: Value) => permute(graph, maskRows(graph, filled(graph, x.shape, 1), mask), order);
    const moments = isLearning ? { mask: x.mask && steps(x.mask) } : { known };
    const { out, mean, variance } = standardize(graph, rows, epsilon, moments);
    if (isLearning) {
      follow(graph, known.mean, mean, momentum);
      follow(graph, known.variance, variance, momentum);
    }
    return [permute(graph, this.scaled(graph, out), inverseOf(order))];
  }
}

export interface NormalizationOptions extends LayerOptions {
  /** The axes that have a mean and a variance each. Default −1: every feature has. null: one for all numbers. */
  axis?: number | readonly number[] | null;
  /** Mean and variance that are known; without them `adapt` finds them. Default null. */
  mean?: TensorLike | null;
  variance?: TensorLike | null;
  /** True: the way back, x·√variance + mean. Default false. */
  invert?: boolean;
}

const normalizationDefaults = {
  ...layerDefaults,
  axis: -1 as number | readonly number[] | null,
  mean: null as TensorLike | null,
  variance: null as TensorLike | null,
  invert: false,
};

const numbersOf = (name: string, values: TensorLike | null) =>
  values === null ? null : tensor(toTensor(values, `Normalization: \`${name}\``));

/**
 * (x − mean) / √variance, by mean and variance of data that `adapt` has seen, or that are given. Weights, none of which trains,
 * where they are not given: mean, variance, and a count that older versions of Keras used.
 */
export class Normalization extends Normalizing<Omit<typeof normalizationDefaults, 'mean' | 'variance'>> {
  private readonly given: readonly Tensor[];
  private adapted: Variable[] = [];

  constructor(axis: number | readonly number[] | null | NormalizationOptions = -1, options?: NormalizationOptions) {
    const all = withArgument('Normalization', 'axis', axis, options);
    const { mean, variance, ...resolved } = resolveOptions('Normalization', normalizationDefaults, all, ['axis']);
    super('Normalization', resolved);
    this.given = [numbersOf('mean', mean), numbersOf('variance', variance)].filter((one) => one !== null);
    const [first, second] = this.given;
    if (this.given.length === 1)
      throw new TypeError('Normalization: `mean` and `variance` are given together, or neither. One is missing.');
    if (first && formatShape(first.shape) !== formatShape(second.shape)) {
      throw new RangeError(
        `Normalization: \`mean\` and \`variance\` must have the same shape. Received: ${formatShape(first.shape)} and ${formatShape(second.shape)}`,
      );
    }
    const most = resolved.axis === null ? 0 : [resolved.axis].flat().length;
    if (first && first.shape.length > most) {
      throw new RangeError(
        `Normalization: \`mean\` has an axis for each of \`axis\` at most, ${most}. Received: ${formatShape(first.shape)}`,
      );
    }
  }

  /** @internal */
  override get unfrozen(): Variable[] {
    return [];
  }

  override outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    const [given] = this.given;
    const sizes = this.sizesOf(shape).slice(-(given?.shape.length || shape.length));
    if (given && !given.shape.every((size, i) => size === 1 || size === sizes[i])) {
      this.misfit(0, `\`mean\` and \`variance\` of shape ${formatShape(given.shape)} do not spread to it`, shape);
    }
    return super.outputShapes([shape]);
  }

  /**
   * Finds mean and variance of data: [samples, …], as the layer will be given them.
   * @throws RangeError where they were given, or the data do not fit.
   */
  adapt(data: TensorLike): void {
    const x = toTensor(data, 'data');
    if (this.given.length > 0) {
      throw new RangeError(`Layer '${this.name}' was given \`mean\` and \`variance\`. Leave them out to adapt it.`);
    }
    if (x.size === 0 || !x.data.every(Number.isFinite)) {
      throw new RangeError(`Layer '${this.name}' adapts to numbers. The data have none, or hold NaN or infinities.`);
    }
    if (x.shape.length < 2 && this.options.axis !== null) {
      throw new RangeError(
        `Layer '${this.name}' adapts to samples of features, [[1], [2], …], or with { axis: null } to any numbers. Received: shape ${formatShape(x.shape)}`,
      );
    }
    const shape = [null, ...x.shape.slice(1)];
    this.outputShapes([shape]);
    this.build(shape);
    const [mean, variance] = this.adapted;
    const axes = othersOf(x.shape, this.axesOf(x.shape));
    mean.write(ops.mean(x, axes).data);
    variance.write(ops.variance(x, axes).data);
  }

  protected override createWeights([shape]: readonly PartialShape[]): void {
    if (this.given.length > 0) return;
    const sizes = this.sizesOf(shape);
    const weight = (name: string, sizes: Shape, initial: InitializerIdentifier) =>
      this.addWeight(name, sizes, { initializer: initializers.get(initial) });
    this.adapted = [weight('mean', sizes, 'zeros'), weight('variance', sizes, 'ones')];
    weight('count', [], 'zeros');
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const shape = spreadShape(x.shape, this.axesOf(x.shape));
    const known = this.given.map((one) => constant(graph, new Tensor(this.expanded(one.shape, x.shape), one.data)));
    const adapted = this.adapted.map((variable) => graph.reshape(graph.parameter(variable), shape));
    const [mean, variance] = [...known, ...adapted];
    return [normalize(graph, x, mean, variance, this.options.invert)];
  }

  override getConfig(): Record<string, unknown> {
    const [mean = null, variance = null] = this.given.map((one) => one.toArray());
    return { ...super.getConfig(), axis: [this.options.axis ?? []].flat(), mean, variance };
  }

  /** The shape under which given numbers spread to x: their axes are the last of those that are kept. */
  private expanded(given: Shape, shape: Shape): Shape {
    const kept = this.axesOf(shape).slice(-given.length || shape.length);
    return shape.map((_, i) => given[kept.indexOf(i)] ?? 1);
  }
}
