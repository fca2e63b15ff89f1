import type { Variable } from '../graph/index.js';
import type { Shape } from '../shape.js';
import { type TensorLike, toTensor } from '../tensor.js';
import { type OnnxCall, weightsOf } from './onnx-call.js';
import { attributes } from './onnx-graph.js';

/** The axes that weights have, counted from the front, and the shape under which they spread to the input. */
function axesOf({ layer, shapes }: OnnxCall): { axes: number[]; spread: (shape: Shape) => Shape } {
  const { axis } = layer.getConfig() as { axis: number | number[] | null };
  const { length: rank } = shapes[0] ?? layer.buildShapes![0];
  const axes = [axis ?? []].flat().map((one) => (one < 0 ? one + rank : one));
  axes.sort((a, b) => a - b);
  const sizes = (shape: Shape, i: number) => shape[axes.indexOf(i) - axes.length + shape.length] ?? 1;
  return { axes, spread: (shape) => Array.from({ length: rank }, (_, i) => (axes.includes(i) ? sizes(shape, i) : 1)) };
}

const weight = (call: OnnxCall, variable: Variable) => call.graph.weight(variable, axesOf(call).spread(variable.shape));

/** √(variance + epsilon). */
const deviation = ({ graph, layer }: OnnxCall, variance: string) =>
  graph.node('Sqrt', [graph.node('Add', [variance, graph.scalar(layer.getConfig().epsilon as number)])]);

/** x·gamma + beta, as far as the layer has them. */
function scaled(call: OnnxCall, x: string): string {
  const { graph, layer } = call;
  const { gamma, beta } = weightsOf(layer);
  const product = gamma ? graph.node('Mul', [x, weight(call, gamma)]) : x;
  return beta ? graph.node('Add', [product, weight(call, beta)]) : product;
}

export function batchNormalization(call: OnnxCall): string[] {
  const { graph, layer, inputs } = call;
  const { moving_mean: mean, moving_variance: variance } = weightsOf(layer);
  const centered = graph.node('Sub', [inputs[0], weight(call, mean)]);
  return [scaled(call, graph.node('Div', [centered, deviation(call, weight(call, variance))]))];
}

export function layerNormalization(call: OnnxCall): string[] {
  const { graph, inputs } = call;
  const mean = (x: string) => graph.node('ReduceMean', [x], attributes.ints('axes', axesOf(call).axes));
  const centered = graph.node('Sub', [inputs[0], mean(inputs[0])]);
  const variance = mean(graph.node('Mul', [centered, centered]));
  return [scaled(call, graph.node('Div', [centered, deviation(call, variance)]))];
}

export function normalization(call: OnnxCall): string[] {
  const { graph, layer, inputs } = call;
  const config = layer.getConfig() as { invert: boolean } & Record<'mean' | 'variance', TensorLike | null>;
  const number = (name: 'mean' | 'variance') => {
    const { [name]: given } = config;
    if (given === null) return weight(call, weightsOf(layer)[name]);
    const { shape, data } = toTensor(given);
    return graph.floats(axesOf(call).spread(shape), data);
  };
  const scale = graph.node('Max', [graph.node('Sqrt', [number('variance')]), graph.scalar(1e-7)]);
  if (config.invert) return [graph.node('Add', [graph.node('Mul', [inputs[0], scale]), number('mean')])];
  return [graph.node('Div', [graph.node('Sub', [inputs[0], number('mean')]), scale])];
}
