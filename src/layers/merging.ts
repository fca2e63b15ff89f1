import type { Graph, Value } from '../graph/index.js';
import { add } from '../ops/add.js';
import { sum } from '../ops/arithmetic.js';
import { concatenate } from '../ops/concatenate.js';
import { notEqual } from '../ops/not-equal.js';
import { filled } from '../ops/filled.js';
import { isGiven, resolveOptions } from '../options.js';
import { formatShape, type PartialShape, sameShape, type Shape } from '../shape.js';
import { Layer } from './layer.js';
import { type CallOptions, type LayerOptions, layerConfig, layerDefaults } from './layer-options.js';
import type { SymbolicTensor } from './symbolic.js';

const list = (shapes: readonly PartialShape[]) => `[${shapes.map(formatShape).join(', ')}]`;

/** 1 where one of the masks is, else 0. */
export const either = (graph: Graph, masks: readonly Value[]) => notEqual(graph, add(graph, masks), 0);

/** A layer that takes a list of tensors. */
export abstract class Merging extends Layer<SymbolicTensor> {
  override apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: CallOptions = {}): SymbolicTensor {
    if (Array.isArray(inputs)) return super.apply(inputs, options);
    throw new TypeError(
      `A \`${this.className}\` layer should be called on a list of inputs: apply([a, b]). In a Sequential there is only one; use the functional Model.`,
    );
  }

  protected override passMask(): void {}

  protected override get inputCount(): null {
    return null;
  }
}

/** A layer that works element by element on tensors of one shape, or of shapes that spread to one. */
export abstract class Elementwise extends Merging {
  override readonly supportsMasking = true;

  constructor(className: string, options: LayerOptions) {
    super(className, resolveOptions(className, layerDefaults, options));
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    if (shapes.length === 0) throw new RangeError('A merge layer should be called on a list of at least 1 input.');
    return [aligned(shapes).reduce((one, other) => one.map((size, i) => this.join(size, other[i], shapes)))];
  }

  protected call(graph: Graph, inputs: readonly Value[]): Value[] {
    const shapes = aligned(inputs.map(({ shape }) => shape)) as Shape[];
    const out = this.combine(
      graph,
      inputs.map((input, i) => Object.assign(graph.reshape(input, shapes[i]), { mask: input.mask })),
    );
    const masks = inputs.map(({ mask }) => mask).filter(isGiven);
    // As in Keras, a step counts if it does so in one of them.
    if (masks.length === inputs.length && masks.every(({ shape }) => sameShape(shape, out.shape.slice(0, -1))))
      out.mask = either(graph, masks);
    return [out];
  }

  /** Of tensors with as many axes. */
  protected abstract combine(graph: Graph, inputs: readonly Value[]): Value;

  private join(a: number | null, b: number | null, shapes: readonly PartialShape[]): number | null {
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    if (a === null || b === null) return null;
    throw new RangeError(`${this.name}: inputs have incompatible shapes. Received shapes ${list(shapes)}`);
  }
}

/** Shapes with as many axes: those of size 1 that are missing stand behind the batch, as in Keras. */
function aligned(shapes: readonly PartialShape[]): PartialShape[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return shapes.map(([batch, ...rest]) => [batch, ...Array<number>(rank - 1 - rest.length).fill(1), ...rest]);
}

/** Tensors of one shape are added by a kernel. */
export function sumOf(graph: Graph, inputs: readonly Value[]): Value {
  if (inputs.every(({ shape }) => sameShape(shape, inputs[0].shape))) return add(graph, inputs);
  return inputs.reduce((one, other) => sum(graph, one, other));
}

/** The sum of tensors. */
export class Add extends Elementwise {
  constructor(options: LayerOptions = {}) {
    super('Add', options);
  }
  protected combine(graph: Graph, inputs: readonly Value[]): Value {
    return sumOf(graph, inputs);
  }
}

const concatenateDefaults = { ...layerDefaults, axis: -1 };

/** Tensors side by side along an axis. Default the last. */
export class Concatenate extends Merging {
  private readonly options: typeof concatenateDefaults;

  constructor(options: LayerOptions & { axis?: number } = {}) {
    const resolved = resolveOptions('Concatenate', concatenateDefaults, options);
    super('Concatenate', resolved);
    this.options = resolved;
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    if (shapes.length < 1)
      throw new RangeError('A `Concatenate` layer should be called on a list of at least 1 input.');
    const axis = this.axisOf(shapes[0]);
    const others = (shape: PartialShape) => shape.filter((_, i) => i !== axis);
    if (shapes.some((shape) => !sameShape(others(shape), others(shapes[0])))) {
      throw new RangeError(
        `A \`Concatenate\` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=${list(shapes)}`,
      );
    }
    const lengths = shapes.map((shape) => shape[axis]);
    const total = lengths.reduce(
      (sum, length) => (sum === null || length === null ? null : sum + length),
      0 as number | null,
    );
    return [shapes[0].map((length, i) => (i === axis ? total : length))];
  }

  protected call(graph: Graph, inputs: readonly Value[]): Value[] {
    const axis = this.axisOf(inputs[0].shape);
    const joined = concatenate(graph, inputs, axis);
    joined.mask = this.joinMasks(graph, inputs, axis);
    return [joined];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }

  /** As in Keras, steps without a mask count; side by side, a step counts if it does so in one of the inputs. */
  private joinMasks(graph: Graph, inputs: readonly Value[], axis: number): Value | undefined {
    const masks = inputs.map(({ mask }) => mask);
    const isLast = axis === inputs[0].shape.length - 1;
    if (isLast) return masks.every(isGiven) ? either(graph, masks) : undefined;
    if (!masks.some(isGiven)) return undefined;
    return concatenate(
      graph,
      inputs.map((input) => input.mask ?? filled(graph, input.shape.slice(0, -1), 1)),
      axis,
    );
  }

  private axisOf(shape: PartialShape): number {
    const { axis } = this.options;
    const at = axis < 0 ? axis + shape.length : axis;
    if (!Number.isInteger(at) || at < 1 || at >= shape.length) {
      throw new RangeError(
        `${this.name}: axis ${axis} is not one of the ${shape.length} axes of ${formatShape(shape)} behind the batch.`,
      );
    }
    return at;
  }
}
