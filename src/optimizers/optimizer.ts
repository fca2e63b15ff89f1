import {
  type Arena,
  type Argument,
  type Block,
  Graph,
  Program,
  State,
  sameVariables,
  type Value,
  type Variable,
  valueAt,
} from '../graph/index.js';
import { snakeCase } from '../naming.js';
import { checkInteger, checkRate, checkType, invalid, withArgument } from '../options.js';
import { Configured, configOf, serialize } from '../registry.js';
import { LearningRateSchedule } from './schedule.js';

export type LearningRate = number | LearningRateSchedule;

export interface OptimizerOptions {
  /** Default 0.001, of SGD 0.01. */
  learningRate?: LearningRate;
  /** Decoupled: before each step, weights shrink by this fraction of the learning rate. Default null: none. */
  weightDecay?: number | null;
  /** Limit of the norm of each variable's gradient, default null: none. At most one of the three limits may be set. */
  clipnorm?: number | null;
  /** Limit of each element of the gradient. */
  clipvalue?: number | null;
  /** Limit of the norm of all gradients together. */
  globalClipnorm?: number | null;
  /** Keeps an exponential moving average of the weights, which become the weights when `fit` ends. Default false. */
  useEma?: boolean;
  /** What the average keeps of itself in a step. Default 0.99. */
  emaMomentum?: number;
  /** Every so many steps the weights become their average. Default null: only at the end. */
  emaOverwriteFrequency?: number | null;
  /** The loss is multiplied, the gradients divided by it. Default null: 1. */
  lossScaleFactor?: number | null;
  /** Updates with the mean gradient of so many steps. Default null: each step by its own. */
  gradientAccumulationSteps?: number | null;
  name?: string | null;
}

export const optimizerDefaults = {
  learningRate: 0.001 as number | LearningRateSchedule,
  weightDecay: null as number | null,
  clipnorm: null as number | null,
  globalClipnorm: null as number | null,
  clipvalue: null as number | null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null as number | null,
  lossScaleFactor: null as number | null,
  gradientAccumulationSteps: null as number | null,
  name: null as string | null,
};

/** What a rule works on: all trainable parameters side by side. */
export interface Update {
  parameter: Value;
  gradient: Value;
  size: number;
  /** Where the factor of this step is. */
  factor: Argument;
  /** A block like the parameters' for the rule's memory, zero at first. */
  slot(name: string): Value;
}

/** Floats of the state. */
const at = { factor: 0, learningRate: 1, emaMomentum: 2, size: 3 };

interface Built {
  parameters: Block;
  gradients: Block;
  slots: Map<string, Block>;
  state: State;
  update: Program;
  /** A step that does not update. */
  accumulate?: Program;
  /** The weights become their average. */
  overwrite?: Program;
}

/**
 * Slots and a rule. A step clips, decays and updates all parameters with a few calls over one range.
 * Semantics and order: Keras 3, `base_optimizer.py`.
 */
export abstract class Optimizer<
  Options extends typeof optimizerDefaults = typeof optimizerDefaults,
