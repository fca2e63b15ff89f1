import { History } from '../callbacks/index.js';
import type { Info } from '../graph/index.js';
import type {
  BatchOptions,
  CompileOptions,
  DataLike,
  EvaluateOptions,
  FitOptions,
  PredictOptions,
  SaveOptions,
  SaveWeightsOptions,
  Scores,
} from '../models/index.js';
import { Compiled } from '../models/compile.js';
import { compileConfig } from '../models/config.js';
import { standardOutput } from '../models/standard-output.js';
import type { ProfileOptions } from '../models/profile.js';
import type { Profile } from '../models/profile-report.js';
import type { SummaryOptions } from '../models/summarize.js';
import type { Summary } from '../models/summary.js';
import { show } from '../errors.js';
import { isSource } from '../models/source.js';
import { isPlain } from '../options.js';
import { type NamedBytes, open, type OpenOptions, type Source, type Target, write } from '../storage/index.js';
import { addressOf } from '../storage/write.js';
import { Tensor, type TensorLike } from '../tensor.js';
import type { CallOptions, Link } from './link.js';
import { listen } from './listener.js';
import { flatten } from './nested.js';

export interface TransferOptions {
  /**
   * True: the buffers of the typed arrays among the data move to the worker, in no time, and cannot be used here any more.
   * Default false: they are copied.
   */
  transfer?: boolean;
}

/** `predict` answers at the end: it has no callbacks here. */
export type WorkerPredictOptions = Omit<PredictOptions, 'callbacks'> & TransferOptions;

/**
 * A model that lives in a worker. Its methods are those of `Sequential` and `Model` of the same name, with promises.
 *
 * Calls are answered in order: a prediction asked for while `fit` is under way is answered after it. A call made while one of
 * the callbacks' hooks runs is answered at once, between two batches, so that a hook can await a prediction.
 *
 * When the worker ends unexpectedly, each waiting call is rejected, and the next one starts another worker from the model as it
 * was after the last completed `compile`, `fit`, `setWeights` or `loadWeights`.
 */
export class WorkerModel {
  /** What the last `fit` has recorded, also where it was aborted or failed. */
  history: History | null = null;
  private stops = false;
  /** What the callbacks of the call under way remember. */
  private memory: () => unknown[] = () => [];

  constructor(private readonly link: Link) {}

  /** Set to true, ends `fit` after the batch; while no callback's hook runs, also those that wait, after one batch each. */
  get stopTraining(): boolean {
    return this.stops;
  }

  set stopTraining(value: boolean) {
    this.stops = value;
    if (value) this.link.stop();
  }

  /** Configures training. */
  async compile(options: CompileOptions = {}): Promise<void> {
    const config = compileConfig(new Compiled(options).options);
    checkOwn(config);
    await this.link.call('compile', [config]);
  }

  /**
   * Trains for a number of epochs. Callbacks run here; training waits for each hook that they have, so that one of batches costs
   * the way there and back, about 0.1 ms.
   *
   * @throws RangeError or TypeError for data that does not fit; the signal's reason when that aborts.
   */
  async fit(x: DataLike, y: DataLike, options: FitOptions & TransferOptions = {}): Promise<History> {
    const [rest, callOptions] = this.split('fit', x, options);
    this.stops = false;
    const history = new History();
    const onHistory = (memory: unknown) => {
      history.memory = memory as History['memory'];
      this.history = history;
    };
    await this.link.call('fit', [x, y, rest].map(flatten), { ...callOptions, onHistory });
    return history;
  }

  /** Loss and metrics on data: a number, or a list if there are metrics; with `returnDict` an object by name. */
  async evaluate(
    x: DataLike,
    y: DataLike,
    options: EvaluateOptions & TransferOptions & { returnDict: true },
  ): Promise<Record<string, number>>;
  async evaluate<S extends Scores = Scores>(
    x: DataLike,
    y: DataLike,
    options?: EvaluateOptions & TransferOptions,
  ): Promise<S>;
  async evaluate(
    x: DataLike,
    y: DataLike,
    options: EvaluateOptions & TransferOptions = {},
  ): Promise<Scores | Record<string, number>> {
    const [rest, callOptions] = this.split('evaluate', x, options);
    return (await this.link.call('evaluate', [x, y, rest].map(flatten), callOptions)) as Scores;
  }

