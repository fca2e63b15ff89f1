import { show } from '../errors.js';
import { type Graph, type State, theArena, type Value, Variable } from '../graph/index.js';
import { snakeCase, uniqueName } from '../naming.js';
import { l1l2 } from '../ops/l1l2.js';
import { checkType, invalid, optionsOf, resolveOptions } from '../options.js';
import { Classed, type SerializedObject } from '../registry.js';
import { type Regularizer, regularizers } from '../regularizers/index.js';
import { formatShape, type PartialShape, type Shape, sameShape } from '../shape.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';
import type { CallContext } from './call-context.js';
import { isInitial } from './initial-weights.js';
import { givenShape } from './input-shape.js';
import { type InputSpec, misfitOf } from './input-spec.js';
import {
  callDefaults,
  type CallOptions,
  checkDtype,
  dtypePolicy,
  type layerDefaults,
  type Weight,
  type WeightOptions,
} from './layer-options.js';
import { type LayerNode, single, SymbolicTensor, toSymbolic } from './symbolic.js';

/** How often `trainable` of a layer has been set: who knows what trains need not look again. */
export const settings = { trainable: 0 };

/** Makes the layer of a serialized object. */
export type LayerMaker = (object: SerializedObject) => Layer;

/**
 * Configuration, weights, and a call composed of ops.
 * @typeParam Out What `apply` returns. By default whatever a layer may.
 */
export abstract class Layer<
  Out extends SymbolicTensor | SymbolicTensor[] = SymbolicTensor | SymbolicTensor[],
