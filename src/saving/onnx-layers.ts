import type { ActivationName } from '../activations/index.js';
import type { Bidirectional, Layer, TimeDistributed } from '../layers/index.js';
import type { MergeMode } from '../layers/bidirectional.js';
import { activation } from './onnx-activations.js';
import { type OnnxCall, weightsOf } from './onnx-call.js';
import { attributes, elementTypes } from './onnx-graph.js';
import { lstm, reverse } from './onnx-lstm.js';

const option = <T>(layer: Layer<unknown>, key: string) => layer.getConfig()[key] as T;

/** Class name → what adds the layer's nodes and returns the names of its outputs. */
export const emitters: Readonly<Record<string, (call: OnnxCall) => readonly string[]>> = {
  Activation: ({ graph, layer, inputs: [x] }) => [activation(graph, x, option<ActivationName>(layer, 'activation'))],

  Add: ({ graph, inputs }) => [graph.node('Sum', inputs)],

  Bidirectional: ({ graph, layer, inputs, keywords, inner }) => {
    const { forwardLayer, backwardLayer } = layer as Bidirectional<boolean>;
    const initialState = (keywords.initial_state ?? []) as string[];
    const read = (one: Layer<unknown>, from: number) =>
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

  LSTM: lstm,

  RepeatVector: ({ graph, layer, inputs: [x] }) => [
    graph.node('Tile', [graph.node('Unsqueeze', [x, graph.ints([1])]), graph.ints([1, option<number>(layer, 'n'), 1])]),
  ],

  // A size of 0 is the input's, here the batch.
  Reshape: ({ graph, layer, inputs: [x] }) => [
    graph.node('Reshape', [x, graph.ints([0, ...option<number[]>(layer, 'target_shape')])]),
  ],

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

const merges: Readonly<Record<MergeMode, string>> = { concat: 'Concat', sum: 'Sum', mul: 'Mul', ave: 'Mean' };
