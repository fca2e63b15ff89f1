import { show } from '../errors.js';
import { checkShape } from '../layers/input-shape.js';
import { InputLayer } from '../layers/input.js';
import { Layer } from '../layers/layer.js';
import { type CallOptions, dtypePolicy, layerDefaults } from '../layers/layer-options.js';
import { serializeLayer } from '../layers/serialize.js';
import { type LayerNode, SymbolicTensor } from '../layers/symbolic.js';
import { checkedShapes, Topology } from '../layers/topology.js';
import { uniqueName } from '../naming.js';
import { resolveOptions, withArgument } from '../options.js';
import { fitsShape, formatShape, type PartialShape } from '../shape.js';
import type { Config } from './config.js';
import { Network } from './network.js';

export interface SequentialOptions {
  name?: string | null;
  trainable?: boolean;
}

export type SequentialEntry = Layer | SymbolicTensor;

/**
 * Layers one behind the other. Weights exist as soon as the input shape is known: from `Input`, the first layer's
 * `inputShape`, `build`, or the first data.
 */
export class Sequential extends Network {
  /** @internal */
  override readonly registration = { module: 'keras' };
  private readonly stack: Layer[] = [];
  /** Where data enters, once the input shape is known. */
  private entry: SymbolicTensor | undefined;
  /** Where the next layer goes, once the input shape is known. */
  private tail: SymbolicTensor | undefined;
  private graph: Topology | undefined;

  constructor(
    layers: readonly SequentialEntry[] | (SequentialOptions & { layers?: readonly SequentialEntry[] }) = [],
    options: SequentialOptions = {},
  ) {
    const resolved = resolveOptions(
      'Sequential',
      { layers: [] as readonly SequentialEntry[], name: null as string | null, trainable: true },
      withArgument('Sequential', 'layers', layers, options, !Array.isArray(layers)),
    );
    super('Sequential', { ...layerDefaults, name: resolved.name });
    for (const layer of resolved.layers) this.append(layer);
    this.takeName();
    if (!resolved.trainable) this.trainable = false;
  }

  /** The layers, without the input layer. */
  get layers(): readonly Layer[] {
    return [...this.stack];
  }

  override get built(): boolean {
    return this.tail !== undefined && this.stack.length > 0;
  }

  /** @internal */
  override get buildShapes(): readonly PartialShape[] | null {
    return this.entry ? [this.entry.shape] : null;
  }

  /** @internal */
  override get topology(): Topology {
    const { entry, tail } = this;
    if (this.stack.length === 0) {
      throw new Error(
        `Sequential model '${this.name}' cannot be built because it has no layers. Call \`model.add(layer)\`.`,
      );
    }
    if (!entry || !tail) {
      throw new Error(
        `Sequential model '${this.name}' has no defined input shape yet. Give the first layer an \`inputShape\`, or call \`build\` or \`fit\`.`,
      );
    }
    if (this.graph?.outputs[0] !== tail) {
      // What data enters by has a name, too.
      this.checkUnique(entry.name);
      this.graph = new Topology([entry], [tail], rowTo(tail));
    }
    return this.graph;
  }

  /** Known before the shapes are: one. */
  override get outputNames(): string[] {
    const last = this.stack.at(-1);
    return last ? [last.name] : super.outputNames;
  }

  /**
   * Adds a layer, or an `Input` as the first thing.
   * @throws TypeError or RangeError for what is no layer, has a name already taken or does not fit; the model is unchanged then.
   */
  add(layer: SequentialEntry): this {
    this.checkFree('add');
    this.append(layer);
    this.takeName();
    return this;
  }

  /** @throws Error while it is in use, or where it has been used as a layer: shapes behind it are made. */
  private checkFree(method: string): void {
    this.runs.checkIdle(method);
    if (this.nodes.length > 0)
      throw new Error(`Model '${this.name}' has been used as a layer. Call \`${method}\` before.`);
  }

