import { roundHalfToEven } from '../format.js';
import { invalid, isGiven } from '../options.js';
import { formatShape, type PartialShape, type Shape, sizeOf } from '../shape.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';
import {
  checkCounts,
  checkFinite,
  type DataLike,
  fitInput,
  isByName,
  nameAmong,
  type Samples,
  toList,
  toTensors,
} from './data.js';
import { targetShape } from './compile.js';
import type { Network } from './network.js';

/** Weights of the classes in the loss: { label: weight }, or a Map; classes left out count 1. */
export type ClassWeight = Readonly<Record<number, number>> | ReadonlyMap<number, number>;

/** One weight per sample, or per value of the loss; for several outputs also an array of them or an object by name. null counts as ones. */
export type SampleWeight = TensorLike | readonly (TensorLike | null)[] | Readonly<Record<string, TensorLike | null>>;

/** Data that has been checked against a model: what a step needs, for all samples. */
export interface Dataset {
  count: number;
  inputs: Samples[];
  /** One per output; undefined where an output has neither a loss nor metrics. */
  targets: (Samples | undefined)[];
  /** The same, a weight per value of the loss; empty where there are none. */
  weights: (Samples | undefined)[];
}

/** Checks the inputs against the model, which is built for them if its input shape is still open. */
export function checkInputs(network: Network, x: DataLike): Tensor[] {
  const tensors = readInputs(network, x);
  buildFor(network, tensors);
  return tensors;
}

function buildFor(network: Network, inputs: readonly Tensor[]): void {
  if (!network.built) network.build(...inputs.map(openShape));
}

const openShape = ({ shape }: Tensor): PartialShape => [null, ...shape.slice(1)];

/** Shapes of the outputs for all these samples, which may be more than a batch has. */
export function outputShapesOf(network: Network, inputs: readonly Tensor[]): Shape[] {
  const shapes = network.outputShapes(inputs.map(openShape)).map(([, ...rest]) => [inputs[0].shape[0], ...rest]);
  // Where samples are along another axis, too, they are a batch.
  const isOpen = shapes.flat().includes(null);
  return (isOpen ? network.outputShapes(inputs.map(({ shape }) => shape)) : shapes) as Shape[];
}

function readInputs(network: Network, x: DataLike): Tensor[] {
  const names = network.built ? network.inputNames : ['x'];
  const tensors = toTensors(x, names, 'x').map((tensor, i) => {
    // The batch size is checked with that of the batches.
    return network.built ? fitInput(tensor, [null, ...network.inputs[i].shape.slice(1)], names[i]) : tensor;
  });
  if (!network.built) network.outputShapes(tensors.map(openShape));
  checkCounts({ x: tensors });
  for (const [i, { data }] of tensors.entries()) refuse(nameAmong(names, i, 'x'), network.checkValues(data, i));
  return tensors;
}

/** @throws RangeError where there is a problem. */
export function refuse(what: string, problem: string | undefined): void {
  if (problem) throw new RangeError(`${what}: ${problem}`);
}

/** Checks everything that training or evaluation needs, before anything is changed: then the model is built, if it was not. */
export function checkDataset(
  network: Network,
  x: DataLike,
  y: DataLike,
  { sampleWeight, classWeight }: { sampleWeight?: SampleWeight | null; classWeight?: ClassWeight | null } = {},
): Dataset {
  const compiled = network.checkCompiled();
  const inputs = readInputs(network, x);
  const names = network.outputNames;
  const outputs = network.built ? network.trainer.outputs : compiled.outputs(names);
  const count = inputs[0].shape[0];
  const wanted = names.filter((_, i) => outputs[i].loss !== null || outputs[i].metrics.length > 0);
  const read = toTensors(network.narrowTo(wanted, y, count), wanted, 'y');
  checkCounts({ x: inputs, y: read });
  const targets = names.map((name): Tensor | undefined => read[wanted.indexOf(name)]);
  const shapes = outputShapesOf(network, inputs);
  const used = targets.map((target, i) => {
    if (!target) return undefined;
    const { loss, metrics } = outputs[i];
    const shape = targetShape(outputs[i], target.shape, shapes[i]);
    const what = nameAmong(wanted, wanted.indexOf(names[i]), 'y');
    refuse(what, loss?.checkTarget(target.data, shapes[i].at(-1)!));
    for (const { metric } of metrics) metric?.fitTarget(shape, shapes[i]);
    return new Tensor(shape, target.data);
  });
  const weighted = classWeight ? fromClasses(classWeight, used, shapes[0], sampleWeight) : sampleWeight;
  const factors = isGiven(weighted) ? readWeights(network.narrowTo(wanted, weighted, count), wanted) : undefined;
  const weights = factors
    ? targets.map((target, i) => {
        const { tensor, what } = factors[factors.length === 1 ? 0 : wanted.indexOf(names[i])] ?? {};
        return target && spread(tensor, shapes[i].slice(0, -1), what);
      })
    : [];
  buildFor(network, inputs);
  return { count, inputs, targets, weights };
}

