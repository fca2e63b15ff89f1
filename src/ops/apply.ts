import { type Graph, runOnce, type Value } from '../graph/index.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';
import { constant } from './constant.js';
import { GraphTensor } from './graph-tensor.js';

/** What `make` makes of the operands: recorded in the one graph they all belong to, or of numbers at once. */
export function apply(
  owner: string,
  operands: readonly TensorLike[],
  make: (graph: Graph, ...values: Value[]) => Value,
): Tensor {
  const [graph, ...others] = new Set(operands.flatMap((one) => (one instanceof GraphTensor ? [one.graph] : [])));
  if (others.length > 0) throw new TypeError(`${owner} takes the tensors of one call of a loss or metric, or numbers.`);
  if (graph) {
    const values = operands.map((one) =>
      one instanceof GraphTensor ? one.value : constant(graph, toTensor(one, `${owner}: operand`)),
    );
    return new GraphTensor(graph, make(graph, ...values));
  }
  const tensors = operands.map((one) => toTensor(one, `${owner}: operand`));
  const { shape, data } = runOnce(tensors, (graph, values) => make(graph, ...values))!;
  return new Tensor(shape, data);
}
