import type { History } from '../callbacks/index.js';
import { alternatives } from '../errors.js';
import { type Arena, type Graph, theArena, type Value } from '../graph/index.js';
import type { CallContext } from '../layers/call-context.js';
import { Layer } from '../layers/layer.js';
import { type LayerNode, single, type SymbolicTensor } from '../layers/symbolic.js';
import type { Topology } from '../layers/topology.js';
import { isPlain } from '../options.js';
import { fitsShape, formatShape, type PartialShape } from '../shape.js';
import type { OpenOptions, Source, Target } from '../storage/index.js';
import type { Tensor } from '../tensor.js';
import { type BatchOptions, runBatch } from './batch.js';
import { Compiled, type CompileOptions } from './compile.js';
import { toJSON } from './config.js';
import type { DataLike } from './data.js';
import { type EvaluateOptions, evaluate } from './evaluate.js';
import { type FitOptions, fit } from './fit.js';
import { type PredictOnBatchOptions, type PredictOptions, Predictor, predict, predictBatch } from './predict.js';
import { type ProfileOptions, profile } from './profile.js';
import type { Profile } from './profile-report.js';
import { Runs } from './runs.js';
import type { SaveOptions, SaveWeightsOptions } from './saving.js';
import { type BatchSource, isSource } from './source.js';
import { type SummaryOptions, summarize } from './summarize.js';
import { Trainer } from './trainer.js';

/** One number, or for several metrics a list in the order of their declaration. */
export type Scores = number | number[];

/** What Sequential and Model have in common: layers in a topology, training, evaluation, prediction. */
export abstract class Network extends Layer {
  /** Set to true, by a callback or by whoever waits, `fit` ends after the batch, with all that it does at its end. */
  stopTraining = false;
  /** What `fit` has recorded: the one under way, or the last. */
  history: History | null = null;
  /**
   * What was given to `compile`.
   * @internal
   */
  compiled: Compiled | undefined;
  private lastTrainer: Trainer | undefined;
  private lastPredictor: Predictor | undefined;
  /** @internal */
  readonly runs = new Runs(this);

  /**
   * @throws Error while the input shape is unknown.
   * @internal
   */
  abstract get topology(): Topology;

  override get inputs(): readonly SymbolicTensor[] {
    return this.topology.inputs;
  }

  override get outputs(): readonly SymbolicTensor[] {
    return this.topology.outputs;
  }

  /** Shape of the input, or of each input. */
  get inputShape(): PartialShape | PartialShape[] {
    return single(this.inputs.map(({ shape }) => shape));
  }

  get outputShape(): PartialShape | PartialShape[] {
    return single(this.outputs.map(({ shape }) => shape));
  }

  get inputNames(): string[] {
    return this.inputs.map(({ name }) => name);
  }

  /** Names of the layers that make the outputs. */
  get outputNames(): string[] {
    return this.outputs.map(({ name }) => name);
  }

  /** The layers of the model. */
  abstract get layers(): readonly Layer[];

  /**
   * Of what is given for all outputs, what those wanted need.
   * @param _samples How many there are.
   * @internal
   */
  narrowTo<T>(_wanted: readonly string[], given: T, _samples: number): T {
    return given;
  }

  /**
   * How a summary names the inputs of a call. Not there where layers are joined in one row.
   * @internal
   */
  get sourcesOf(): ((node: LayerNode) => string[]) | undefined {
    return undefined;
  }

  /** @internal */
  abstract override checkValues(values: ArrayLike<number>, input?: number): string | undefined;

  /** The masks of the outputs are those that the layers inside give them. */
  protected override passMask(): void {}

  /** @internal */
  override get sublayers(): readonly Layer[] {
    return this.layers;
  }

  /** The optimizer given to `compile`. */
  get optimizer() {
    return this.compiled?.optimizer;
  }

  /** The layer with a name or at an index; its type if you say it: `getLayer<LSTM<true>>('encoder')`. */
  getLayer<L extends Layer = Layer>(given: string | number | { name?: string | null; index?: number | null }): L {
    const layers = this.layers as readonly L[];
    const which = isPlain(given) ? (given.index ?? given.name) : given;
    const found = layers.find(({ name }, i) => name === which || i === which);
    if (found) return found;
    const names = layers.map(({ name }) => name);
    throw new RangeError(`No such layer: ${which}.${alternatives(String(which), names)}`);
  }

