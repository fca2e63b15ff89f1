// Element by element, of tensors whose shapes spread to one. Where they are the same, kernels add and multiply.

import type { Graph, Value } from '../graph/index.js';
import { sameShape } from '../shape.js';
import { add } from './add.js';
import { elementwise } from './elementwise.js';
import { multiply } from './multiply.js';

const one = () => 1;
/** Where two are equal, half goes to each, as with JAX. */
const share = (isMine: boolean, isEqual: boolean) => (isEqual ? 0.5 : Number(isMine));

/** a + b. */
export function sum(graph: Graph, a: Value, b: Value): Value {
  if (sameShape(a.shape, b.shape)) return add(graph, [a, b]);
  return elementwise(graph, 'add', [a, b], (a, b) => a + b, [one, one]);
}

/** a − b. */
export const difference = (graph: Graph, a: Value, b: Value): Value =>
  elementwise(graph, 'subtract', [a, b], (a, b) => a - b, [one, () => -1]);

/** a · b. */
export function product(graph: Graph, a: Value, b: Value): Value {
  if (sameShape(a.shape, b.shape)) return multiply(graph, a, b);
  return elementwise(graph, 'multiply', [a, b], (a, b) => a * b, [(_, b) => b, (a) => a]);
}

/** a / b. */
export const quotient = (graph: Graph, a: Value, b: Value): Value =>
  elementwise(graph, 'divide', [a, b], (a, b) => a / b, [(_, b) => 1 / b, (a, b) => -a / (b * b)]);

/** The larger of a and b. */
export const larger = (graph: Graph, a: Value, b: Value): Value =>
  elementwise(graph, 'maximum', [a, b], Math.max, [(a, b) => share(a > b, a === b), (a, b) => share(b > a, a === b)]);

/** The smaller of a and b. */
export const smaller = (graph: Graph, a: Value, b: Value): Value =>
  elementwise(graph, 'minimum', [a, b], Math.min, [(a, b) => share(a < b, a === b), (a, b) => share(b < a, a === b)]);

/** a where the condition is not 0, else b. */
export const choose = (graph: Graph, condition: Value, a: Value, b: Value): Value =>
  elementwise(graph, 'where', [condition, a, b], (condition, a, b) => (condition === 0 ? b : a), [
    () => 0,
    (condition) => Number(condition !== 0),
    (condition) => Number(condition === 0),
  ]);