> extends Configured<Options> {
  /**
   * Calls of `step` so far, those that only accumulate included.
   * @internal
   */
  steps = 0;
  private built: Built | undefined;
  /** Parameters that it has trained, before it was given others. */
  private readonly formerly = new WeakSet<Block>();

  /** @param learningRate Or all options in one object. */
  constructor(className: string, defaults: Options, learningRate: unknown, given: object) {
    super(className, defaults, withArgument(className, 'learningRate', learningRate, given), ['learningRate']);
    checkOptions(className, this.options);
  }

  get name(): string {
    return this.options.name ?? snakeCase(this.className);
  }

  /** Updates made so far. */
  get iterations(): number {
    return Math.floor(this.steps / (this.options.gradientAccumulationSteps ?? 1));
  }

  /** The learning rate of the next step. Settable unless it follows a schedule. */
  get learningRate(): number {
    const { learningRate } = this.options;
    // As in Keras, a schedule counts the steps that only accumulate, too.
    return typeof learningRate === 'number' ? learningRate : learningRate.at(this.steps);
  }

  set learningRate(value: number) {
    if (this.hasSchedule) {
      throw new TypeError('The learning rate of this optimizer follows a LearningRateSchedule: it is not settable.');
    }
    checkLearningRate(this.className, value);
    this.options.learningRate = value;
  }

  /** True where the learning rate follows a schedule. */
  get hasSchedule(): boolean {
    return typeof this.options.learningRate !== 'number';
  }

  get lossScale(): number {
    return this.options.lossScaleFactor ?? 1;
  }

  /** The blocks of slots by name. memory.ts has them in Keras's order. */
  get slots(): ReadonlyMap<string, Block> {
    return this.built?.slots ?? new Map();
  }

  /** True when it has parameters to train, and so a memory. */
  get isBuilt(): boolean {
    return this.built !== undefined;
  }

  /** Number of values kept beside the weights, the count of steps and, without a schedule, the learning rate among them. */
  get size(): number {
    let size = this.hasSchedule ? 1 : 2;
    for (const block of this.slots.values()) for (const variable of block.variables) size += variable.size;
    return size;
  }

  /** Whether its memory is that of these variables, or of none yet. */
  serves(variables: readonly Variable[]): boolean {
    return !this.built || sameVariables(this.built.parameters.variables, variables);
  }

  isBuiltFor(gradients: Block): boolean {
    return this.built?.gradients === gradients;
  }

  /**
   * Prepares for these parameters. Slots and steps are kept when they are the same variables as before.
   * @throws RangeError when they are those of another model.
   */
  build(arena: Arena, parameters: Block, gradients: Block): void {
    if (this.isBuiltFor(gradients)) return;
    const before = this.built;
    const { variables } = parameters;
    const known = before?.parameters.variables ?? [];
    const same = this.serves(variables);
    const isOther = known.length > 0 && variables.length > 0 && !variables.some((one) => known.includes(one));
    if (isOther || (!same && this.formerly.has(parameters))) {
      throw new RangeError(`${this.className} already trains another model. Make one for each.`);
    }
    if (before && !same && this.steps > 0)
      console.warn(
        `${this.className} begins anew: what it has trained were other weights, or layers were frozen or set free since.`,
      );
    if (before) this.formerly.add(before.parameters);
    const slots = new Map(same ? before?.slots : []);
    const state = new State(arena, at.size * 4);
    const slot = (name: string): Value => {
      const block = slots.get(name) ?? parameters.twin();
      slots.set(name, block);
      return vector(block);
    };
    const program = (record: (graph: Graph) => void): Program => {
      const graph = new Graph(arena, false);
      graph.scope = this.name;
      record(graph);
      return new Program(graph, [], [], parameters);
    };
    const { useEma, gradientAccumulationSteps, weightDecay } = this.options;
    const parameter = vector(parameters);
    const gradient = vector(gradients);
    const { size } = parameters;
    const divide = (graph: Graph, divisor: number) => {
      if (divisor !== 1) graph.call('scale', gradient, gradient, size, 1 / divisor);
    };
    const average = useEma ? slot('average') : undefined;
    const total = gradientAccumulationSteps ? slot('gradient_accumulator') : undefined;
    const inState = (index: number) => () => state.address + index * 4;
    const step = (record: (graph: Graph) => void) =>
      program((graph) => {
        divide(graph, this.lossScale);
        record(graph);
        if (average) graph.call('movingAverage', average, parameter, inState(at.emaMomentum), size);
      });
    this.built = {
      parameters,
      gradients,
      slots,
      state,
      overwrite: average && program((graph) => graph.call('copy', parameter, average, size)),
      accumulate: total && step((graph) => graph.call('add', total, total, gradient, size)),
      update: step((graph) => {
        if (total) {
          graph.call('add', gradient, gradient, total, size);
          graph.call('fill', total, size, 0);
          divide(graph, gradientAccumulationSteps!);
        }
        this.clip(graph, gradient, gradients);
        if (weightDecay) graph.call('decayWeights', parameter, inState(at.learningRate), size, weightDecay);
        this.record(graph, { parameter, gradient, size, factor: inState(at.factor), slot });
      }),
    };
    if (!same) this.steps = 0;
  }

  /** Uses the gradients that lie in their block, once it is built. */
  step(): void {
    const { gradientAccumulationSteps, emaMomentum, emaOverwriteFrequency } = this.options;
    const { state, update, accumulate, overwrite } = this.built!;
    const { floats } = state;
    const { iterations } = this;
    floats[at.learningRate] = this.learningRate;
    floats[at.factor] = this.factor(floats[at.learningRate], iterations + 1);
    floats[at.emaMomentum] = iterations === 0 ? 0 : emaMomentum;
    const isUpdate = (this.steps + 1) % (gradientAccumulationSteps ?? 1) === 0;
    (isUpdate ? update : accumulate!).run();
    if (emaOverwriteFrequency && (iterations + 1) % emaOverwriteFrequency === 0) overwrite?.run();
    this.steps++;
  }

  /** The end of `fit`: with `useEma` the weights become their average. */
  finalize(): void {
    if (this.steps > 0) this.built?.overwrite?.run();
  }

  override getConfig(): Record<string, unknown> {
    const { learningRate, name: _, ...rest } = this.options;
    const rate =
      typeof learningRate === 'number'
        ? Math.fround(learningRate)
        : serialize('keras.optimizers.schedules', learningRate);
    return { name: this.name, learning_rate: rate, ...configOf(rest) };
  }

  /** Records the rule's calls. */
  protected abstract record(graph: Graph, update: Update): void;

  /** The factor of step `t` = 1, 2, … at a learning rate. Default: that. */
  protected factor(learningRate: number, _t: number): number {
    return learningRate;
  }

  private clip(graph: Graph, all: Value, gradients: Block): void {
    const { clipnorm, clipvalue, globalClipnorm } = this.options;
    const limitNorm = (kernel: 'scaleToNorm' | 'scaleToGlobalNorm', gradient: Value, limit: number) => {
      const squares = graph.temporary([1]);
      graph.call('sumOfSquares', squares, gradient, gradient.size);
      graph.call(kernel, gradient, squares, gradient.size, limit);
    };
    if (clipvalue) graph.call('clipByValue', all, all.size, clipvalue);
    if (globalClipnorm) limitNorm('scaleToGlobalNorm', all, globalClipnorm);
    if (!clipnorm) return;
    for (const variable of gradients.variables) {
      limitNorm(
        'scaleToNorm',
        valueAt(() => gradients.addressOf(variable), variable.shape),
        clipnorm,
      );
    }
  }
}

