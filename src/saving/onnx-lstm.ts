import type { ActivationName } from '../activations/index.js';
import { type Operator, type Operators, operatorOf } from './onnx-activations.js';
import { type OnnxCall, weightsOf } from './onnx-call.js';
import { attributes, type OnnxGraph } from './onnx-graph.js';

/** The part of an LSTM's configuration that prediction depends on. */
interface LSTMConfig {
  units: number;
  activation: ActivationName;
  recurrent_activation: ActivationName;
  return_sequences: boolean;
  return_state: boolean;
  go_backwards: boolean;
  stateful: boolean;
}

/** Operators that ONNX's LSTM takes as activations. */
const taken = ['Elu', 'HardSigmoid', 'LeakyRelu', 'Relu', 'Sigmoid', 'Softplus', 'Softsign', 'Tanh'];

/** The same by Keras's names. */
const operators: Operators = {
  linear: ['Affine', { alpha: 1, beta: 0 }],
  ...Object.fromEntries(Object.entries(operatorOf).filter(([, [type]]) => taken.includes(type))),
};

/** Where a slice ends that goes back to the first element, and takes it. */
const beforeTheFirst = -(2 ** 31);

/** ONNX's LSTM reads [steps, batch, features] and writes [steps, directions, batch, units]. */
export function lstm({ graph, layer, inputs: [x], keywords }: OnnxCall): string[] {
  const config = layer.getConfig() as unknown as LSTMConfig;
  if (config.stateful) {
    throw new RangeError(
      `ONNX: layer '${layer.name}' is stateful, but an ONNX model remembers nothing. Make the model with \`stateful: false\`; ` +
        'with `initialState` from an Input and `returnState: true`, the caller can keep the state.',
    );
  }
  if (keywords.mask) {
    throw new RangeError(
      `ONNX: layer '${layer.name}' has a mask, but ONNX's LSTM takes none. Make the model without \`mask\` and ` +
        'run it on sequences that have no steps to skip.',
    );
  }
  const { units, return_sequences: sequences, return_state: states, go_backwards: backwards } = config;
  const { kernel, recurrent_kernel: recurrentKernel, bias } = weightsOf(layer);
  const features = kernel.shape[0];
  const initialState = (keywords.initial_state ?? []) as string[];
  const [y, h, c] = graph.nodeOf(
    'LSTM',
    [
      graph.node('Transpose', [x], attributes.ints('perm', [1, 0, 2])),
      graph.weight(kernel, [1, 4 * units, features], (values) => gateRows(values, units)),
      graph.weight(recurrentKernel, [1, 4 * units, units], (values) => gateRows(values, units)),
      bias ? graph.weight(bias, [1, 8 * units], (values) => withRecurrent(gateRows(values, units))) : '',
      '', // The lengths of the sequences: all of them.
      ...initialState.map((state) => graph.node('Unsqueeze', [state, graph.ints([0])])),
    ],
    [sequences ? 'Y' : '', 'Y_h', 'Y_c'],
    [
      attributes.int('hidden_size', units),
      attributes.string('direction', backwards ? 'reverse' : 'forward'),
      ...activations(layer.name, config),
    ],
  );
  const state = (value: string) => graph.node('Squeeze', [value, graph.ints([0])]);
  const output = sequences ? sequence(graph, y, backwards) : state(h);
  if (!states) return [output];
  return [output, sequences ? state(h) : output, state(c)];
}

/** [steps, 1, batch, units] → [batch, steps, units]. Keras's steps are in the order of processing, ONNX's in that of time. */
function sequence(graph: OnnxGraph, y: string, backwards: boolean): string {
  const steps = graph.node('Squeeze', [y, graph.ints([1])]);
  return graph.node('Transpose', [backwards ? reverse(graph, steps, 0) : steps], attributes.ints('perm', [1, 0, 2]));
}

/** An axis from its end. */
export function reverse(graph: OnnxGraph, x: string, axis: number): string {
  const range = [[-1], [beforeTheFirst], [axis], [-1]].map((values) => graph.ints(values));
  return graph.node('Slice', [x, ...range]);
}

/** ONNX's functions f of the gates, g of the candidate and h of the output, and the numbers that they need, in this order. */
function activations(layer: string, config: LSTMConfig) {
  const find = (option: string, name: ActivationName): Operator => {
    const operator = operators[name];
    if (operator) return operator;
    throw new RangeError(
      `ONNX: layer '${layer}' has ${option} '${name}', which ONNX's LSTM does not know. ` +
        `Use one of ${Object.keys(operators).join(', ')}.`,
    );
  };
  const cell = find('activation', config.activation);
  const functions = [find('recurrentActivation', config.recurrent_activation), cell, cell];
  const types = functions.map(([type]) => type);
  const lists = ['alpha', 'beta'].flatMap((key) => {
    const values = functions.flatMap(([, settings = {}]) => settings[key] ?? []);
    return values.length > 0 ? [attributes.floats(`activation_${key}`, values)] : [];
  });
  return [attributes.strings('activations', types), ...lists];
}

/** Keras's columns i, f, c, o as ONNX's rows i, o, f, c. */
function gateRows(matrix: Float32Array, units: number): Float32Array {
  const rows = matrix.length / (4 * units);
  const result = new Float32Array(matrix.length);
  let at = 0;
  for (const gate of [0, 3, 1, 2]) {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) result[at++] = matrix[row * 4 * units + gate * units + unit];
    }
  }
  return result;
}

/** ONNX adds two biases; the second is zero. */
function withRecurrent(bias: Float32Array): Float32Array {
  const both = new Float32Array(2 * bias.length);
  both.set(bias);
  return both;
}
