import type { Graph, Value } from '../graph/index.js';
import { add } from '../ops/add.js';
import { concatenate } from '../ops/concatenate.js';
import { notEqual } from '../ops/not-equal.js';
import { ones } from '../ops/ones.js';
import { isGiven, resolveOptions } from '../options.js';
import { formatShape, type PartialShape, sameShape } from '../shape.js';
import { Layer } from './layer.js';
import { type LayerOptions, layerConfig, layerDefaults } from './layer-options.js';
import type { SymbolicTensor } from './symbolic.js';

const list = (shapes: readonly PartialShape[]) => `[${shapes.map(formatShape).join(', ')}]`;

/** 1 where one of the masks is, else 0. */
const either = (graph: Graph, masks: readonly Value[]) => notEqual(graph, add(graph, masks), 0);

/** A layer that takes a list of tensors. */
abstract class Merging extends Layer {
  override apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: object = {}): SymbolicTensor {
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

/** The sum of tensors of one shape. */
export class Add extends Merging {
  readonly className = 'Add';

  constructor(options: LayerOptions = {}) {
    super('Add', resolveOptions('Add', layerDefaults, options));
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    if (shapes.length < 2) {
      throw new RangeError(
        `A merge layer should be called on a list of at least 2 inputs. Received: ${shapes.length} input(s).`,
      );
    }
    for (const shape of shapes) {
      if (sameShape(shape, shapes[0])) continue;
      throw new RangeError(`${this.name}: inputs have incompatible shapes. Received shapes ${list(shapes)}`);
    }
    return [shapes[0]];
  }

  protected call(graph: Graph, inputs: readonly Value[]): Value[] {
    const sum = add(graph, inputs);
    const masks = inputs.map(({ mask }) => mask);
    // As in Keras, a step counts if it does so in one of them.
    if (masks.every(isGiven)) sum.mask = either(graph, masks);
    return [sum];
  }
}

const concatenateDefaults = { ...layerDefaults, axis: -1 };

/** Tensors side by side along an axis. Default the last. */
export class Concatenate extends Merging {
  readonly className = 'Concatenate';
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
      inputs.map((input) => input.mask ?? ones(graph, input.shape.slice(0, -1))),
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
