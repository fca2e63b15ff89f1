// What users see as `ops`: what losses and metrics of their own are made of. Names and meaning are those of `keras.ops`.

import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { invalid, resolveOptions, withArgument } from '../options.js';
import { formatShape, sameShape, type Shape, sizeOf } from '../shape.js';
import { type TensorLike, toTensor } from '../tensor.js';
import { activate, activationIds } from './activate.js';
import { broadcastShapes, placesOf } from './broadcast.js';
import { compute } from './compute.js';
import { concatenate as sideBySide } from './concatenate.js';
import { elementwise, type Formula } from './elementwise.js';
import { GraphTensor } from './graph-tensor.js';
import { logarithm, power as powerOf } from './logarithm.js';
import { argmaxOver, axesOf, maxOver, sumOver } from './over-axes.js';
import { logSoftmax as logSoftmaxOf, softmax as softmaxOf } from './softmax.js';
import { take as takeFrom } from './take.js';

/** A tensor of the program, or numbers: a number, arrays in arrays, a `Tensor`. At least one of a call is of the program. */
export type Operand = GraphTensor | TensorLike;

export interface AxisOptions {
  /** The axes taken together; from the end where negative. Default null: all. */
  axis?: number | readonly number[] | null;
  /** Whether they stay, with size 1. Default false. */
  keepdims?: boolean;
}

/** The axes, or both. */
export type Axis = AxisOptions['axis'] | AxisOptions;

/** Calls `record` with the operands as values of the one graph they belong to. */
function record(name: string, operands: readonly Operand[], make: (graph: Graph, ...values: Value[]) => Value) {
  const graphs = new Set(operands.filter((one) => one instanceof GraphTensor).map(({ graph }) => graph));
  const [graph] = graphs;
  if (graphs.size !== 1) {
    throw new TypeError(
      `ops.${name} takes tensors that a loss or metric of your own was called with, all of one call, and numbers. Received: ${operands.map((one) => show(one)).join(', ')}`,
    );
  }
  const values = operands.map((one) => (one instanceof GraphTensor ? one.value : constant(graph, one, name)));
  return new GraphTensor(graph, make(graph, ...values));
}

function constant(graph: Graph, numbers: TensorLike, name: string): Value {
  const { shape, data } = toTensor(numbers, `ops.${name}: operand`);
  const value = graph.temporary(shape);
  compute(graph, 'constant', [value], (to) => to.set(data));
  return value;
}

const formula = (name: string, operands: readonly Operand[], f: Formula, ...slopes: readonly Formula[]): GraphTensor =>
  record(name, operands, (graph, ...values) => elementwise(graph, name, values, f, slopes));

const one = () => 1;
/** Where two are equal, half goes to each, as with JAX. */
const share = (isMine: boolean, isEqual: boolean) => (isEqual ? 0.5 : Number(isMine));

/** a + b. Shapes spread as in NumPy, here and below. */
export const add = (a: Operand, b: Operand): GraphTensor => formula('add', [a, b], (a, b) => a + b, one, one);

/** a − b. */
export const subtract = (a: Operand, b: Operand): GraphTensor =>
  formula(
    'subtract',
    [a, b],
    (a, b) => a - b,
    one,
    () => -1,
  );

/** a · b. */
export const multiply = (a: Operand, b: Operand): GraphTensor =>
  formula(
    'multiply',
    [a, b],
    (a, b) => a * b,
    (_, b) => b,
    (a) => a,
  );

/** a / b. */
export const divide = (a: Operand, b: Operand): GraphTensor =>
  formula(
    'divide',
    [a, b],
    (a, b) => a / b,
    (_, b) => 1 / b,
    (a, b) => -a / (b * b),
  );

/** The larger of a and b. */
export const maximum = (a: Operand, b: Operand): GraphTensor =>
  formula(
    'maximum',
    [a, b],
    (a, b) => Math.max(a, b),
    (a, b) => share(a > b, a === b),
    (a, b) => share(b > a, a === b),
  );

/** The smaller of a and b. */
export const minimum = (a: Operand, b: Operand): GraphTensor =>
  formula(
    'minimum',
    [a, b],
    (a, b) => Math.min(a, b),
    (a, b) => share(a < b, a === b),
    (a, b) => share(b < a, a === b),
  );

/** −x. */
export const negative = (x: Operand): GraphTensor =>
  formula(
    'negative',
    [x],
    (x) => -x,
    () => -1,
  );

/** |x|. At 0 its slope is 1, as with JAX and for the loss `mae`. */
export const abs = (x: Operand): GraphTensor => formula('abs', [x], Math.abs, (x) => (x >= 0 ? 1 : -1));

/** −1, 0 or 1. No gradient. */
export const sign = (x: Operand): GraphTensor => formula('sign', [x], Math.sign);

