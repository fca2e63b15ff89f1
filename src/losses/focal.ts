import * as ops from '../ops/public.js';
import type { Tensor } from '../tensor.js';
import { checkRate } from '../options.js';
import { AxisLoss, axisDefaults } from './composed.js';
import { checkProbabilities } from './crossentropy.js';
import type { LossOptions } from './loss.js';

const epsilon = 1e-7;
const complement = (x: Tensor) => ops.subtract(1, x);
const probabilities = (x: Tensor) => ops.clip(x, epsilon, 1 - epsilon);

export interface FocalCrossentropyOptions extends LossOptions {
  /** The weight of class 1, or of all classes. Default 0.25. */
  alpha?: number;
  /** How much less samples count that are right already. Default 2. */
  gamma?: number;
  /** True when predictions are logits, not probabilities. Default false. */
  fromLogits?: boolean;
  /** Moves the targets this far towards evenness, 0 to 1. Default 0. */
  labelSmoothing?: number;
  /** The axis of the classes. Default -1. */
  axis?: number;
}

export interface BinaryFocalCrossentropyOptions extends FocalCrossentropyOptions {
  /** Whether class 1 weighs `alpha` and class 0 the rest. Default false: as much. */
  applyClassBalancing?: boolean;
}

const defaults = { ...axisDefaults, alpha: 0.25, gamma: 2, fromLogits: false, labelSmoothing: 0 };
const binaryDefaults = { ...defaults, applyClassBalancing: false };

abstract class FocalCrossentropy<Options extends typeof defaults> extends AxisLoss<Options> {
  constructor(className: string, defaults: Options, options: object) {
    super(className, defaults, options);
    checkRate(className, 'labelSmoothing', this.options.labelSmoothing);
  }

  override checkTarget(target: ArrayLike<number>): string | undefined {
    return checkProbabilities(this.className, target, 'Targets are 0 or 1, or probabilities between.');
  }
}

/** Mean of (1 − p)^gamma · −ln p, p being the probability of what is right. Lin et al., 2018. */
export class BinaryFocalCrossentropy extends FocalCrossentropy<typeof binaryDefaults> {
  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    super('BinaryFocalCrossentropy', binaryDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha, gamma, fromLogits, labelSmoothing, applyClassBalancing } = this.options;
    const t = ops.add(ops.multiply(yTrue, 1 - labelSmoothing), labelSmoothing / 2);
    const p = fromLogits ? ops.sigmoid(yPred) : yPred;
    const mix = (one: Tensor, zero: Tensor) => ops.add(ops.multiply(t, one), ops.multiply(complement(t), zero));
    const clipped = probabilities(p);
    const crossentropy = ops.negative(mix(ops.log(clipped), ops.log(complement(clipped))));
    const focal = ops.multiply(ops.power(complement(mix(p, complement(p))), gamma), crossentropy);
    const balance = ops.add(ops.multiply(t, alpha), ops.multiply(complement(t), 1 - alpha));
    return ops.mean(applyClassBalancing ? ops.multiply(balance, focal) : focal, -1);
  }
}

/** Σ alpha·(1 − p)^gamma · −target·ln p over the classes, p = prediction / Σ prediction. Lin et al., 2018. */
export class CategoricalFocalCrossentropy extends FocalCrossentropy<typeof defaults> {
  constructor(options: FocalCrossentropyOptions = {}) {
    super('CategoricalFocalCrossentropy', defaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha, gamma, fromLogits, labelSmoothing } = this.options;
    const t = ops.add(ops.multiply(yTrue, 1 - labelSmoothing), labelSmoothing / yTrue.shape.at(-1)!);
    const p = fromLogits ? ops.softmax(yPred) : yPred;
    const even = probabilities(ops.divide(p, ops.sum(p, { axis: -1, keepdims: true })));
    const crossentropy = ops.negative(ops.multiply(t, ops.log(even)));
    const factor = ops.multiply(ops.power(complement(even), gamma), alpha);
    return ops.sum(ops.multiply(factor, crossentropy), -1);
  }
}