  /** The outputs for data of any number of samples. */
  async predict(x: DataLike, options: WorkerPredictOptions = {}): Promise<Tensor> {
    return revive(await this.send('predict', [x], options));
  }

  /** As `predict`, for models with several outputs: one tensor per output. */
  async predictAll(x: DataLike, options: WorkerPredictOptions = {}): Promise<Tensor[]> {
    return revive(await this.send('predictAll', [x], options));
  }

  /** The outputs for one batch, without splitting it. */
  async predictOnBatch(x: DataLike, options: TransferOptions = {}): Promise<Tensor> {
    return revive(await this.send('predictOnBatch', [x], options));
  }

  /** One step of training on one batch. Returns the scores before the step. */
  async trainOnBatch(
    x: DataLike,
    y: DataLike,
    options: BatchOptions & TransferOptions & { returnDict: true },
  ): Promise<Record<string, number>>;
  async trainOnBatch<S extends Scores = Scores>(
    x: DataLike,
    y: DataLike,
    options?: BatchOptions & TransferOptions,
  ): Promise<S>;
  async trainOnBatch(
    x: DataLike,
    y: DataLike,
    options: BatchOptions & TransferOptions = {},
  ): Promise<Scores | Record<string, number>> {
    return (await this.send('trainOnBatch', [x, y], options)) as Scores;
  }

  /** The scores of one batch. */
  async testOnBatch(
    x: DataLike,
    y: DataLike,
    options: BatchOptions & TransferOptions & { returnDict: true },
  ): Promise<Record<string, number>>;
  async testOnBatch<S extends Scores = Scores>(
    x: DataLike,
    y: DataLike,
    options?: BatchOptions & TransferOptions,
  ): Promise<S>;
  async testOnBatch(
    x: DataLike,
    y: DataLike,
    options: BatchOptions & TransferOptions = {},
  ): Promise<Scores | Record<string, number>> {
    return (await this.send('testOnBatch', [x, y], options)) as Scores;
  }

  async getWeights(): Promise<Tensor[]> {
    return revive(await this.link.call('getWeights', []));
  }

  /** Sets the weights. Nothing is changed unless all fit. */
  async setWeights(weights: readonly TensorLike[], options: TransferOptions = {}): Promise<void> {
    await this.link.call('setWeights', [weights], options);
  }

  /** Forgets what stateful layers remember of earlier batches. */
  async resetState(): Promise<void> {
    await this.link.call('resetState', []);
  }

  /** As `resetState`, which Keras calls so, too. */
  async resetStates(): Promise<void> {
    await this.resetState();
  }

  /** Prints Keras's table of layers, here, and returns it as data. */
  async summary({ printFn, ...options }: SummaryOptions = {}): Promise<Summary> {
    const answer = (await this.link.call('summary', [options])) as { summary: Summary; text: string };
    (printFn ?? standardOutput().write)(answer.text);
    return answer.summary;
  }

  /** Prints where the time of one batch goes in the worker, by layer and kernel, and returns it as data. */
  async profile(x: DataLike, { printFn, ...options }: ProfileOptions = {}): Promise<Profile> {
    const answer = (await this.link.call('profile', [x, options].map(flatten))) as { profile: Profile; text: string };
    (printFn ?? standardOutput().write)(answer.text);
    return answer.profile;
  }

  /** The architecture as Keras's `config.json` has it. */
  toJSON(): Promise<Record<string, unknown>>;
  /** @param key From `JSON.stringify`, which waits for nothing. */
  toJSON(...key: unknown[]): Promise<Record<string, unknown>> {
    if (key.length > 0)
      throw new TypeError('A model in a worker answers later: JSON.stringify(await worker.toJSON()).');
    return this.architecture();
  }

