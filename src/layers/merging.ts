import type { Graph, Value } from '../graph/index.js';
import { add } from '../ops/add.js';
import { concatenate } from '../ops/concatenate.js';
import { resolveOptions } from '../options.js';
import { formatShape, type PartialShape, sameShape } from '../shape.js';
import { Layer, type LayerOptions, layerConfig, layerDefaults } from './layer.js';

const list = (shapes: readonly PartialShape[]) => `[${shapes.map(formatShape).join(', ')}]`;

/** The sum of tensors of one shape. */
export class Add extends Layer {
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
    return [add(graph, inputs)];
  }
}

const concatenateDefaults = { ...layerDefaults, axis: -1 };

/** Tensors side by side along an axis. Default the last. */
export class Concatenate extends Layer {
  readonly className = 'Concatenate';
  private readonly options: typeof concatenateDefaults;

  constructor(options: LayerOptions & { axis?: number } = {}) {
    const resolved = resolveOptions('Concatenate', concatenateDefaults, options);
    super('Concatenate', resolved);
    this.options = resolved;
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    const axis = this.axisOf(shapes[0]);
    const others = (shape: PartialShape) => shape.filter((_, i) => i !== axis);
    if (shapes.length < 1 || shapes.some((shape) => !sameShape(others(shape), others(shapes[0])))) {
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
    return [concatenate(graph, inputs, this.axisOf(inputs[0].shape))];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
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
