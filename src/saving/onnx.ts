import type { Layer } from '../layers/layer.js';
import { mapKeywords } from '../layers/reapply.js';
import type { SymbolicTensor } from '../layers/symbolic.js';
import type { Topology } from '../layers/topology.js';
import { isNetwork, type SavedNetwork } from './network.js';
import type { Keywords, OnnxCall } from './onnx-call.js';
import { OnnxGraph } from './onnx-graph.js';
import { emitters } from './onnx-layers.js';

/**
 * The model as the bytes of an ONNX file, for prediction: opset 17, IR version 8, the same bytes for the same model.
 *
 * Inputs and outputs have the names in `model.inputNames` and `model.outputNames`, and Keras's shapes with the batch in
 * front; sizes that are null have symbolic names. Weights are named by their paths: `lstm/lstm_cell/kernel`.
 * @throws RangeError for what ONNX cannot express: a layer that is not one of this package, a stateful or masked LSTM,
 * an LSTM with an activation that ONNX's has not; or for more than 2 GiB.
 */
export function toOnnx({ name, topology, inputNames, outputNames }: SavedNetwork): Uint8Array {
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
function emit(graph: OnnxGraph, topology: Topology, names: readonly string[]): string[] {
  return topology.walk(names, ({ layer, positional, keywords }, inputs) => {
    const rest = inputs.splice(positional.length);
    const named = mapKeywords(keywords, () => rest.shift()!);
    const shapes = positional.map(({ shape }) => shape);
    return emitLayer(graph, layer, inputs, named, shapes);
  });
}

function emitLayer(
  graph: OnnxGraph,
  layer: Layer,
  inputs: readonly string[],
  keywords: Keywords = {},
  shapes: OnnxCall['shapes'] = [],
): readonly string[] {
  const outer = graph.scope;
  graph.scope = outer ? `${outer}/${layer.name}` : layer.name;
  const inner: OnnxCall['inner'] = (...call) => emitLayer(graph, ...call);
  const outputs = isNetwork(layer)
    ? emit(graph, layer.topology, inputs)
    : emitterOf(layer)({ graph, layer, inputs, shapes, keywords, inner });
  graph.scope = outer;
  return outputs;
}

function emitterOf({ name, className }: Layer): (call: OnnxCall) => readonly string[] {
  const emitter = emitters[className];
  if (emitter) return emitter;
  throw new RangeError(
    `ONNX: layer '${name}' is a ${className}, for which there is no ONNX. ` +
      `Use layers of these classes: ${Object.keys(emitters).join(', ')}.`,
  );
}
