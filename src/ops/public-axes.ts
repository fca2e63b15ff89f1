// Of `ops`: what takes axes together, moves them or picks from them.

import type { Graph, Value } from '../graph/index.js';
import { checkInteger, resolveOptions, withArgument } from '../options.js';
import { formatShape, sameShape, type Shape, sizeOf } from '../shape.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';
import { product } from './arithmetic.js';
import { broadcastShapes, spreadPlaces } from './broadcast.js';
import { concatenate as sideBySide } from './concatenate.js';
import { constant } from './constant.js';
import { elementwise } from './elementwise.js';
import { matmul as matrixProduct } from './matmul.js';
import { op } from './op.js';
import { argmaxOver, axesOf, maxOver, onlyAxis, sumOver } from './over-axes.js';
import { alongAxis, permute } from './permute.js';
import { abs, add, exp, less, log, negative, sqrt, square, stopGradient, subtract, where } from './public-elements.js';
import { logSoftmax as logSoftmaxOf, softmax as softmaxOf } from './softmax.js';
import { placesOf, stridesOf } from './strides.js';
import { take as takeFrom } from './take.js';

export interface AxisOptions {
  /** The axes taken together; from the end where negative. Default null: all. */
  axis?: number | readonly number[] | null;
  /** Whether they stay, with size 1. Default false. */
  keepdims?: boolean;
}

/** The axes, or an object of options. */
export type Axis = AxisOptions['axis'] | AxisOptions;

const without = (shape: Shape, axes: readonly number[]) => shape.filter((_, i) => !axes.includes(i));

/** Takes axes of x together. */
function reduced(
  name: string,
  x: TensorLike,
  given: Axis,
  keepdims: boolean,
  over: (graph: Graph, x: Value, axes: number[]) => Value,
): Tensor {
  const owner = `ops.${name}`;
  const isAxis = given === null || typeof given === 'number' || Array.isArray(given);
  const defaults: Required<AxisOptions> = { axis: null, keepdims };
  const options = resolveOptions(owner, defaults, withArgument(owner, 'axis', given, {}, !isAxis));
  return op(name, [x], (graph, x) => {
    const axes = axesOf(owner, x.shape, options.axis);
    if (new Set(axes).size < axes.length) throw new RangeError(`${owner}: an axis is named twice.`);
    const out = over(graph, x, axes);
    return options.keepdims ? out : graph.reshape(out, without(x.shape, axes));
  });
}

/** The sum over axes: `ops.sum(x, -1)`, `ops.sum(x, { axis: -1, keepdims: true })`. */
export const sum = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  reduced('sum', x, axis, keepdims, sumOver);

/** The mean over axes. */
export const mean = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  reduced('mean', x, axis, keepdims, (graph, x, axes) => sumOver(graph, x, axes, true));

/** The largest over axes. */
export const max = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  reduced('max', x, axis, keepdims, maxOver);

/** The smallest over axes. */
export const min = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  negative(max(negative(x), axis, keepdims));

const axesGiven = (given: Axis): AxisOptions['axis'] =>
  typeof given === 'object' && given !== null && 'axis' in given ? given.axis : (given as AxisOptions['axis']);

/** The mean of (x − mean)² over axes: `keras.ops.var`. */
export const variance = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  mean(square(subtract(x, mean(x, axesGiven(axis), true))), axis, keepdims);

/** √ of the variance. */
export const std = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor => sqrt(variance(x, axis, keepdims));

/** ln Σ e^x over axes. */
export function logsumexp(x: TensorLike, axis: Axis = null, keepdims = false): Tensor {
  const largest = (keep: boolean) => {
    const all = max(x, keep ? axesGiven(axis) : axis, keep || keepdims);
    // From an infinite one nothing is subtracted: ∞ − ∞ is NaN.
    return stopGradient(where(less(abs(all), Number.POSITIVE_INFINITY), all, 0));
  };
  return add(log(sum(exp(subtract(x, largest(true))), axis, keepdims)), largest(false));
}

/** Where the largest is, or what is NaN: along an axis, or of all elements in a row. No gradient. */
export const argmax = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  reduced('argmax', x, axis, keepdims, (graph, x, axes) => {
    if (axes.length === 1) return argmaxOver(graph, x, axes[0]);
    if (axes.length < x.shape.length) throw new RangeError('ops.argmax takes one axis, or null for all.');
    const place = argmaxOver(graph, graph.reshape(x, [x.size]), 0);
    return graph.reshape(
      place,
      x.shape.map(() => 1),
    );
  });

