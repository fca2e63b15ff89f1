import * as ops from '../ops/public.js';
import type { Tensor } from '../tensor.js';
import { AxisLoss, axisDefaults } from './composed.js';
import type { LossOptions } from './loss.js';

/** −Σ t·p of target and prediction of length 1: −1 where they point the same way, 1 where opposite ones. */
export class CosineSimilarity extends AxisLoss {
  /** @param options `axis`: along which they are vectors. Default -1. */
  constructor(options: LossOptions & { axis?: number } = {}) {
    super('CosineSimilarity', axisDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const [t, p] = [yTrue, yPred].map((x) => {
      const squares = ops.sum(ops.square(x), { axis: -1, keepdims: true });
      return ops.divide(x, ops.sqrt(ops.maximum(squares, 1e-14)));
    });
    return ops.negative(ops.sum(ops.multiply(t, p), -1));
  }
}