/** A whole block as one vector. */
const vector = (block: Block) => valueAt(() => block.address, [block.size]);

function checkLearningRate(owner: string, value: unknown): void {
  if (value instanceof LearningRateSchedule || (Number.isFinite(value) && (value as number) >= 0)) return;
  throw invalid(owner, 'learningRate', value, 'a non-negative number or a LearningRateSchedule');
}

const limits = ['clipnorm', 'clipvalue', 'globalClipnorm'] as const;

function checkOptions(owner: string, options: typeof optimizerDefaults): void {
  const { learningRate, weightDecay, gradientAccumulationSteps: steps, emaMomentum, emaOverwriteFrequency } = options;
  checkLearningRate(owner, learningRate);
  checkType(owner, 'weightDecay', weightDecay ?? 0, 0);
  const set = limits.filter((name) => options[name] !== null);
  if (set.length > 1) throw new RangeError(`${owner}: give only one of \`${set.join('`, `')}\`.`);
  for (const name of [...limits, 'lossScaleFactor'] as const) {
    const value = options[name];
    if (value !== null && !(Number.isFinite(value) && value > 0)) {
      throw invalid(owner, name, value, 'a positive number or null');
    }
  }
  if (steps !== null) checkInteger(owner, 'gradientAccumulationSteps', steps, 2);
  if (emaOverwriteFrequency !== null) checkInteger(owner, 'emaOverwriteFrequency', emaOverwriteFrequency);
  checkRate(owner, 'emaMomentum', emaMomentum);
}
