import * as ops from '../ops/public.js';
import type { Tensor } from '../tensor.js';
import { ComposedLoss } from './composed.js';
import { type LossOptions, lossDefaults } from './loss.js';

const epsilon = 1e-7;

export interface DiceOptions extends LossOptions {
  /** The axes over which the overlap is taken. Default null: all, the batch included, so that a batch has one value. */
  axis?: number | readonly number[] | null;
}

export interface TverskyOptions extends DiceOptions {
  /** The weight of what is missed. Default 0.5. */
  alpha?: number;
  /** The weight of what is too much. Default 0.5: with both, Dice's. */
  beta?: number;
}

const defaults = { ...lossDefaults, axis: null as number | readonly number[] | null };
const tverskyDefaults = { ...defaults, alpha: 0.5, beta: 0.5 };

/** 1 − 2·Σ target·prediction / (Σ target + Σ prediction + 1e-7). Dice, 1945. */
export class Dice extends ComposedLoss<typeof defaults> {
  constructor(options: DiceOptions = {}) {
    super('Dice', defaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const sum = (x: Tensor) => ops.sum(x, this.options.axis);
    const all = ops.add(ops.add(sum(yTrue), sum(yPred)), epsilon);
    return ops.subtract(1, ops.divide(ops.multiply(sum(ops.multiply(yTrue, yPred)), 2), all));
  }
}

/** 1 − i / (i + alpha·Σ target·(1 − prediction) + beta·Σ prediction·(1 − target) + 1e-7), i = Σ target·prediction. Salehi et al., 2017. */
export class Tversky extends ComposedLoss<typeof tverskyDefaults> {
  constructor(options: TverskyOptions = {}) {
    super('Tversky', tverskyDefaults, options);
  }
  protected formula(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha, beta, axis } = this.options;
    const sum = (a: Tensor, b: Tensor) => ops.sum(ops.multiply(a, b), axis);
    const both = sum(yTrue, yPred);
    const missed = ops.multiply(sum(ops.subtract(1, yPred), yTrue), alpha);
    const tooMuch = ops.multiply(sum(yPred, ops.subtract(1, yTrue)), beta);
    const all = ops.add(ops.add(ops.add(both, missed), tooMuch), epsilon);
    return ops.subtract(1, ops.divide(both, all));
  }
}
