// Of `ops`: what works element by element. Shapes spread as in NumPy.

import { roundHalfToEven } from '../format.js';
import { invalid } from '../options.js';
import { activate, activationIds } from './activate.js';
import { choose, difference, larger, product, quotient, smaller, sum } from './arithmetic.js';
import { GraphTensor } from './graph-tensor.js';
import { logarithm, power as powerOf } from './logarithm.js';
import { formula, type Operand, record } from './operand.js';

/** a + b. */
export const add = (a: Operand, b: Operand): GraphTensor => record('add', [a, b], sum);

/** a − b. */
export const subtract = (a: Operand, b: Operand): GraphTensor => record('subtract', [a, b], difference);

/** a · b. */
export const multiply = (a: Operand, b: Operand): GraphTensor => record('multiply', [a, b], product);

/** a / b. */
export const divide = (a: Operand, b: Operand): GraphTensor => record('divide', [a, b], quotient);

/** The larger of a and b. */
export const maximum = (a: Operand, b: Operand): GraphTensor => record('maximum', [a, b], larger);

/** The smaller of a and b. */
export const minimum = (a: Operand, b: Operand): GraphTensor => record('minimum', [a, b], smaller);

/** −x. */
export const negative = (x: Operand): GraphTensor => formula('negative', [x], (x) => -x, [() => -1]);

/** |x|. At 0 its slope is 1, as with JAX and for the loss `mae`. */
export const abs = (x: Operand): GraphTensor => formula('abs', [x], Math.abs, [(x) => (x >= 0 ? 1 : -1)]);

/** x². */
export const square = (x: Operand): GraphTensor => formula('square', [x], (x) => x * x, [(x) => 2 * x]);

/** √x. */
export const sqrt = (x: Operand): GraphTensor => formula('sqrt', [x], Math.sqrt, [(x) => 0.5 / Math.sqrt(x)]);

/** x between `xMin` and `xMax`. */
export const clip = (x: Operand, xMin: Operand, xMax: Operand): GraphTensor => minimum(maximum(x, xMin), xMax);

/** x^exponent. An exponent that is no integer needs x from 0, a tensor x above 0. */
export function power(x: Operand, exponent: Operand): GraphTensor {
  if (typeof exponent !== 'number') {
    return record('power', [x, exponent], (graph, x, exponent) =>
      activate(graph, product(graph, exponent, logarithm(graph, x)), activationIds.exponential),
    );
  }
  if (Number.isInteger(exponent)) {
    // x⁰ is 1 also at 0, where 0 · x⁻¹ is NaN.
    const slope = (x: number) => (exponent === 0 ? 0 : exponent * integerPower(x, exponent - 1));
    return formula('power', [x], (x) => integerPower(x, exponent), [slope]);
  }
  if (!Number.isFinite(exponent)) throw invalid('ops.power', 'exponent', exponent, 'a number');
  return record('power', [x], (graph, x) => powerOf(graph, x, exponent));
}

/** By multiplications: `Math.pow` differs between engines. */
function integerPower(x: number, exponent: number): number {
  if (exponent < 0) return 1 / integerPower(x, -exponent);
  let result = 1;
  for (let factor = x, left = exponent; left > 0; left = Math.floor(left / 2), factor *= factor) {
    if (left % 2 === 1) result *= factor;
  }
  return result;
}

const activation = (name: keyof typeof activationIds, x: Operand): GraphTensor =>
  record(name, [x], (graph, x) => activate(graph, x, activationIds[name]));

/** e^x. */
export const exp = (x: Operand): GraphTensor => activation('exponential', x);

/** ln x. */
export function log(x: Operand): GraphTensor {
  return record('log', [x], logarithm);
}

/** ln(1 + x). */
export const log1p = (x: Operand): GraphTensor => log(add(x, 1));

/** 1 / (1 + e^−x). */
export const sigmoid = (x: Operand): GraphTensor => activation('sigmoid', x);

export const tanh = (x: Operand): GraphTensor => activation('tanh', x);

/** x where it is positive, else 0. */
export const relu = (x: Operand): GraphTensor => activation('relu', x);

/** ln(1 + e^x). */
export const softplus = (x: Operand): GraphTensor => activation('softplus', x);

/** a where the condition is not 0, else b. */
export const where = (condition: Operand, a: Operand, b: Operand): GraphTensor =>
  record('where', [condition, a, b], choose);

// Nothing flows back through those that follow.

/** 1 where a > b, else 0. */
export const greater = (a: Operand, b: Operand): GraphTensor => formula('greater', [a, b], (a, b) => Number(a > b));
/** 1 where a ≥ b, else 0. */
export const greaterEqual = (a: Operand, b: Operand): GraphTensor =>
  formula('greaterEqual', [a, b], (a, b) => Number(a >= b));
/** 1 where a < b, else 0. */
export const less = (a: Operand, b: Operand): GraphTensor => formula('less', [a, b], (a, b) => Number(a < b));
/** 1 where a ≤ b, else 0. */
export const lessEqual = (a: Operand, b: Operand): GraphTensor =>
  formula('lessEqual', [a, b], (a, b) => Number(a <= b));
/** 1 where a = b, else 0. */
export const equal = (a: Operand, b: Operand): GraphTensor => formula('equal', [a, b], (a, b) => Number(a === b));
/** 1 where a ≠ b, else 0. */
export const notEqual = (a: Operand, b: Operand): GraphTensor => formula('notEqual', [a, b], (a, b) => Number(a !== b));
/** 1 where both are not 0, else 0. */
export const logicalAnd = (a: Operand, b: Operand): GraphTensor =>
  formula('logicalAnd', [a, b], (a, b) => Number(a !== 0 && b !== 0));
/** 1 where one of both is not 0, else 0. */
export const logicalOr = (a: Operand, b: Operand): GraphTensor =>
  formula('logicalOr', [a, b], (a, b) => Number(a !== 0 || b !== 0));
/** 1 where x is 0, else 0. */
export const logicalNot = (x: Operand): GraphTensor => formula('logicalNot', [x], (x) => Number(x === 0));
/** 1 where x is NaN, else 0. */
export const isnan = (x: Operand): GraphTensor => formula('isnan', [x], (x) => Number(x !== x));
/** −1, 0 or 1. */
export const sign = (x: Operand): GraphTensor => formula('sign', [x], Math.sign);
/** The largest integer up to x. */
export const floor = (x: Operand): GraphTensor => formula('floor', [x], Math.floor);
/** The nearest integer; of two the even one. */
export const round = (x: Operand): GraphTensor => formula('round', [x], roundHalfToEven);
/** x itself. */
export const stopGradient = (x: Operand): GraphTensor => formula('stopGradient', [x], (x) => x);
/** 1 in the place that x names, else 0, in a new last axis. */
export const oneHot = (x: Operand, numClasses: number): GraphTensor =>
  record('oneHot', [x], (graph, x) => {
    const classes = Array.from({ length: numClasses }, (_, i) => i);
    return equal(new GraphTensor(graph, graph.reshape(x, [...x.shape, 1])), classes).value;
  });
