// Of `ops`: what works element by element. Shapes spread as in NumPy.

import { roundHalfToEven } from '../format.js';
import { invalid } from '../options.js';
import { type Tensor, type TensorLike, toTensor } from '../tensor.js';
import { activate, activationIds } from './activate.js';
import { choose, difference, larger, product, quotient, smaller, sum } from './arithmetic.js';
import { logarithm, power as powerOf } from './logarithm.js';
import { GraphTensor } from './graph-tensor.js';
import { formula, op } from './op.js';

/** a + b. */
export const add = (a: TensorLike, b: TensorLike): Tensor => op('add', [a, b], sum);

/** a − b. */
export const subtract = (a: TensorLike, b: TensorLike): Tensor => op('subtract', [a, b], difference);

/** a · b. */
export const multiply = (a: TensorLike, b: TensorLike): Tensor => op('multiply', [a, b], product);

/** a / b. */
export const divide = (a: TensorLike, b: TensorLike): Tensor => op('divide', [a, b], quotient);

/** The larger of a and b. */
export const maximum = (a: TensorLike, b: TensorLike): Tensor => op('maximum', [a, b], larger);

/** The smaller of a and b. */
export const minimum = (a: TensorLike, b: TensorLike): Tensor => op('minimum', [a, b], smaller);

/** −x. */
export const negative = (x: TensorLike): Tensor => formula('negative', [x], (x) => -x, [() => -1]);

/** |x|. At 0 its slope is 1, as with JAX and for the loss `mae`. */
export const abs = (x: TensorLike): Tensor => formula('abs', [x], Math.abs, [(x) => (x >= 0 ? 1 : -1)]);

/** x². */
export const square = (x: TensorLike): Tensor => formula('square', [x], (x) => x * x, [(x) => 2 * x]);

/** √x. */
export const sqrt = (x: TensorLike): Tensor => formula('sqrt', [x], Math.sqrt, [(x) => 0.5 / Math.sqrt(x)]);

/** x between `xMin` and `xMax`. */
export const clip = (x: TensorLike, xMin: TensorLike, xMax: TensorLike): Tensor => minimum(maximum(x, xMin), xMax);

/** x^exponent. Where an exponent is no integer, x must not be negative. */
export function power(x: TensorLike, exponent: TensorLike): Tensor {
  if (typeof exponent !== 'number') return powers(x, exponent);
  if (Number.isInteger(exponent)) {
    return formula('power', [x], (x) => integerPower(x, exponent), [(x) => integerSlope(x, exponent)]);
  }
  if (!Number.isFinite(exponent)) throw invalid('ops.power', 'exponent', exponent, 'a number');
  return op('power', [x], (graph, x) => powerOf(graph, x, exponent));
}

/**
 * Where exponents are integers, and known or of an x that has no logarithm, by multiplications; elsewhere e^(exponent·ln x). What
 * is not taken is made of 1 and 0, for NaN would come back with the gradient.
 */
function powers(x: TensorLike, exponent: TensorLike): Tensor {
  const known = exponent instanceof GraphTensor ? undefined : toTensor(exponent, 'ops.power: exponent');
  const isMultiplied = formula('power', [x, exponent], (x, e) => Number(Number.isInteger(e) && (x <= 0 || !!known)));
  const multiplied = formula('power', [x, stopGradient(where(isMultiplied, exponent, 0))], integerPower, [
    integerSlope,
  ]);
  const other = exp(multiply(where(isMultiplied, 0, exponent), log(where(isMultiplied, 1, x))));
  return where(isMultiplied, multiplied, other);
}

/** The derivative by x. x⁰ is 1 also at 0, where 0 · x⁻¹ is NaN. */
const integerSlope = (x: number, exponent: number) => (exponent === 0 ? 0 : exponent * integerPower(x, exponent - 1));

/** By multiplications: `Math.pow` differs between engines. */
function integerPower(x: number, exponent: number): number {
  if (exponent < 0) return 1 / integerPower(x, -exponent);
  let result = 1;
  for (let factor = x, left = exponent; left > 0; left = Math.floor(left / 2), factor *= factor) {
    if (left % 2 === 1) result *= factor;
  }
  return result;
}

