import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { type TensorLike, toTensor } from '../tensor.js';
import { compute } from './compute.js';
import { elementwise, type Formula } from './elementwise.js';
import { GraphTensor } from './graph-tensor.js';

/** A tensor of the program, or numbers: a number, arrays in arrays, a `Tensor`. At least one of a call is of the program. */
export type Operand = GraphTensor | TensorLike;

/** Calls `make` with the operands as values of the one graph they belong to. */
export function record(
  name: string,
  operands: readonly Operand[],
  make: (graph: Graph, ...values: Value[]) => Value,
): GraphTensor {
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

/** A formula of operands, element by element; see `elementwise`. */
export const formula = (
  name: string,
  operands: readonly Operand[],
  f: Formula,
  slopes: readonly Formula[] = [],
): GraphTensor => record(name, operands, (graph, ...values) => elementwise(graph, name, values, f, slopes));