  /** Configures training. Names of losses, metrics and optimizers are checked at once. */
  compile(options: CompileOptions = {}): void {
    this.runs.checkIdle('compile');
    const compiled = new Compiled(options);
    if (this.built) compiled.outputs(this.outputNames);
    this.compiled = compiled;
    this.lastTrainer = undefined;
  }

  /**
   * Trains for a number of epochs on batches that come one after another. Each is checked when it comes, the first before anything
   * is changed.
   */
  async fit(batches: BatchSource, options?: FitOptions): Promise<History>;
  /**
   * Trains for a number of epochs. Gives the event loop its turn while it does.
   * @throws RangeError or TypeError for data that does not fit, before anything is changed.
   */
  async fit(x: DataLike, y: DataLike, options?: FitOptions): Promise<History>;
  async fit(x: DataLike | BatchSource, y?: DataLike | FitOptions, options: FitOptions = {}): Promise<History> {
    const given = runOptions(x, y, options);
    return this.runs.alone('fit', given, () => fit(this, x, y as DataLike, given));
  }

  /** Loss and metrics on data: a number, or a list if there are metrics; with `returnDict` an object by name. */
  async evaluate(
    x: DataLike,
    y: DataLike,
    options: EvaluateOptions & { returnDict: true },
  ): Promise<Record<string, number>>;
  /** Loss and metrics on data: a number, or a list if there are metrics. */
  async evaluate<S extends Scores = Scores>(x: DataLike, y: DataLike, options?: EvaluateOptions): Promise<S>;
  /** The same on batches that come one after another. */
  async evaluate(
    batches: BatchSource,
    options: EvaluateOptions & { returnDict: true },
  ): Promise<Record<string, number>>;
  /** The same on batches that come one after another. */
  async evaluate<S extends Scores = Scores>(batches: BatchSource, options?: EvaluateOptions): Promise<S>;
  async evaluate(
    x: DataLike | BatchSource,
    y?: DataLike | EvaluateOptions,
    options: EvaluateOptions = {},
  ): Promise<Scores | Record<string, number>> {
    const given = runOptions(x, y, options);
    return this.runs.evaluation(given, () => evaluate(this, x, y as DataLike, given));
  }

  /**
   * The output for data of any number of samples, computed batch by batch. Silent unless asked. Of a model with several
   * outputs it is an array, which the type does not say: `predictAll` does.
   */
  predict(x: DataLike, options: PredictOptions = {}): Tensor {
    return single(this.predictAll(x, options)) as Tensor;
  }

  /** As `predict`, for models with several outputs: one tensor per output. */
  predictAll(x: DataLike, options: PredictOptions = {}): Tensor[] {
    return predict(this, x, options);
  }

  /** The outputs for one batch, without splitting it; into a given tensor where many calls must not allocate. */
  predictOnBatch(x: DataLike, options: PredictOnBatchOptions = {}): Tensor {
    return predictBatch(this, x, options) as Tensor;
  }

  /** One step of training on one batch. Returns the scores before the step. */
  trainOnBatch(x: DataLike, y: DataLike, options: BatchOptions & { returnDict: true }): Record<string, number>;
  trainOnBatch<S extends Scores = Scores>(x: DataLike, y: DataLike, options?: BatchOptions): S;
  trainOnBatch(x: DataLike, y: DataLike, options: BatchOptions = {}): Scores | Record<string, number> {
    this.runs.checkIdle('trainOnBatch');
    return runBatch('train', this, x, y, options);
  }

  /** The scores of one batch. */
  testOnBatch(x: DataLike, y: DataLike, options: BatchOptions & { returnDict: true }): Record<string, number>;
  testOnBatch<S extends Scores = Scores>(x: DataLike, y: DataLike, options?: BatchOptions): S;
  testOnBatch(x: DataLike, y: DataLike, options: BatchOptions = {}): Scores | Record<string, number> {
    this.runs.checkIdle('testOnBatch');
    return runBatch('evaluate', this, x, y, options);
  }

  /** Prints Keras's table of layers, and returns it as data. */
  summary(options: SummaryOptions = {}) {
    return summarize(this, options);
  }

  /** Prints where the time of one batch goes, by layer and kernel, and returns it as data. */
  profile(x: DataLike, options: ProfileOptions = {}): Promise<Profile> {
    return profile(this, x, options);
  }

