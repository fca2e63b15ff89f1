import * as ops from '../ops/public.js';
import type { Tensor } from '../tensor.js';
import { ComposedLoss } from './composed.js';
import { type LossOptions, lossDefaults } from './loss.js';

const epsilon = 1e-7;

/** Mean of (ln(target + 1) − ln(prediction + 1))², of numbers that are at least 1e-7. */
export class MeanSquaredLogarithmicError extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('MeanSquaredLogarithmicError', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const [t, p] = [yTrue, yPred].map((x) => ops.log(ops.add(ops.maximum(x, epsilon), 1)));
    return ops.mean(ops.square(ops.subtract(p, t)), -1);
  }
}

/** Mean of ln cosh(prediction − target): like a square near 0, like |e| far from it. */
export class LogCosh extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('LogCosh', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const error = ops.subtract(yPred, yTrue);
    const logarithm = ops.add(error, ops.softplus(ops.multiply(error, -2)));
    return ops.mean(ops.subtract(logarithm, Math.LN2), -1);
  }
}

/** Mean of prediction − target·ln(prediction + 1e-7): of counts. */
export class Poisson extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('Poisson', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const logarithm = ops.log(ops.add(yPred, epsilon));
    return ops.mean(ops.subtract(yPred, ops.multiply(yTrue, logarithm)), -1);
  }
}

/** Σ target·ln(target / prediction), both clipped to [1e-7, 1]. Kullback and Leibler, 1951. */
export class KLDivergence extends ComposedLoss {
  constructor(options: LossOptions = {}) {
    super('KLDivergence', lossDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const [t, p] = [yTrue, yPred].map((x) => ops.clip(x, epsilon, 1));
    return ops.sum(ops.multiply(t, ops.log(ops.divide(t, p))), -1);
  }
}