/** One tensor of weights for all outputs, or one for each. */
function readWeights(given: SampleWeight, names: readonly string[]): { tensor: Tensor; what: string }[] {
  const isList = Array.isArray(given) && given.length === names.length && given.every((one) => typeof one === 'object');
  const listed = isList || isByName(given) || names.length === 1;
  const list = listed ? toList(given as DataLike, names, 'sampleWeight') : [given as TensorLike];
  return list.map((one, i) => {
    const what = list.length === 1 ? 'sampleWeight' : `sampleWeight '${names[i]}'`;
    const tensor = toTensor(one ?? 1, what);
    checkFinite(tensor, what);
    return { tensor, what };
  });
}

/** A weight for each value of the loss: weights per sample are repeated over time. */
function spread(weight: Tensor, shape: Shape, what: string): Tensor {
  const column = weight.shape.length > 1 && weight.shape.at(-1) === 1;
  if (column) return spread(new Tensor(weight.shape.slice(0, -1), weight.data), shape, what);
  if (!weight.shape.every((length, i) => length === shape[i])) {
    throw new RangeError(
      `${what} must have one weight per sample, ${formatShape(shape.slice(0, 1))}, or one per value, ${formatShape(shape)}. Received: ${formatShape(weight.shape)}`,
    );
  }
  const size = sizeOf(shape);
  const repeat = size / weight.data.length;
  return new Tensor(
    shape,
    Float32Array.from({ length: size }, (_, i) => weight.data[Math.floor(i / repeat)]),
  );
}

/** Sample weights from the classes of the targets. */
function fromClasses(
  given: ClassWeight,
  targets: readonly (Tensor | undefined)[],
  prediction: Shape,
  sampleWeight: unknown,
): Tensor {
  if (sampleWeight)
    throw new TypeError('Give only one of `classWeight` and `sampleWeight`, or multiply them into `sampleWeight`.');
  if (targets.length !== 1) {
    throw new RangeError(
      `\`classWeight\` is only supported for models with a single output. This one has ${targets.length}.`,
    );
  }
  if (Object(given) !== given)
    throw invalid('fit', 'classWeight', given, 'an object such as { 0: 1, 1: 5 }', TypeError);
  const classWeight: Record<string, number> = given instanceof Map ? Object.fromEntries(given) : given;
  for (const [key, weight] of Object.entries(classWeight)) {
    if (!/^\d+$/.test(key) || typeof weight !== 'number' || !Number.isFinite(weight)) {
      throw invalid('classWeight', key, weight, 'the index of a class with a number, as in { 0: 1, 1: 5 }');
    }
  }
  const { shape, data } = targets[0]!;
  const rows = shape.length === prediction.length ? shape.slice(0, -1) : shape;
  const columns = data.length / sizeOf(rows);
  const weights = Float32Array.from({ length: sizeOf(rows) }, (_, row) => {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const label = columns > 1 ? values.indexOf(values.reduce((a, b) => Math.max(a, b))) : roundHalfToEven(values[0]);
    return classWeight[label] ?? 1;
  });
  return new Tensor(rows, weights);
}