/** x². */
export const square = (x: Operand): GraphTensor =>
  formula(
    'square',
    [x],
    (x) => x * x,
    (x) => 2 * x,
  );

/** √x. */
export const sqrt = (x: Operand): GraphTensor => formula('sqrt', [x], Math.sqrt, (x) => 0.5 / Math.sqrt(x));

/** x between `xMin` and `xMax`. */
export const clip = (x: Operand, xMin: Operand, xMax: Operand): GraphTensor => minimum(maximum(x, xMin), xMax);

/** x^exponent. An exponent that is no integer needs x from 0. */
export function power(x: Operand, exponent: number): GraphTensor {
  if (Number.isInteger(exponent)) {
    return formula(
      'power',
      [x],
      (x) => integerPower(x, exponent),
      (x) => exponent * integerPower(x, exponent - 1),
    );
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
export const log = (x: Operand): GraphTensor => record('log', [x], logarithm);

/** 1 / (1 + e^−x). */
export const sigmoid = (x: Operand): GraphTensor => activation('sigmoid', x);

export const tanh = (x: Operand): GraphTensor => activation('tanh', x);

/** x where it is positive, else 0. */
export const relu = (x: Operand): GraphTensor => activation('relu', x);

/** ln(1 + e^x). */
export const softplus = (x: Operand): GraphTensor => activation('softplus', x);

const overLast = (name: string, x: Operand, over: typeof softmaxOf): GraphTensor =>
  record(name, [x], (graph, x) => {
    axesOf(`ops.${name}`, x.shape, -1);
    return over(graph, x);
  });

/** e^x / Σ e^x over the last axis. */
export const softmax = (x: Operand): GraphTensor => overLast('softmax', x, softmaxOf);

/** x − ln Σ e^x over the last axis. */
export const logSoftmax = (x: Operand): GraphTensor => overLast('logSoftmax', x, logSoftmaxOf);

/** 1 where a > b, else 0. No gradient, here and below. */
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
/** The largest integer up to x. */
export const floor = (x: Operand): GraphTensor => formula('floor', [x], Math.floor);
/** x, but nothing flows back. */
export const stopGradient = (x: Operand): GraphTensor => formula('stopGradient', [x], (x) => x);

/** a where the condition is not 0, else b. */
export const where = (condition: Operand, a: Operand, b: Operand): GraphTensor =>
  formula(
    'where',
    [condition, a, b],
    (condition, a, b) => (condition === 0 ? b : a),
    () => 0,
    (condition) => Number(condition !== 0),
    (condition) => Number(condition === 0),
  );

/** Takes axes of x together. */
function reduced(name: string, x: Operand, given: Axis, over: (graph: Graph, x: Value, axes: number[]) => Value) {
  const isAxis = given === null || typeof given === 'number' || Array.isArray(given);
  const defaults: Required<AxisOptions> = { axis: null, keepdims: false };
  const { axis, keepdims } = resolveOptions(
    `ops.${name}`,
    defaults,
    withArgument(`ops.${name}`, 'axis', given, {}, !isAxis),
  );
  return record(name, [x], (graph, x) => {
    const axes = axesOf(`ops.${name}`, x.shape, axis);
    const out = over(graph, x, axes);
    return keepdims ? out : graph.reshape(out, without(x.shape, axes));
  });
}

const without = (shape: Shape, axes: readonly number[]) => shape.filter((_, i) => !axes.includes(i));

/** The sum over axes: `ops.sum(x, -1)`, `ops.sum(x, { axis: -1, keepdims: true })`. */
export const sum = (x: Operand, axis: Axis = null): GraphTensor => reduced('sum', x, axis, sumOver);

/** The mean over axes. */
export const mean = (x: Operand, axis: Axis = null): GraphTensor =>
  reduced('mean', x, axis, (graph, x, axes) => sumOver(graph, x, axes, true));

/** The largest over axes. */
export const max = (x: Operand, axis: Axis = null): GraphTensor => reduced('max', x, axis, maxOver);

/** The smallest over axes. */
export const min = (x: Operand, axis: Axis = null): GraphTensor => negative(max(negative(x), axis));

/** Where along an axis the largest is. No gradient. */
export const argmax = (x: Operand, axis = -1): GraphTensor =>
  reduced('argmax', x, axis, (graph, x, [at]) => argmaxOver(graph, x, at));

/** The same numbers under another shape, of which one size may be −1: what is left. −1 alone: one axis. */
export function reshape(x: Operand, newShape: Shape | number): GraphTensor {
  return record('reshape', [x], (graph, x) => {
    const sizes = [newShape].flat();
    const known = sizes.filter((size) => size !== -1);
    const left = x.size / sizeOf(known);
    const shape = sizes.map((size) => (size === -1 ? left : size));
    const fits = shape.every(Number.isInteger) && sizeOf(shape) === x.size && known.length >= shape.length - 1;
    if (fits) return graph.reshape(x, shape);
    throw new RangeError(`ops.reshape: ${formatShape(x.shape)} cannot become ${formatShape(sizes)}.`);
  });
}

/** x with an axis of size 1 put in at `axis`; −1: behind all others. */
export const expandDims = (x: Operand, axis: number): GraphTensor =>
  record('expandDims', [x], (graph, x) => {
    const [at] = axesOf('ops.expandDims', [...x.shape, 1], axis);
    return graph.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
  });

/** x without the axes of size 1, or without the one given. */
export const squeeze = (x: Operand, axis: number | null = null): GraphTensor =>
  record('squeeze', [x], (graph, x) => {
    const single = x.shape.flatMap((size, i) => (size === 1 ? [i] : []));
    const axes = axis === null ? single : axesOf('ops.squeeze', x.shape, axis);
    if (axes.every((one) => single.includes(one))) return graph.reshape(x, without(x.shape, axes));
    throw new RangeError(`ops.squeeze: axis ${axis} of ${formatShape(x.shape)} is not 1.`);
  });

/** The entries at these places of an axis: `ops.take(yPred, 0, -1)` is a column, `ops.take(yPred, [0, 2], -1)` are two. */
export function take(x: Operand, indices: number | readonly number[], axis = -1): GraphTensor {
  return record('take', [x], (graph, x) => {
    const [at] = axesOf('ops.take', x.shape, axis);
    const size = x.shape[at];
    const wanted = [indices].flat().map((index) => (index < 0 ? index + size : index));
    const wrong = [indices].flat().find((_, i) => !Number.isInteger(wanted[i]) || wanted[i] < 0 || wanted[i] >= size);
    if (wrong !== undefined) {
      throw new RangeError(`ops.take: there is no entry ${wrong} in axis ${axis} of ${formatShape(x.shape)}.`);
    }
    const inner = sizeOf(x.shape.slice(at + 1));
    const outer = sizeOf(x.shape.slice(0, at));
    const places = Int32Array.from({ length: outer * wanted.length * inner }, (_, i) => {
      const row = Math.floor(i / inner);
      return (Math.floor(row / wanted.length) * size + wanted[row % wanted.length]) * inner + (i % inner);
    });
    const middle = typeof indices === 'number' ? [] : [wanted.length];
    return takeFrom(graph, 'take', x, [...x.shape.slice(0, at), ...middle, ...x.shape.slice(at + 1)], places);
  });
}

/** x with its axes in the order given. Default: reversed. */
export function transpose(x: Operand, axes: readonly number[] | null = null): GraphTensor {
  return record('transpose', [x], (graph, x) => {
    const order = axesOf('ops.transpose', x.shape, axes ?? x.shape.map((_, i) => -1 - i));
    if (new Set(order).size !== x.shape.length || order.length !== x.shape.length) {
      throw new RangeError(`ops.transpose: the axes of ${formatShape(x.shape)} are each named once. Received: ${axes}`);
    }
    const shape = order.map((axis) => x.shape[axis]);
    const strides = order.map((axis) => sizeOf(x.shape.slice(axis + 1)));
    const places = new Int32Array(x.size);
    for (let i = 0; i < places.length; i++) {
      for (let left = i, axis = shape.length - 1; axis >= 0; left = Math.floor(left / shape[axis--])) {
        places[i] += (left % shape[axis]) * strides[axis];
      }
    }
    return takeFrom(graph, 'transpose', x, shape, places);
  });
}

/** x spread to a shape. */
export const broadcastTo = (x: Operand, shape: Shape): GraphTensor =>
  record('broadcastTo', [x], (graph, x) => {
    if (!sameShape(broadcastShapes('ops.broadcastTo', [x.shape, shape]), shape)) {
      throw new RangeError(`ops.broadcastTo: ${formatShape(x.shape)} does not spread to ${formatShape(shape)}.`);
    }
    return takeFrom(graph, 'broadcastTo', x, shape, placesOf(x.shape, shape));
  });

/** Tensors behind one another along an axis. Default −1. */
export const concatenate = (tensors: readonly Operand[], axis = -1): GraphTensor =>
  record('concatenate', tensors, (graph, ...values) => {
    const [at] = axesOf('ops.concatenate', values[0].shape, axis);
    const rest = values.map(({ shape }) => formatShape(without(shape, [at])));
    if (rest.every((one) => one === rest[0])) return sideBySide(graph, values, at);
    const shapes = values.map(({ shape }) => formatShape(shape)).join(' and ');
    throw new RangeError(`ops.concatenate: the shapes ${shapes} differ in more than axis ${axis}.`);
  });
