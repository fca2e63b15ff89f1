import type { Graph, Value } from '../graph/index.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { apply } from './apply.js';
import { elementwise, type Formula } from './elementwise.js';

/** An op of that name. Numbers beside tensors of a program are constants of it. */
export function op(
  name: string,
  operands: readonly TensorLike[],
  make: (graph: Graph, ...values: Value[]) => Value,
): Tensor {
  const owner = `ops.${name}`;
  if (operands.some((one) => 'node' in Object(one))) {
    const rest = operands.length > 1 ? ', …' : '';
    throw new TypeError(
      `${owner}: a tensor of a model has no numbers yet. Make a layer of what is to be done with it: new Lambda((x) => ${owner}(x${rest})).apply(tensor), or of two tensors new Add().apply([a, b]).`,
    );
  }
  return apply(owner, operands, make);
}

/** One that is a formula, element by element; see `elementwise`. */
export const formula = (
  name: string,
  operands: readonly TensorLike[],
  f: Formula,
  slopes: readonly Formula[] = [],
): Tensor => op(name, operands, (graph, ...values) => elementwise(graph, name, values, f, slopes));