  /**
   * Saves the model: what it is, its weights, what it was compiled with, and the optimizer's memory. The format follows from the
   * name: `.keras` (the default), `.onnx`; `model.json` for TensorFlow.js. Await it before training goes on.
   *
   * @param target A path in Node, `downloads://name` or `indexeddb://name` in a page, or a store of your own. What was there is
   * replaced as a whole: an interruption leaves the old file.
   */
  async save(target: Target, options: SaveOptions = {}): Promise<void> {
    return this.runs.withFiles(({ saveModel }) => saveModel(this, target, options));
  }

  /** Saves the weights alone: `.weights.h5` (the default), `.npz` or `.safetensors`. */
  async saveWeights(target: Target, options: SaveWeightsOptions = {}): Promise<void> {
    return this.runs.withFiles(({ saveWeights }) => saveWeights(this, target, options));
  }

  /** Reads the weights of a model with the same layers from any format that has them. Nothing is changed unless all fit. */
  async loadWeights(source: Source, options: OpenOptions = {}): Promise<void> {
    return this.runs.withFiles(({ loadWeights }) => loadWeights(this, source, options));
  }

  /**
   * Saves, from `onEpochBegin` or `onTrainBatchEnd` of a callback, a `.keras` file from which training goes on with the same bits
   * as without an interruption: it also holds the random state, the epoch and batch, and what callbacks remember.
   */
  async saveCheckpoint(target: Target): Promise<void> {
    return this.runs.withFiles(({ saveCheckpoint }) => saveCheckpoint(this, target));
  }

  /** Goes on from a checkpoint: the `fit` that calls this from `onTrainBegin`, or the next one. It needs the same data and callbacks. */
  async loadCheckpoint(source: Source): Promise<void> {
    return this.runs.withFiles(async ({ loadCheckpoint }) => {
      this.runs.resumption = await loadCheckpoint(this, source);
    });
  }

  /** @throws TypeError which says what reads the configuration of a model. */
  static override fromConfig(): never {
    throw new TypeError('The configuration of a model is read by modelFromJSON({ class_name, config }).');
  }

  /** The architecture as Keras's `config.json` has it. */
  toJSON(): Record<string, unknown> {
    return toJSON(this);
  }

  /** What the figures of `evaluate` are called. Keras 2 says so; for Keras 3 all but the loss are `compile_metrics`. */
  get metricsNames(): string[] {
    return this.trainer.metricsNames;
  }

  // What follows is for this room.

  /**
   * @throws Error before `compile`.
   * @internal
   */
  checkCompiled(): Compiled {
    if (this.compiled) return this.compiled;
    throw new Error("You must call `compile()` before using the model: compile({ optimizer: 'adam', loss: 'mse' }).");
  }

  /**
   * The arena that the weights are in.
   * @internal
   */
  get arena(): Arena {
    const [arena = theArena(), other] = new Set([...this.variables, ...this.states].map(({ arena }) => arena));
    if (other)
      throw new Error(`Parts of model '${this.name}' were made before others got their kernels. Make it anew.`);
    return arena;
  }

  /**
   * What training needs. @throws Error before `compile`.
   * @internal
   */
  get trainer(): Trainer {
    const compiled = this.checkCompiled();
    if (this.lastTrainer?.topology !== this.topology) this.lastTrainer = new Trainer(this, compiled);
    return this.lastTrainer;
  }

  /**
   * What prediction needs.
   * @internal
   */
  get predictor(): Predictor {
    if (this.lastPredictor?.topology !== this.topology) this.lastPredictor = new Predictor(this);
    return this.lastPredictor;
  }

  /**
   * A model as a layer takes what it takes alone; sizes still open fit.
   * @internal
   */
  override checkInputs(shapes: readonly PartialShape[]): void {
    super.checkInputs(shapes);
    if (!this.built) return;
    for (const [i, { shape, name }] of this.inputs.entries()) {
      const fits = fitsShape(
        shapes[i],
        shape.map((length, axis) => (shapes[i][axis] === null ? null : length)),
      );
      if (!fits) this.misfit(i, `input '${name}' expects shape ${formatShape(shape)}`, shapes[i]);
    }
  }

  protected call(graph: Graph, inputs: readonly Value[], _keywords: unknown, context: CallContext): Value[] {
    return this.topology.record(graph, inputs, { addLosses: context.addLosses });
  }
}

/** A source has its targets in it: behind it come the options. */
function runOptions<Options>(x: DataLike | BatchSource, y: DataLike | Options | undefined, options: Options): Options {
  return isSource(x) ? ((y as Options | undefined) ?? options) : options;
}
