import { InputLayer } from './input.js';
import type { Layer } from './layer.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';
import { Topology } from './topology.js';

/**
 * The topology from any tensors of a model on. Where they are not inputs already, the layers behind them are applied
 * once more, to inputs of the same shape.
 */
export function between(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): Topology {
  if (inputs.every(isInput)) return topologyOf(inputs, outputs);
  const starts = inputs.map((tensor) =>
    isInput(tensor) ? tensor : new InputLayer({ batchShape: tensor.shape }).output,
  );
  const known = new Map(inputs.map((tensor, i) => [tensor, starts[i]]));
  const remake = (tensor: SymbolicTensor): SymbolicTensor => {
    const { node } = tensor;
    if (!known.has(tensor) && !isInput(tensor)) {
      const positional = node.positional.map(remake);
      const keywords = mapKeywords(node.keywords, remake);
      const made = applyAgain(node.layer, node.list ? positional : positional[0], keywords);
      for (const [i, output] of node.outputs.entries()) if (!known.has(output)) known.set(output, made[i]);
    }
    return known.get(tensor) ?? tensor;
  };
  return topologyOf(starts, outputs.map(remake));
}

/** All nodes between inputs and outputs. */
export function topologyOf(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): Topology {
  const done = new Set<LayerNode>();
  const visit = (tensor: SymbolicTensor) => {
    const { node } = tensor;
    if (done.has(node)) return;
    if (!inputs.includes(tensor)) for (const input of node.inputs) visit(input);
    done.add(node);
  };
  for (const output of outputs) visit(output);
  // Inputs that nothing uses belong to the model all the same.
  for (const { node } of inputs) done.add(node);
  return new Topology(inputs, outputs, [...done]);
}

const isInput = ({ node }: SymbolicTensor): boolean => node.layer instanceof InputLayer;

/** Applies a layer as in a node or a configuration, where tensors among the options have Keras's names. */
export function applyAgain(layer: Layer, inputs: unknown, keywords: Record<string, unknown>): SymbolicTensor[] {
  const { initial_state: initialState, mask } = keywords;
  const options: object = { ...(initialState !== undefined && { initialState }), ...(mask !== undefined && { mask }) };
  const outputs = layer.apply(inputs as SymbolicTensor, options) as SymbolicTensor | SymbolicTensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** What `map` makes of the tensors of a call that are given by name. It sees them in the order of the node's inputs. */
export function mapKeywords<T>(
  keywords: LayerNode['keywords'],
  map: (tensor: SymbolicTensor) => T,
): Record<string, T | T[]> {
  return Object.fromEntries(
    Object.entries(keywords).map(([name, given]) => [name, Array.isArray(given) ? given.map(map) : map(given)]),
  );
}
