import { show } from '../errors.js';
import type { LayerNode, SymbolicTensor } from '../layers/symbolic.js';
import type { OnnxCall } from './onnx-call.js';
import { OnnxGraph } from './onnx-graph.js';
import { emitters } from './onnx-layers.js';

interface Topology {
  /** Each after those it depends on. */
  readonly nodes: readonly LayerNode[];
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
}

/** What a model is here: a Sequential or a Model with its input shape known. */
export interface OnnxModel {
  readonly name: string;
  readonly topology: Topology;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/**
 * The model as the bytes of an ONNX file, for prediction: opset 17, IR version 8, the same bytes for the same model.
 *
 * Inputs and outputs have the names in `model.inputNames` and `model.outputNames`, and Keras's shapes with the batch in
 * front; sizes that are null have symbolic names. Weights are named by their paths: `lstm/lstm_cell/kernel`.
 * @throws RangeError for what ONNX cannot express: a layer that is not one of this package, a stateful or masked LSTM,
 * an LSTM with an activation that ONNX's has not; or for more than 2 GiB.
 */
export function toOnnx(model: OnnxModel): Uint8Array {
  if (typeof model !== 'object' || model === null || !('topology' in model)) {
    throw new TypeError(`toOnnx takes a Sequential or a Model. Received: ${show(model)}`);
  }
  const { name, topology, inputNames, outputNames } = model;
  const graph = new OnnxGraph();
  const named = (names: readonly string[], tensors: readonly SymbolicTensor[]) =>
    tensors.map(({ shape }, i) => ({ name: graph.unique(names[i]), shape }));
  const inputs = named(inputNames, topology.inputs);
  const outputs = named(outputNames, topology.outputs);
  const values = emit(
    graph,
    topology,
    inputs.map((input) => input.name),
  );
  return graph.encode(name, inputs, outputs, values);
}

/** Adds the nodes of all layers. Returns the names of the outputs. */
function emit(graph: OnnxGraph, { nodes, inputs, outputs }: Topology, names: readonly string[]): string[] {
  const known = new Map(inputs.map((tensor, i) => [tensor, names[i]]));
  const nameOf = (tensor: SymbolicTensor) => known.get(tensor)!;
  const outer = graph.scope;
  for (const node of nodes) {
    if (node.outputs.every((output) => known.has(output))) continue;
    const { layer, positional } = node;
    graph.scope = outer ? `${outer}/${layer.name}` : layer.name;
    const keywords = Object.entries(node.keywords).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(nameOf) : nameOf(value),
    ]);
    const call = { graph, layer, inputs: positional.map(nameOf), keywords: Object.fromEntries(keywords) };
    const made = emitLayer(call);
    for (const [i, output] of node.outputs.entries()) known.set(output, made[i]);
  }
  graph.scope = outer;
  return outputs.map(nameOf);
}

function emitLayer(call: OnnxCall): readonly string[] {
  const { graph, layer, inputs } = call;
  if ('topology' in layer) return emit(graph, layer.topology as Topology, inputs);
  const emitter = emitters[layer.className];
  if (emitter) return emitter(call);
  throw new RangeError(
    `toOnnx: layer '${layer.name}' is a ${layer.className}, for which there is no ONNX. ` +
      `Use layers of these classes: ${Object.keys(emitters).join(', ')}.`,
  );
}
