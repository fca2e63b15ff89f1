// Layers without weights that keep the shape: activations with settings, and a scale.

import type { Graph, Value } from '../graph/index.js';
import { activate, activationIds } from '../ops/activate.js';
import { sum } from '../ops/arithmetic.js';
import { filled } from '../ops/filled.js';
import { alongAxis } from '../ops/permute.js';
import { elu, rectify } from '../ops/rectify.js';
import { scale } from '../ops/scale.js';
import { softmax } from '../ops/softmax.js';
import { checkNotNegative, resolveOptions, withArgument } from '../options.js';
import { axisOf, type PartialShape } from '../shape.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import { SameShape } from './same-shape.js';

export interface ReLUOptions extends LayerOptions {
  /** What nothing is larger than. Default null: no limit. */
  maxValue?: number | null;
  /** The slope below the threshold. Default 0. */
  negativeSlope?: number;
  /** Above it the input comes out as it is. Default 0. */
  threshold?: number;
}

const reluDefaults = { ...layerDefaults, maxValue: null as number | null, negativeSlope: 0, threshold: 0 };

/** x above the threshold, at most `maxValue`; below it negativeSlope·(x − threshold). */
export class ReLU extends SameShape<typeof reluDefaults> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(maxValue: number | null | ReLUOptions = null, options?: Omit<ReLUOptions, 'maxValue'>) {
    const resolved = resolveOptions('ReLU', reluDefaults, withArgument('ReLU', 'maxValue', maxValue, options));
    checkNotNegative('ReLU', 'maxValue', resolved.maxValue ?? 0);
    checkNotNegative('ReLU', 'negativeSlope', resolved.negativeSlope);
    checkNotNegative('ReLU', 'threshold', resolved.threshold);
    super('ReLU', resolved);
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const { maxValue, negativeSlope: slope, threshold } = this.options;
    if (maxValue === null && slope === 0 && threshold === 0) return [activate(graph, x, activationIds.relu)];
    return [rectify(graph, x, { maxValue, slope, threshold })];
  }
}

export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0. Default 0.3. */
  negativeSlope?: number;
}

const leakyDefaults = { ...layerDefaults, negativeSlope: 0.3 };

/** x where it is positive, else negativeSlope·x. */
export class LeakyReLU extends SameShape<typeof leakyDefaults> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(negativeSlope: number | LeakyReLUOptions = {}, options?: LayerOptions) {
    const given = withArgument('LeakyReLU', 'negativeSlope', negativeSlope, options);
    const resolved = resolveOptions('LeakyReLU', leakyDefaults, given);
    checkNotNegative('LeakyReLU', 'negativeSlope', resolved.negativeSlope);
    super('LeakyReLU', resolved);
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [rectify(graph, x, { slope: this.options.negativeSlope })];
  }
}

export interface ELUOptions extends LayerOptions {
  /** Minus the limit far below 0. Default 1. */
  alpha?: number;
}

const eluDefaults = { ...layerDefaults, alpha: 1 };

/** x where it is positive, else alpha·(e^x − 1). */
export class ELU extends SameShape<typeof eluDefaults> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(alpha: number | ELUOptions = {}, options?: LayerOptions) {
    super('ELU', resolveOptions('ELU', eluDefaults, withArgument('ELU', 'alpha', alpha, options)));
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [elu(graph, x, this.options.alpha)];
  }
}

const softmaxDefaults = { ...layerDefaults, axis: -1 };

/** e^x / Σ e^x over an axis. */
export class Softmax extends SameShape<typeof softmaxDefaults> {
  /** @internal */
  override readonly isShapeless = true;

  /** @param axis Default the last. */
  constructor(axis: number | (LayerOptions & { axis?: number }) = -1, options?: LayerOptions) {
    super('Softmax', resolveOptions('Softmax', softmaxDefaults, withArgument('Softmax', 'axis', axis, options)));
  }

  override outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    this.axisOf(shape);
    return [shape];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [alongAxis(graph, x, this.axisOf(x.shape), softmax)];
  }

  private axisOf(shape: PartialShape): number {
    return axisOf(this.name, shape, this.options.axis);
  }
}

const rescalingDefaults = { ...layerDefaults, scale: Number.NaN, offset: 0 };

/** scale·x + offset: pixels from 0 to 1 by `new Rescaling(1 / 255)`. */
export class Rescaling extends SameShape<typeof rescalingDefaults> {
  constructor(
    scaleOrOptions: number | (LayerOptions & { scale: number; offset?: number }),
    options?: LayerOptions & { offset?: number },
  ) {
    const resolved = resolveOptions(
      'Rescaling',
      rescalingDefaults,
      withArgument('Rescaling', 'scale', scaleOrOptions, options),
    );
    if (Number.isNaN(resolved.scale))
      throw new TypeError('Rescaling: `scale` is missing: new Rescaling(1 / 255), for example.');
    super('Rescaling', resolved);
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const { scale: factor, offset } = this.options;
    const scaled = scale(graph, x, factor);
    return [offset === 0 ? scaled : sum(graph, scaled, filled(graph, [1], offset))];
  }
}
