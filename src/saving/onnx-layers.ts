import type { ActivationName } from '../activations/index.js';
import type { Bidirectional, Layer, TimeDistributed } from '../layers/index.js';
import type { MergeMode } from '../layers/bidirectional.js';
import { activation } from './onnx-activations.js';
import { type OnnxCall, weightsOf } from './onnx-call.js';
import { attributes, elementTypes } from './onnx-graph.js';
import { lstm, reverse } from './onnx-lstm.js';
import { batchNormalization, layerNormalization, normalization } from './onnx-normalization.js';

const option = <T>(layer: Layer, key: string) => layer.getConfig()[key] as T;

/** Class name → what adds the layer's nodes and returns the names of its outputs. */
export const emitters: Readonly<Record<string, (call: OnnxCall) => readonly string[]>> = {
  Activation: ({ graph, layer, inputs: [x] }) => [activation(graph, x, option<ActivationName>(layer, 'activation'))],

  Add: (call) => [call.graph.node('Sum', aligned(call))],

  Average: (call) => [call.graph.node('Mean', aligned(call))],

  BatchNormalization: batchNormalization,

  Bidirectional: ({ graph, layer, inputs, keywords, inner }) => {
    const { forwardLayer, backwardLayer } = layer as Bidirectional<boolean>;
    const initialState = (keywords.initial_state ?? []) as string[];
    const read = (one: Layer, from: number) =>
      inner(one, inputs, { ...keywords, initial_state: initialState.slice(from, from + 2) });
    const [forward, ...states] = read(forwardLayer, 0);
    const [last, ...statesBackward] = read(backwardLayer, 2);
    const outputs = [forward, option<boolean>(backwardLayer, 'return_sequences') ? reverse(graph, last, 1) : last];
    const mode = option<MergeMode | null>(layer, 'merge_mode');
    const axis = mode === 'concat' ? [attributes.int('axis', -1)] : [];
    const merged = mode === null ? outputs : [graph.node(merges[mode], outputs, ...axis)];
    return [...merged, ...states, ...statesBackward];
  },

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

  ELU: ({ graph, layer, inputs: [x] }) => [graph.node('Elu', [x], attributes.float('alpha', option(layer, 'alpha')))],

  Embedding: ({ graph, layer, inputs: [x] }) => {
    if (option<boolean>(layer, 'mask_zero')) {
      throw new RangeError(
        `ONNX: layer '${layer.name}' has \`maskZero\`, but ONNX's LSTM takes no mask. Make the model without it, and with sequences of one length.`,
      );
    }
    const indices = graph.node('Cast', [x], attributes.int('to', elementTypes.int64));
    return [graph.node('Gather', [graph.weight(weightsOf(layer).embeddings), indices])];
  },

  Flatten: ({ graph, inputs }) => [graph.node('Flatten', inputs)],

  GlobalAveragePooling1D: (call) => [pooled(call, 'ReduceMean')],

  GlobalMaxPooling1D: (call) => [pooled(call, 'ReduceMax')],

  LSTM: lstm,

  LayerNormalization: layerNormalization,

  LeakyReLU: ({ graph, layer, inputs: [x] }) => [
    graph.node('LeakyRelu', [x], attributes.float('alpha', option(layer, 'negative_slope'))),
  ],

  Maximum: (call) => [call.graph.node('Max', aligned(call))],

  Minimum: (call) => [call.graph.node('Min', aligned(call))],

  Multiply: (call) => [aligned(call).reduce((product, factor) => call.graph.node('Mul', [product, factor]))],

  Normalization: normalization,

  Permute: ({ graph, layer, inputs: [x] }) => [
    graph.node('Transpose', [x], attributes.ints('perm', [0, ...option<number[]>(layer, 'dims')])),
  ],

  // What is above the threshold, at most so much, and the slope below.
  ReLU: ({ graph, layer, inputs: [x] }) => {
    const { max_value: limit, negative_slope: slope, threshold } = layer.getConfig() as Record<string, number | null>;
    const from = graph.scalar(threshold!);
    const above = limit === null ? x : graph.node('Min', [x, graph.scalar(limit!)]);
    const below = graph.node('Mul', [graph.node('Sub', [x, from]), graph.scalar(slope!)]);
    return [graph.node('Where', [graph.node('Greater', [x, from]), above, below])];
  },

  RepeatVector: ({ graph, layer, inputs: [x] }) => [
    graph.node('Tile', [graph.node('Unsqueeze', [x, graph.ints([1])]), graph.ints([1, option<number>(layer, 'n'), 1])]),
  ],

  Rescaling: ({ graph, layer, inputs: [x] }) => {
    const scaled = graph.node('Mul', [x, graph.scalar(option(layer, 'scale'))]);
    return [graph.node('Add', [scaled, graph.scalar(option(layer, 'offset'))])];
  },

  // A size of 0 is the input's, here the batch.
  Reshape: ({ graph, layer, inputs: [x] }) => [
    graph.node('Reshape', [x, graph.ints([0, ...option<number[]>(layer, 'target_shape')])]),
  ],

  Softmax: ({ graph, layer, inputs: [x] }) => [
    graph.node('Softmax', [x], attributes.int('axis', option(layer, 'axis'))),
  ],

  Subtract: (call) => [call.graph.node('Sub', aligned(call))],

  // Batch and steps as one axis for the layer inside.
  TimeDistributed: ({ graph, layer, inputs: [x], inner }) => {
    const shape = (value: string, start: number, end?: number) =>
      graph.node(
        'Shape',
        [value],
        attributes.int('start', start),
        ...(end === undefined ? [] : [attributes.int('end', end)]),
      );
    const reshape = (value: string, ...sizes: string[]) =>
      graph.node('Reshape', [value, graph.node('Concat', sizes, attributes.int('axis', 0))]);
    const outer = shape(x, 0, 2);
    const [output] = inner((layer as TimeDistributed).layer, [reshape(x, graph.ints([-1]), shape(x, 2))]);
    return [reshape(output, outer, shape(output, 1))];
  },
};

/** The inputs of a layer with as many axes: ONNX would put those that are missing in front of the batch. */
function aligned({ graph, inputs, shapes }: OnnxCall): string[] {
  const ranks = shapes.map(({ length }) => length);
  const rank = Math.max(...ranks);
  return inputs.map((input, i) => {
    const missing = Array.from({ length: rank - ranks[i] }, (_, axis) => axis + 1);
    return missing.length > 0 ? graph.node('Unsqueeze', [input, graph.ints(missing)]) : input;
  });
}

/** All steps as one. */
function pooled({ graph, layer, inputs: [x] }: OnnxCall, type: string): string {
  const keepdims = attributes.int('keepdims', Number(option<boolean>(layer, 'keepdims')));
  return graph.node(type, [x], attributes.ints('axes', [1]), keepdims);
}

const merges: Readonly<Record<MergeMode, string>> = { concat: 'Concat', sum: 'Sum', mul: 'Mul', ave: 'Mean' };
