import type { ActivationName } from '../activations/index.js';
import { attributes, type OnnxGraph } from './onnx-graph.js';

/** An operator of ONNX and those of its attributes that are not as needed by default. All are floats. */
export type Operator = readonly [type: string, attributes?: Readonly<Record<string, number>>];

export type Operators = Readonly<Partial<Record<ActivationName, Operator>>>;

/** Activations that ONNX has as one operator. */
const operators = {
  relu: ['Relu'],
  sigmoid: ['Sigmoid'],
  tanh: ['Tanh'],
  elu: ['Elu', { alpha: 1 }],
  selu: ['Selu'],
  softplus: ['Softplus'],
  softsign: ['Softsign'],
  hard_sigmoid: ['HardSigmoid', { alpha: 1 / 6, beta: 0.5 }],
  exponential: ['Exp'],
  leaky_relu: ['LeakyRelu', { alpha: 0.2 }],
  hard_silu: ['HardSwish'],
  celu: ['Elu', { alpha: 1 }],
  hard_shrink: ['Shrink', { lambd: 0.5 }],
  soft_shrink: ['Shrink', { lambd: 0.5, bias: 0.5 }],
  sparse_sigmoid: ['HardSigmoid', { alpha: 0.5, beta: 0.5 }],
  legacy_hard_sigmoid: ['HardSigmoid', { alpha: 0.2, beta: 0.5 }],
  softmax: ['Softmax'],
  log_softmax: ['LogSoftmax'],
} as const satisfies Operators;

/** All others. */
const compositions: Record<Exclude<ActivationName, keyof typeof operators>, (graph: OnnxGraph, x: string) => string> = {
  linear: (_, x) => x,
  gelu: (graph, x) => {
    const erf = graph.node('Erf', [graph.node('Mul', [x, graph.scalar(Math.SQRT1_2)])]);
    const twice = graph.node('Mul', [x, graph.node('Add', [erf, graph.scalar(1)])]);
    return graph.node('Mul', [twice, graph.scalar(0.5)]);
  },
  silu: (graph, x) => graph.node('Mul', [x, graph.node('Sigmoid', [x])]),
  relu6: (graph, x) => clip(graph, x, 0, 6),
  mish: (graph, x) => graph.node('Mul', [x, graph.node('Tanh', [graph.node('Softplus', [x])])]),
  log_sigmoid: (graph, x) => graph.node('Neg', [graph.node('Softplus', [graph.node('Neg', [x])])]),
  hard_tanh: (graph, x) => clip(graph, x, -1, 1),
  // max(x, 0) + 2 / (|x| + √(x² + 4)), in which nothing cancels.
  squareplus: (graph, x) => {
    const root = graph.node('Sqrt', [graph.node('Add', [graph.node('Mul', [x, x]), graph.scalar(4)])]);
    const sum = graph.node('Add', [graph.node('Abs', [x]), root]);
    return graph.node('Add', [graph.node('Relu', [x]), graph.node('Div', [graph.scalar(2), sum])]);
  },
  tanh_shrink: (graph, x) => graph.node('Sub', [x, graph.node('Tanh', [x])]),
  // (clip(x, −1, 1) + 1)² / 4 + max(x − 1, 0)
  sparse_plus: (graph, x) => {
    const base = graph.node('Add', [clip(graph, x, -1, 1), graph.scalar(1)]);
    const square = graph.node('Mul', [graph.node('Mul', [base, base]), graph.scalar(0.25)]);
    return graph.node('Add', [square, graph.node('Relu', [graph.node('Sub', [x, graph.scalar(1)])])]);
  },
};

/** The one operator that an activation is, where it is one. */
export const operatorOf: Operators = operators;

/** An activation of the value x. Returns the result's name. */
export function activation(graph: OnnxGraph, x: string, name: ActivationName): string {
  if (name in compositions) return compositions[name as keyof typeof compositions](graph, x);
  const [type, settings = {}] = operatorOf[name]!;
  return graph.node(type, [x], ...Object.entries(settings).map(([key, value]) => attributes.float(key, value)));
}

const clip = (graph: OnnxGraph, x: string, low: number, high: number): string =>
  graph.node('Clip', [x, graph.scalar(low), graph.scalar(high)]);
