// The losses and metrics of scripts/golden/functions.py, by their names there.
import { ops } from '../../src/index.js';
import type { TensorFunction } from '../../src/types.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

export const ownFunctions: Readonly<Record<string, TensorFunction>> = {
  pinball(yTrue, yPred) {
    const error = ops.subtract(yTrue, yPred);
    return ops.mean(ops.maximum(ops.multiply(0.9, error), ops.multiply(-0.1, error)), -1);
  },
  rmse: (yTrue, yPred) => ops.sqrt(ops.mean(ops.square(ops.subtract(yTrue, yPred)))),
  direction(yTrue, yPred) {
    const squares = ops.square(ops.subtract(yTrue, yPred));
    return ops.where(ops.greater(ops.multiply(yTrue, yPred), 0), squares, ops.multiply(3, squares));
  },
  correlation(yTrue, yPred) {
    const [a, b] = [yTrue, yPred].map((one) => ops.subtract(one, ops.mean(one)));
    const squares = ops.multiply(ops.sum(ops.square(a)), ops.sum(ops.square(b)));
    return ops.subtract(1, ops.divide(ops.sum(ops.multiply(a, b)), ops.sqrt(squares)));
  },
  smape(yTrue, yPred) {
    const size = ops.add(ops.add(ops.abs(yPred), ops.abs(yTrue)), 1e-3);
    return ops.mean(ops.divide(ops.abs(ops.subtract(yPred, yTrue)), size), -1);
  },
  soft_error(yTrue, yPred) {
    const error = ops.subtract(yPred, yTrue);
    return ops.mean(ops.log(ops.add(ops.exp(error), ops.exp(ops.negative(error)))), -1);
  },
  quantiles(yTrue, yPred) {
    const errors = ops.subtract(yTrue, yPred);
    const levels = [0.1, 0.5, 0.9];
    const below = levels.map((level) => level - 1);
    return ops.sum(ops.maximum(ops.multiply(levels, errors), ops.multiply(below, errors)), -1);
  },
  spread: (_, yPred) => ops.subtract(ops.take(yPred, 2, -1), ops.take(yPred, 0, -1)),
  focal(yTrue, yPred) {
    const p = ops.clip(yPred, 1e-4, 1 - 1e-4);
    const rest = ops.subtract(1, p);
    const ones = ops.multiply(ops.multiply(yTrue, ops.power(rest, 1.5)), ops.log(p));
    const zeros = ops.multiply(ops.multiply(ops.subtract(1, yTrue), ops.power(p, 3)), ops.log(rest));
    return ops.mean(ops.negative(ops.add(ones, zeros)), -1);
  },
  smoothness(yTrue, yPred) {
    const steps = yPred.shape[1];
    const [later, earlier] = [range(1, steps), range(0, steps - 1)].map((list) => ops.take(yPred, list, 1));
    const error = ops.mean(ops.square(ops.subtract(yTrue, yPred)));
    return ops.add(error, ops.multiply(0.3, ops.mean(ops.abs(ops.subtract(later, earlier)))));
  },
  labelled(yTrue, yPred) {
    const isOwn = ops.equal(ops.expandDims(yTrue, -1), [0, 1, 2]);
    return ops.negative(ops.sum(ops.multiply(ops.multiply([1, 2, 0.5], isOwn), ops.logSoftmax(yPred)), -1));
  },
  hits: (yTrue, yPred) => ops.equal(ops.argmax(yPred, -1), yTrue),
  ranking(yTrue, yPred) {
    const [t, p] = [yTrue, yPred].map((one) => ops.reshape(one, [-1, 1]));
    const differences = [t, p].map((one) => ops.subtract(one, ops.transpose(one)));
    return ops.mean(ops.relu(ops.subtract(1, ops.multiply(ops.sign(differences[0]), differences[1]))));
  },
  margin(yTrue, yPred) {
    const last = { axis: -1, keepdims: true };
    const own = ops.sum(ops.multiply(yTrue, yPred), last);
    const other = ops.max(ops.subtract(yPred, ops.multiply(10, yTrue)), last);
    const least = ops.min(yPred, last);
    const both = ops.concatenate([ops.subtract(other, own), ops.subtract(least, own)], -1);
    return ops.squeeze(ops.add(ops.take(ops.softplus(both), [0], -1), ops.multiply(0.1, ops.tanh(least))), -1);
  },
};