const activation = (name: keyof typeof activationIds, x: TensorLike): Tensor =>
  op(name, [x], (graph, x) => activate(graph, x, activationIds[name]));

/** e^x. */
export const exp = (x: TensorLike): Tensor => activation('exponential', x);

/** ln x. */
export function log(x: TensorLike): Tensor {
  return op('log', [x], logarithm);
}

/** ln(1 + x). */
export function log1p(x: TensorLike): Tensor {
  const u = add(x, 1);
  const isLost = equal(u, 1);
  // What 1 + x has lost of a small x is put back: Kahan's ln u·x/(u − 1).
  const ratio = where(logicalOr(isLost, greater(abs(x), 1)), 1, divide(x, subtract(u, 1)));
  return where(isLost, x, multiply(log(u), stopGradient(ratio)));
}

/** 1 / (1 + e^−x). */
export const sigmoid = (x: TensorLike): Tensor => activation('sigmoid', x);

export const tanh = (x: TensorLike): Tensor => activation('tanh', x);

/** x where it is positive, else 0. */
export const relu = (x: TensorLike): Tensor => activation('relu', x);

/** ln(1 + e^x). */
export const softplus = (x: TensorLike): Tensor => activation('softplus', x);

/** a where the condition is not 0, else b. */
export const where = (condition: TensorLike, a: TensorLike, b: TensorLike): Tensor =>
  op('where', [condition, a, b], choose);

// Nothing flows back through those that follow.

/** 1 where a > b, else 0. */
export const greater = (a: TensorLike, b: TensorLike): Tensor => formula('greater', [a, b], (a, b) => Number(a > b));
/** 1 where a ≥ b, else 0. */
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor =>
  formula('greaterEqual', [a, b], (a, b) => Number(a >= b));
/** 1 where a < b, else 0. */
export const less = (a: TensorLike, b: TensorLike): Tensor => formula('less', [a, b], (a, b) => Number(a < b));
/** 1 where a ≤ b, else 0. */
export const lessEqual = (a: TensorLike, b: TensorLike): Tensor =>
  formula('lessEqual', [a, b], (a, b) => Number(a <= b));
/** 1 where a = b, else 0. */
export const equal = (a: TensorLike, b: TensorLike): Tensor => formula('equal', [a, b], (a, b) => Number(a === b));
/** 1 where a ≠ b, else 0. */
export const notEqual = (a: TensorLike, b: TensorLike): Tensor =>
  formula('notEqual', [a, b], (a, b) => Number(a !== b));
/** 1 where both are not 0, else 0. */
export const logicalAnd = (a: TensorLike, b: TensorLike): Tensor =>
  formula('logicalAnd', [a, b], (a, b) => Number(a !== 0 && b !== 0));
/** 1 where one of both is not 0, else 0. */
export const logicalOr = (a: TensorLike, b: TensorLike): Tensor =>
  formula('logicalOr', [a, b], (a, b) => Number(a !== 0 || b !== 0));
/** 1 where x is 0, else 0. */
export const logicalNot = (x: TensorLike): Tensor => formula('logicalNot', [x], (x) => Number(x === 0));
/** 1 where x is NaN, else 0. */
export const isnan = (x: TensorLike): Tensor => formula('isnan', [x], (x) => Number(x !== x));
/** −1, 0 or 1. */
export const sign = (x: TensorLike): Tensor => formula('sign', [x], Math.sign);
/** The largest integer up to x. */
export const floor = (x: TensorLike): Tensor => formula('floor', [x], Math.floor);
/** The nearest number of so many decimals; of two the even one. */
export function round(x: TensorLike, decimals = 0): Tensor {
  if (!Number.isInteger(decimals)) throw invalid('ops.round', 'decimals', decimals, 'an integer');
  const tens = integerPower(10, Math.abs(decimals));
  const rounded = (x: number, scale: number) => {
    const scaled = Math.fround(x * scale);
    return Number.isFinite(scaled) ? roundHalfToEven(scaled) / scale : x;
  };
  return formula('round', [x], (x) => (decimals < 0 ? rounded(x / tens, 1) * tens : rounded(x, tens)));
}
/** x itself. */
export const stopGradient = (x: TensorLike): Tensor => formula('stopGradient', [x], (x) => x);