> extends Classed {
  readonly name: string;
  /**
   * Every use of the layer on symbolic tensors.
   * @internal
   */
  readonly nodes: LayerNode[] = [];
  /** Shape of the input with the batch in front, if the options gave one. */
  readonly batchInputShape: PartialShape | null;
  /**
   * What Keras writes of a model otherwise than of a layer.
   * @internal
   */
  readonly registration?: object;
  /**
   * True where nothing depends on the input's shape: Keras writes no `build_config` then.
   * @internal
   */
  readonly isShapeless?: boolean;
  private readonly ownWeights: Weight[] = [];
  protected readonly activityRegularizer: Regularizer | null;
  protected inputSpec: InputSpec = {};
  /**
   * True: what goes in has no masks, as for an operation of keras.ops.
   * @internal
   */
  ignoresMasks?: boolean;
  /** True: what comes out has the mask of what goes in. */
  readonly supportsMasking?: boolean;
  private hasWarned?: boolean;
  private isTrainable: boolean;
  private builtShapes: PartialShape[] | null = null;

  constructor(
    readonly className: string,
    options: typeof layerDefaults,
  ) {
    super();
    const { name, trainable, dtype, inputShape, inputDim, batchInputShape, batchSize } = options;
    if (name !== null && (typeof name !== 'string' || name.includes('/'))) {
      throw invalid(className, 'name', name, 'a string without `/`', TypeError);
    }
    checkDtype(className, dtype);
    const samples = { inputShape, inputDim: inputDim === null ? null : [inputDim] };
    this.batchInputShape = givenShape(className, batchSize, samples, { batchInputShape });
    this.activityRegularizer = regularizers.find(options.activityRegularizer);
    this.isTrainable = trainable;
    this.name = name ?? uniqueName(snakeCase(className));
  }

  /** What consoles print, as in Python. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<${this.className} name=${this.name}, built=${this.built}>`;
  }

  get built(): boolean {
    return this.isShapeless ?? this.builtShapes !== null;
  }

  /**
   * The shapes that the layer was built for, as Keras writes them.
   * @internal
   */
  get buildShapes(): readonly PartialShape[] | null {
    return this.isShapeless ? null : this.builtShapes;
  }

  /** False: training leaves the weights alone, those of the layers inside, too. Takes effect with the next `compile`. */
  get trainable(): boolean {
    return this.isTrainable;
  }

  set trainable(value: boolean) {
    checkType(this.name, 'trainable', value, true);
    settings.trainable++;
    this.isTrainable = value;
    for (const layer of this.sublayers) layer.trainable = value;
  }

  /** What goes in, where the layer was first applied: a tensor, or a list where it takes several. A model's own input. */
  get input(): SymbolicTensor | SymbolicTensor[] {
    return single(this.inputs);
  }

  /** What comes out there, to make a model of a part of another: `new Model({ inputs: model.input, outputs: layer.output })`. */
  get output(): SymbolicTensor | SymbolicTensor[] {
    return single(this.outputs);
  }

  /** @internal */
  get inputs(): readonly SymbolicTensor[] {
    return this.firstNode.positional;
  }

  /** @internal */
  get outputs(): readonly SymbolicTensor[] {
    return this.firstNode.outputs;
  }

  /**
   * The layers directly inside.
   * @internal
   */
  get sublayers(): readonly Layer[] {
    return [];
  }

  /** All weights: the layer's own, then those of the layers inside, in order, each once. */
  get variables(): Variable[] {
    return this.allWeights.map(({ variable }) => variable);
  }

  /** As `variables`. */
  get weights(): Variable[] {
    return this.variables;
  }

  get trainableWeights(): Variable[] {
    return this.trainableVariables;
  }

  get nonTrainableWeights(): Variable[] {
    const { trainableVariables } = this;
    return this.variables.filter((variable) => !trainableVariables.includes(variable));
  }

  get trainableVariables(): Variable[] {
    return this.trainable ? [...new Set(this.unfrozen)] : [];
  }

  /**
   * As in Keras, a layer inside trains where it says so itself, whatever the layers around it say.
   * @internal
   */
  get unfrozen(): Variable[] {
    const own = this.trainable ? this.ownWeights.map(({ variable }) => variable) : [];
    return [...own, ...this.sublayers.flatMap((layer) => layer.unfrozen)];
  }

  /**
   * What changes from step to step besides the weights: counters of random streams, what a stateful layer remembers.
   * @internal
   */
  get states(): State[] {
    return this.sublayers.flatMap((layer) => layer.states);
  }

  /** Number of weights. */
  countParams(): number {
    if (!this.built) {
      throw new Error(
        `Layer '${this.name}' isn't built yet. Give the first layer an \`inputShape\`, or call \`build\` or \`fit\`.`,
      );
    }
    return this.variables.reduce((count, variable) => count + variable.size, 0);
  }

  /** Copies of the weights, in Keras's order and layout. */
  getWeights(): Tensor[] {
    return this.variables.map((variable) => new Tensor(variable.shape, variable.read()));
  }

  /**
   * Sets the weights. Nothing is changed unless all fit.
   * @throws RangeError when their number or a shape is wrong.
   */
  setWeights(weights: readonly TensorLike[]): void {
    const { variables } = this;
    const given = Array.from<TensorLike>(Object(weights));
    if (given.length !== variables.length) {
      throw new RangeError(
        `Layer '${this.name}' was expecting ${variables.length} weights. Received: ${given.length || show(weights)}`,
      );
    }
    const tensors = given.map((weight, i) => toTensor(weight, `Weight ${i} of layer '${this.name}'`));
    for (const [i, { shape }] of tensors.entries()) {
      if (sameShape(shape, variables[i].shape)) continue;
      throw new RangeError(
        `Layer '${this.name}': weight ${variables[i].path} has shape ${formatShape(variables[i].shape)}. Received: ${formatShape(shape)}`,
      );
    }
    for (const [i, { data }] of tensors.entries()) variables[i].write(data);
  }

  /**
   * This layer's weights and those of the layers inside, each once.
   * @internal
   */
  get allWeights(): Weight[] {
    return [...new Set([...this.ownWeights, ...this.sublayers.flatMap((layer) => layer.allWeights)])];
  }

  /** Makes the weights for inputs of these shapes, once. */
  build(...shapes: PartialShape[]): void {
    if (this.builtShapes) return;
    this.checkInputs(shapes);
    try {
      this.createWeights(shapes);
    } catch (error) {
      // Where memory ran out half-way, another attempt must begin anew.
      this.ownWeights.length = 0;
      throw error;
    }
    this.builtShapes = shapes;
  }

  /** Uses the layer on symbolic tensors. */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: CallOptions = {}): Out {
    const positional = toSymbolic(this, inputs);
    return this.connect({ positional, list: Array.isArray(inputs), keywords: this.keywords(options) });
  }

  /**
   * Records the call: ops on `inputs`, then the penalty on what comes out.
   * @internal
   */
  record(graph: Graph, inputs: readonly Value[], keywords: LayerNode['keywords'], context: CallContext): Value[] {
    if (this.ignoresMasks) inputs = inputs.map((input) => graph.reshape(input, input.shape));
    const scope = graph.scope;
    graph.scope = scope ? `${scope}/${this.name}` : this.name;
    const outputs = this.call(graph, inputs, keywords, context);
    this.passMask(inputs, outputs);
    if (this.activityRegularizer) {
      const { l1, l2 } = this.activityRegularizer;
      context.addLosses(
        this,
        outputs.map((output) => l1l2(graph, output, l1, l2, 1 / output.shape[0])),
      );
    }
    graph.scope = scope;
    return outputs;
  }

  /** What comes out for inputs of these shapes, the batch included. */
  abstract outputShapes(shapes: readonly PartialShape[]): PartialShape[];

  /** Configuration in Keras's format. */
  getConfig(): Record<string, unknown> {
    const { name, trainable, activityRegularizer: penalty } = this;
    return {
      name,
      trainable,
      dtype: dtypePolicy,
      ...(penalty && { activity_regularizer: regularizers.serialize(penalty) }),
    };
  }

  /**
   * The layer of a configuration that `getConfig` or Keras has made.
   * @param _inner Makes the layers inside; only wrappers have some.
   */
  static fromConfig(config: Readonly<Record<string, unknown>>, _inner?: LayerMaker): Layer {
    // `this` is the subclass on which the method was called.
    const Class = this as unknown as new (options: object) => Layer;
    return new Class(optionsOf(config));
  }

  /** Forgets what a stateful layer remembers of earlier batches. */
  resetState(): void {
    for (const layer of this.sublayers) layer.resetState();
  }

  /** As `resetState`, which Keras calls so, too. */
  resetStates(): void {
    this.resetState();
  }

  /** How many tensors the layer takes, or null for any number. */
  protected get inputCount(): number | null {
    return 1;
  }

  /**
   * Checks shapes against the layer's specification.
   * @internal
   */
  checkInputs(shapes: readonly PartialShape[]): void {
    const { inputCount } = this;
    if (inputCount !== null && shapes.length !== inputCount) {
      throw new RangeError(
        `Layer '${this.name}' (${this.className}) takes ${inputCount} input(s). Received: ${shapes.length}`,
      );
    }
    for (const [i, shape] of shapes.entries()) {
      const misfit = misfitOf(this.inputSpec, shape);
      if (misfit) this.misfit(i, misfit[0], shape, misfit[1]);
    }
  }

  /**
   * What is wrong with the numbers of an input, by default the first, if anything.
   * @internal
   */
  checkValues?(values: ArrayLike<number>, input?: number): string | undefined;

  protected abstract call(
    graph: Graph,
    inputs: readonly Value[],
    keywords: LayerNode['keywords'],
    context: CallContext,
  ): Value[];

  /** Gives outputs their masks. Default: the first has that of the first input, if the layer supports masking and keeps its steps. */
  protected passMask([{ mask }]: readonly Value[], [output]: readonly Value[]): void {
    if (!mask) return;
    if (this.supportsMasking) {
      if (sameShape(mask.shape, output.shape.slice(0, -1))) output.mask ??= mask;
    } else if (!this.hasWarned) {
      this.hasWarned = true;
      console.warn(`Layer '${this.name}' (${this.className}) does not support masking: later layers see none.`);
    }
  }

  protected createWeights(_shapes: readonly PartialShape[]): void {}

  /** Symbolic tensors among the options of `apply`, by Keras's argument names. */
  protected keywords(options: CallOptions): LayerNode['keywords'] {
    resolveOptions(`${this.className}.apply`, callDefaults, options);
    return {};
  }

  protected misfit(index: number, expected: string, received: PartialShape, cure = ''): never {
    throw new RangeError(
      `Input ${index} of layer '${this.name}' (${this.className}) is incompatible with the layer: ${expected}. ` +
        `Full shape received: ${formatShape(received)}${cure}`,
    );
  }

  protected addWeight(
    name: string,
    shape: Shape,
    { initializer, regularizer = null, constraint = null, path = '' }: WeightOptions,
  ): Variable {
    const initial = isInitial.value(this.name, name, shape);
    const variable = new Variable(theArena(), { name, shape });
    variable.path = `${this.name}/${path}${name}`;
    if (initial) initializer.fill(variable.arena, variable.address, shape);
    this.ownWeights.push({ variable, regularizer, constraint });
    return variable;
  }

  private get firstNode(): LayerNode {
    const [node] = this.nodes;
    if (node) return node;
    throw new Error(`Layer '${this.name}' has not been applied yet.`);
  }

  /** Notes a call, and what comes out of it. */
  protected connect(call: { positional: SymbolicTensor[]; list: boolean; keywords: LayerNode['keywords'] }): Out {
    const extra = Object.values(call.keywords).flat();
    const shapes = call.positional.map(({ shape }) => shape);
    this.checkInputs(shapes);
    const outputShapes = this.outputShapes(shapes);
    this.build(...shapes);
    const node: LayerNode = { layer: this, inputs: [...call.positional, ...extra], ...call, outputs: [] };
    node.outputs.push(...outputShapes.map((shape, i) => new SymbolicTensor(shape, node, i)));
    this.nodes.push(node);
    return single(node.outputs) as Out;
  }
}
