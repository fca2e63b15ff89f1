import type { ActivationName } from '../activations/index.js';
import type { Layer } from '../layers/index.js';
import { activation } from './onnx-activations.js';
import { type OnnxCall, weightsOf } from './onnx-call.js';
import { attributes } from './onnx-graph.js';
import { lstm } from './onnx-lstm.js';

const option = <T>(layer: Layer<unknown>, key: string) => layer.getConfig()[key] as T;

/** Class name → what adds the layer's nodes and returns the names of its outputs. */
export const emitters: Readonly<Record<string, (call: OnnxCall) => readonly string[]>> = {
  Activation: ({ graph, layer, inputs: [x] }) => [activation(graph, x, option<ActivationName>(layer, 'activation'))],

  Add: ({ graph, inputs }) => [graph.node('Sum', inputs)],

  Concatenate: ({ graph, layer, inputs }) => [
    graph.node('Concat', inputs, attributes.int('axis', option<number>(layer, 'axis'))),
  ],

  Dense: ({ graph, layer, inputs: [x] }) => {
    const { kernel, bias } = weightsOf(layer);
    const product = graph.node('MatMul', [x, graph.weight(kernel)]);
    const sum = bias ? graph.node('Add', [product, graph.weight(bias)]) : product;
    return [activation(graph, sum, option<ActivationName>(layer, 'activation'))];
  },

  // It works in training only.
  Dropout: ({ inputs }) => inputs,

  Flatten: ({ graph, inputs }) => [graph.node('Flatten', inputs)],

  LSTM: lstm,

  // A size of 0 is the input's, here the batch.
  Reshape: ({ graph, layer, inputs: [x] }) => [
    graph.node('Reshape', [x, graph.ints([0, ...option<number[]>(layer, 'target_shape')])]),
  ],
};