  private async architecture(): Promise<Record<string, unknown>> {
    return (await this.link.call('toJSON', [])) as Record<string, unknown>;
  }

  /** What runs the kernels in the worker. */
  async info(): Promise<Info> {
    return (await this.link.call('info', [])) as Info;
  }

  /** Saves the model, as `save` of a model does. The target is written to from here. */
  async save(target: Target, options: SaveOptions = {}): Promise<void> {
    await this.write('save', target, options);
  }

  /** Saves the weights alone. */
  async saveWeights(target: Target, options: SaveWeightsOptions = {}): Promise<void> {
    await this.write('saveWeights', target, options);
  }

  /** Reads the weights of a model with the same layers from any format that has them in one file. */
  async loadWeights(source: Source, options: OpenOptions = {}): Promise<void> {
    const { bytes } = await open(source, options);
    await this.link.call('loadWeights', [bytes]);
  }

  /** From a hook, as `saveCheckpoint` of a model: a `.keras` file from which a `fit` of a worker goes on with the same bits. */
  async saveCheckpoint(target: Target): Promise<void> {
    await this.write('saveCheckpoint', target, this.memory());
  }

  /** Goes on from such a file: the `fit` that calls this from `onTrainBegin`, or the next one. */
  async loadCheckpoint(source: Source): Promise<void> {
    const { bytes } = await open(source);
    await this.link.call('loadCheckpoint', [bytes]);
  }

  /** Ends the worker at once. What still waits is rejected. */
  terminate(): void {
    this.link.end();
  }

  private async send(method: string, args: unknown[], options: TransferOptions): Promise<unknown> {
    checkOptions(method, options);
    const { transfer = false, ...rest } = options;
    return this.link.call(method, [...args, rest].map(flatten), { transfer });
  }

  private split<T extends EvaluateOptions & TransferOptions>(
    method: 'fit' | 'evaluate',
    x: unknown,
    options: T,
  ): [Omit<T, 'callbacks' | 'signal' | 'transfer'>, CallOptions] {
    checkOptions(method, options);
    if (isSource(x) || isSource((options as FitOptions).validationData)) {
      const step = method === 'fit' ? 'trainOnBatch' : 'testOnBatch';
      throw new TypeError(
        `${method}: a source of batches cannot be sent to a worker. Await \`${step}\` with each, or give arrays.`,
      );
    }
    const { callbacks = null, signal = null, transfer = false, ...rest } = options;
    const { memory, audience, onMessage } = listen(callbacks, this, this.link);
    if (!audience || !onMessage) return [rest, { signal, transfer }];
    const receive: CallOptions['onMessage'] = (message) => {
      this.memory = memory;
      return onMessage(message);
    };
    return [rest, { signal, transfer, audience, onMessage: receive }];
  }

  private async write(method: string, target: Target, options: unknown): Promise<void> {
    await write(target, (await this.link.call(method, [addressOf(target), options])) as NamedBytes[]);
  }
}

/** Tensors again of what came from another thread. */
function revive(value: unknown): Tensor & Tensor[] {
  const tensor = ({ shape, data }: Tensor) => new Tensor(shape, data);
  return (Array.isArray(value) ? value.map(tensor) : tensor(value as Tensor)) as Tensor & Tensor[];
}

/** @throws TypeError for a loss, a metric or a layer that is a function, of which a configuration has only the name. */
export function checkOwn(config: unknown): void {
  const name = /"class_name":"function","config":"([^"]*)"/.exec(JSON.stringify(config) ?? '')?.[1];
  if (name === undefined) return;
  throw new TypeError(
    `\`${name}\` is a function of your own, which cannot be sent to a worker. Train the model itself, or use what this package has.`,
  );
}

/** On its way to the worker, null would become no options. */
function checkOptions(method: string, options: object): void {
  if (isPlain(options)) return;
  throw new TypeError(`${method} takes an object of options. Received: ${show(options)}`);
}