/** Where the smallest is, or what is NaN. No gradient. */
export const argmin = (x: TensorLike, axis: Axis = null, keepdims = false): Tensor =>
  argmax(negative(x), axis, keepdims);

const normalized = (name: string, x: TensorLike, axis: number, over: typeof softmaxOf): Tensor =>
  op(name, [x], (graph, x) => alongAxis(graph, x, onlyAxis(`ops.${name}`, x.shape, axis), over));

/** e^x / Σ e^x along an axis. */
export const softmax = (x: TensorLike, axis = -1): Tensor => normalized('softmax', x, axis, softmaxOf);

/** x − ln Σ e^x along an axis. */
export const logSoftmax = (x: TensorLike, axis = -1): Tensor => normalized('logSoftmax', x, axis, logSoftmaxOf);

/**
 * a·b, as in NumPy: of matrices [m, k] and [k, n], of vectors, and of stacks of matrices, whose axes before the last two spread.
 * A stack on the right takes memory for m·k·n numbers.
 */
export const matmul = (a: TensorLike, b: TensorLike): Tensor =>
  op('matmul', [a, b], (graph, a, b) => {
    const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
    const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
    const rows = left.slice(0, -1);
    const [k, n] = right.slice(-2);
    if (rows.length === 0 || left.at(-1) !== k) {
      throw new RangeError(
        `ops.matmul takes [m, k] and [k, n], vectors or stacks of them. Received: ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
      );
    }
    broadcastShapes('matmul', [rows.slice(0, -1), right.slice(0, -2)]);
    let stack = rows;
    let out: Value;
    if (right.length === 2) {
      out = matrixProduct(graph, graph.reshape(a, [sizeOf(rows), k]), graph.reshape(b, right));
    } else {
      const factors = [graph.reshape(a, [...left, 1]), graph.reshape(b, [...right.slice(0, -2), 1, k, n])] as const;
      const products = product(graph, ...factors);
      stack = products.shape.slice(0, -2);
      out = sumOver(graph, products, [stack.length]);
    }
    if (a.shape.length === 1) stack = stack.slice(0, -1);
    return graph.reshape(out, b.shape.length === 1 ? stack : [...stack, n]);
  });

/** The same numbers under another shape, of which one size may be −1: what is left. −1 alone: one axis. */
export function reshape(x: TensorLike, newShape: Shape | number): Tensor {
  return op('reshape', [x], (graph, x) => {
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
export const expandDims = (x: TensorLike, axis: number): Tensor =>
  op('expandDims', [x], (graph, x) => {
    const at = onlyAxis('ops.expandDims', [...x.shape, 1], axis);
    return graph.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
  });

/** x without the axes of size 1, or without the one given. */
export const squeeze = (x: TensorLike, axis: number | null = null): Tensor =>
  op('squeeze', [x], (graph, x) => {
    const single = x.shape.flatMap((size, i) => (size === 1 ? [i] : []));
    const axes = axis === null ? single : axesOf('ops.squeeze', x.shape, axis);
    if (axes.every((one) => single.includes(one))) return graph.reshape(x, without(x.shape, axes));
    throw new RangeError(`ops.squeeze: axis ${axis} of ${formatShape(x.shape)} is not 1.`);
  });

/**
 * The entries at these places of an axis: `ops.take(yPred, 0, -1)` is a column, `ops.take(yPred, [0, 2], -1)` are two. Without an
 * axis those of all elements in a row. The places are read when an own loss or layer is called, not at each step.
 */
export function take(x: TensorLike, indices: TensorLike, axis: number | null = null): Tensor {
  if (axis === null) return take(reshape(x, -1), indices, 0);
  const { shape: middle, data } = toTensor(indices, 'ops.take: indices');
  return op('take', [x], (graph, x) => {
    const at = onlyAxis('ops.take', x.shape, axis);
    const size = x.shape[at];
    const wanted = Array.from(data, (index) => (index < 0 ? index + size : index));
    const wrong = data.find((_, i) => !Number.isInteger(wanted[i]) || wanted[i] < 0 || wanted[i] >= size);
    if (wrong !== undefined) {
      throw new RangeError(`ops.take: there is no entry ${wrong} in axis ${axis} of ${formatShape(x.shape)}.`);
    }
    const inner = sizeOf(x.shape.slice(at + 1));
    const outer = sizeOf(x.shape.slice(0, at));
    const places = Int32Array.from({ length: outer * wanted.length * inner }, (_, i) => {
      const row = Math.floor(i / inner);
      return (Math.floor(row / wanted.length) * size + wanted[row % wanted.length]) * inner + (i % inner);
    });
    return takeFrom(graph, 'take', x, [...x.shape.slice(0, at), ...middle, ...x.shape.slice(at + 1)], places);
  });
}

/** So many entries of each axis from a place on: `ops.slice(y, [0, 1], [batch, 3])`. A size of −1: all that are left. */
export function slice(x: TensorLike, startIndices: readonly number[], shape: Shape): Tensor {
  if (!Array.isArray(startIndices) || !Array.isArray(shape))
    throw new TypeError(
      'ops.slice takes (x, startIndices, shape), with a number for each axis: slice(x, [0, 1], [2, -1]).',
    );
  return op('slice', [x], (graph, x) => {
    const sizes = shape.map((size, i) => (size === -1 ? x.shape[i] - startIndices[i] : size));
    const fits = x.shape.every(
      (size, i) =>
        [startIndices[i], sizes[i]].every((one) => Number.isInteger(one) && one >= 0) &&
        startIndices[i] + sizes[i] <= size,
    );
    if (!fits || shape.length !== x.shape.length || startIndices.length !== shape.length) {
      throw new RangeError(
        `ops.slice: ${formatShape(x.shape)} has no ${formatShape(shape)} from ${formatShape(startIndices)} on.`,
      );
    }
    const strides = stridesOf(x.shape);
    const from = strides.reduce((place, stride, axis) => place + startIndices[axis] * stride, 0);
    return takeFrom(graph, 'slice', x, sizes, placesOf(sizes, strides, from));
  });
}

/** x with its axes in the order given. Default: reversed. */
export function transpose(x: TensorLike, axes: readonly number[] | null = null): Tensor {
  return op('transpose', [x], (graph, x) => {
    const order = axesOf('ops.transpose', x.shape, axes ?? x.shape.map((_, i) => -1 - i));
    if (new Set(order).size === x.shape.length && order.length === x.shape.length) return permute(graph, x, order);
    throw new RangeError(`ops.transpose: the axes of ${formatShape(x.shape)} are each named once. Received: ${axes}`);
  });
}

/** x spread to a shape. */
export const broadcastTo = (x: TensorLike, shape: Shape): Tensor =>
  op('broadcastTo', [x], (graph, x) => {
    if (!sameShape(broadcastShapes('broadcastTo', [x.shape, shape]), shape)) {
      throw new RangeError(`ops.broadcastTo: ${formatShape(x.shape)} does not spread to ${formatShape(shape)}.`);
    }
    return takeFrom(graph, 'broadcastTo', x, shape, spreadPlaces(x.shape, shape));
  });

/** Tensors behind one another along an axis. Default 0: the batch. */
export function concatenate(tensors: readonly TensorLike[], axis = 0): Tensor {
  if (!Array.isArray(tensors) || tensors.length === 0)
    throw new TypeError('ops.concatenate takes an array of tensors: concatenate([a, b], axis).');
  return op('concatenate', tensors, (graph, ...values) => {
    const at = onlyAxis('ops.concatenate', values[0].shape, axis);
    const rest = values.map(({ shape }) => formatShape(without(shape, [at])));
    if (rest.every((one) => one === rest[0])) return sideBySide(graph, values, at);
    const shapes = values.map(({ shape }) => formatShape(shape)).join(' and ');
    throw new RangeError(`ops.concatenate: the shapes ${shapes} differ in more than axis ${axis}.`);
  });
}

/** Tensors of one shape side by side in a new axis. */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  if (!Array.isArray(tensors) || tensors.length === 0)
    throw new TypeError('ops.stack takes an array of tensors: stack([a, b], axis).');
  return concatenate(
    tensors.map((one) => expandDims(one, axis)),
    axis,
  );
}

/** 1 in the place that x names, else 0, in a new axis; −1: behind all others. No gradient. */
export function oneHot(x: TensorLike, numClasses: number, axis = -1): Tensor {
  checkInteger('ops.oneHot', 'numClasses', numClasses);
  return op('oneHot', [x], (graph, x) => {
    const at = onlyAxis('ops.oneHot', [...x.shape, 1], axis);
    const behind = x.shape.slice(at);
    const classes = Float32Array.from({ length: numClasses }, (_, i) => i);
    const each = constant(graph, new Tensor([numClasses, ...behind.map(() => 1)], classes));
    const places = graph.reshape(x, [...x.shape.slice(0, at), 1, ...behind]);
    return elementwise(graph, 'oneHot', [places, each], (a, b) => Number(a === b), []);
  });
}
