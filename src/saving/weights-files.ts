import { brief } from '../formats/bytes.js';
import type { NamedTensor } from '../formats/elements.js';
import { type Assignment, checkFits, type SavedNetwork } from './network.js';

/** The weights under their paths: `lstm/lstm_cell/kernel`. Where two are the same, as in models inside models, `_1` is added. */
export function namedWeights({ variables }: SavedNetwork): NamedTensor[] {
  const counts = new Map<string, number>();
  return variables.map((variable) => {
    const { path, shape } = variable;
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    return { name: count === 0 ? path : `${path}_${count}`, shape, data: variable.read() };
  });
}

/**
 * Tensors for the weights of a model: by name where all names are the model's, otherwise in order, as `arr_0`, `arr_1`, … of
 * NumPy are.
 * @throws RangeError when their number or a shape does not fit.
 */
export function matchWeights(network: SavedNetwork, tensors: readonly NamedTensor[], name: string): Assignment[] {
  const { variables } = network;
  if (tensors.length !== variables.length) {
    throw new RangeError(
      `${name} holds ${tensors.length} tensors, but model '${network.name}' has ${variables.length} weights. It is the file of another model.`,
    );
  }
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const names = namedWeights(network).map((one) => one.name);
  const ordered = names.every((one) => byName.has(one)) ? names.map((one) => byName.get(one)!) : tensors;
  return variables.map((variable, i) => {
    const { shape, data, name: given } = ordered[i];
    checkFits(variable, shape, `${name}: ${brief(given)}`);
    return { variable, values: data };
  });
}
