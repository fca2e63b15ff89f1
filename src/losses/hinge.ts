import * as ops from '../ops/public.js';
import type { Tensor } from '../tensor.js';
import { ComposedLoss } from './composed.js';
import { type LossOptions, lossDefaults } from './loss.js';

/** max(1 − target·prediction, 0), with labels of −1 and 1. Where all of a batch are 0 or 1, 0 means −1. */
function margin(yTrue: Tensor, yPred: Tensor): Tensor {
  const isBinary = ops.min(ops.logicalOr(ops.equal(yTrue, 0), ops.equal(yTrue, 1)));
  const labels = ops.where(isBinary, ops.subtract(ops.multiply(yTrue, 2), 1), yTrue);
  return ops.maximum(ops.subtract(1, ops.multiply(labels, yPred)), 0);
}

/** Mean of max(1 − target·prediction, 0). Labels are −1 and 1, or 0 and 1. */
export class Hinge extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('Hinge', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.mean(margin(yTrue, yPred), -1);
  }
}

/** Mean of max(1 − target·prediction, 0)². Labels are −1 and 1, or 0 and 1. */
export class SquaredHinge extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('SquaredHinge', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.mean(ops.square(margin(yTrue, yPred)), -1);
  }
}

/** max(1 + the largest prediction of another class − that of the target's, 0), with one-hot targets. */
export class CategoricalHinge extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('CategoricalHinge', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const own = ops.sum(ops.multiply(yTrue, yPred), -1);
    const others = ops.max(ops.multiply(ops.subtract(1, yTrue), yPred), -1);
    return ops.maximum(ops.add(ops.subtract(others, own), 1), 0);
  }
}