  private append(layer: SequentialEntry): void {
    const input = layer instanceof SymbolicTensor ? layer.node.layer : layer;
    if (input instanceof InputLayer) {
      this.addInput(input.output);
      return;
    }
    if (!(layer instanceof Layer)) {
      throw new TypeError(`Only layers can be added to a Sequential model. Received: ${show(layer)}`);
    }
    this.checkUnique(layer.name);
    const shape = this.stack.length === 0 && !this.entry ? inputShapeOf(layer) : null;
    const tail = shape ? new InputLayer({ batchShape: shape }).output : this.tail;
    if (tail) this.tail = applyOne(layer, tail);
    this.entry ??= tail;
    this.stack.push(layer);
  }

  /** As in Keras, where the layers are joined to a functional model each time, which takes one of the names of such models. */
  private takeName(): void {
    if (this.built) uniqueName('functional');
  }

  /** Removes the last layer and returns it. */
  pop(): Layer {
    this.checkFree('pop');
    const layer = this.stack.pop();
    if (!layer) throw new Error(`There are no layers in model '${this.name}'.`);
    if (this.tail) {
      const { node } = this.tail;
      this.tail = node.positional[0];
      layer.nodes.splice(layer.nodes.indexOf(node), 1);
    }
    this.takeName();
    return layer;
  }

  /** Makes the weights for inputs of this shape, the batch in front: `build([null, 16])`. */
  override build(shape: PartialShape): void {
    shape = checkShape('build', 'shape', shape);
    if (this.stack.length === 0) void this.topology; // says that there are no layers
    if (this.entry) {
      if (fitsShape(shape, this.entry.shape)) return;
      throw new RangeError(
        `Sequential model '${this.name}' has already been configured to use input shape ${formatShape(this.entry.shape)}. ` +
          `You cannot build it with input shape ${formatShape(shape)}.`,
      );
    }
    // Tried on shapes first, for a layer once built cannot take back its weights.
    this.outputShapes([shape]);
    const entry = new InputLayer({ batchShape: shape }).output;
    this.tail = this.stack.reduce((tail, layer) => applyOne(layer, tail), entry);
    this.entry = entry;
    this.takeName();
  }

  /** @internal */
  checkValues(values: ArrayLike<number>): string | undefined {
    return this.stack[0]?.checkValues?.(values);
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    return this.stack.reduce((inputs, layer) => checkedShapes(layer, inputs), [...shapes]);
  }

  override apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: CallOptions = {}): SymbolicTensor {
    if (!this.built && inputs instanceof SymbolicTensor) this.build(inputs.shape);
    return super.apply(inputs, options) as SymbolicTensor;
  }

  override getConfig(): Config {
    const layers = [...(this.entry ? [this.entry.node.layer] : []), ...this.layers].map(serializeLayer);
    const shape = this.built ? { build_input_shape: this.inputs[0].shape } : {};
    return { name: this.name, trainable: this.trainable, dtype: dtypePolicy, layers, ...shape };
  }

  private checkUnique(name: string): void {
    if (!this.stack.some((layer) => layer.name === name)) return;
    throw new RangeError(
      `All layers of a Sequential model should have unique names. Name '${name}' is taken: give another.`,
    );
  }

  private addInput(input: SymbolicTensor): void {
    if (this.entry) {
      throw new RangeError(
        `Sequential model '${this.name}' has already been configured to use input shape ${formatShape(this.entry.shape)}. You cannot add a different Input layer to it.`,
      );
    }
    if (this.stack.length > 0)
      throw new RangeError(`Sequential model '${this.name}' already has layers. Add the Input first.`);
    this.entry = input;
    this.tail = input;
  }
}

/** The nodes of layers one behind the other, up to the one that gives a tensor. */
function rowTo(tail: SymbolicTensor): LayerNode[] {
  const nodes: LayerNode[] = [];
  for (let tensor: SymbolicTensor | undefined = tail; tensor; [tensor] = tensor.node.positional)
    nodes.push(tensor.node);
  return nodes.reverse();
}

/** Applies a layer that has one output. */
function applyOne(layer: Layer, tensor: SymbolicTensor): SymbolicTensor {
  const output = layer.apply(tensor);
  if (output instanceof SymbolicTensor) return output;
  layer.nodes.pop();
  throw new RangeError(
    `Layer '${layer.name}' has several outputs, where a Sequential model needs a single output. For several use the functional Model.`,
  );
}

function inputShapeOf(layer: Layer): PartialShape | null {
  if (layer instanceof Network) return layer.built ? layer.inputs[0].shape : null;
  return layer.batchInputShape;
}
