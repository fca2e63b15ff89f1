import { type ActivationIdentifier, elementwiseActivation } from '../activations/index.js';
import type { ConstraintIdentifier } from '../constraints/index.js';
import { type Graph, State, theArena, type Value, type Variable } from '../graph/index.js';
import { type Initializer, type InitializerIdentifier, Ones } from '../initializers/index.js';
import { dropoutMask } from '../ops/dropout.js';
import { lstm, type LstmOptions } from '../ops/lstm.js';
import { recall, remember } from '../ops/memory.js';
import { notEqual } from '../ops/not-equal.js';
import { checkRate, invalid, resolveOptions, withArgument } from '../options.js';
import type { RegularizerIdentifier } from '../regularizers/index.js';
import { fitsShape, formatShape, type PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import {
  callDefaults,
  type CallOptions,
  checkUnits,
  layerConfig,
  layerDefaults,
  type LayerOptions,
  missing,
  resolveIdentifiers,
  serializeOption,
  weightOptions,
} from './layer-options.js';
import { randomState } from './random-state.js';
import { type LayerNode, SymbolicTensor } from './symbolic.js';

export interface LSTMOptions<ReturnState extends boolean = boolean> extends LayerOptions {
  /** Of the candidate and of the output. Default `tanh`. */
  activation?: ActivationIdentifier | null;
  /** Of the gates. Default `sigmoid`. */
  recurrentActivation?: ActivationIdentifier | null;
  /** Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerIdentifier;
  /** Default `orthogonal`. */
  recurrentInitializer?: InitializerIdentifier;
  /** Default `zeros`. */
  biasInitializer?: InitializerIdentifier;
  /** Starts the bias of the forget gate at 1. Default true. */
  unitForgetBias?: boolean;
  /** Penalties and limits: default null, none. */
  kernelRegularizer?: RegularizerIdentifier | null;
  recurrentRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  recurrentConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
  /** Share of the inputs that training drops, the same ones at every step. Default 0. */
  dropout?: number;
  /** Share of the state that training drops on its way to the gates. Default 0. */
  recurrentDropout?: number;
  /** Of the dropout. Default null: follows `setRandomSeed`. */
  seed?: number | null;
  /** True: all outputs, [batch, steps, units]. Default false: the last one, [batch, units]. */
  returnSequences?: boolean;
  /** True: `apply` returns [output, h, c]. Default false. */
  returnState?: ReturnState;
  /** Reads the sequence from its end; outputs are in the order of processing. Default false. */
  goBackwards?: boolean;
  /** Keeps the state from batch to batch, until `resetState`. Needs a fixed batch size. Default false. */
  stateful?: boolean;
  /** Accepted for Keras's sake; the numbers are those without it. */
  unroll?: boolean;
  /** Masked steps give 0 instead of the last output. Default false. */
  zeroOutputForMask?: boolean;
}

const defaults = {
  ...layerDefaults,
  returnSequences: false,
  returnState: false as boolean,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
  units: missing,
  activation: 'tanh' as ActivationIdentifier | null,
  recurrentActivation: 'sigmoid' as ActivationIdentifier | null,
  useBias: true,
  kernelInitializer: 'glorotUniform' as InitializerIdentifier,
  recurrentInitializer: 'orthogonal' as InitializerIdentifier,
  biasInitializer: 'zeros' as InitializerIdentifier,
  unitForgetBias: true,
  kernelRegularizer: null as RegularizerIdentifier | null,
  recurrentRegularizer: null as RegularizerIdentifier | null,
  biasRegularizer: null as RegularizerIdentifier | null,
  kernelConstraint: null as ConstraintIdentifier | null,
  recurrentConstraint: null as ConstraintIdentifier | null,
  biasConstraint: null as ConstraintIdentifier | null,
  dropout: 0,
  recurrentDropout: 0,
  seed: null as number | null,
};

type Tensors = SymbolicTensor | readonly SymbolicTensor[];
export type LSTMOutput<ReturnState extends boolean> = ReturnState extends true
  ? [output: SymbolicTensor, h: SymbolicTensor, c: SymbolicTensor]
  : SymbolicTensor;

export interface LSTMCallOptions extends CallOptions {
  /** h and c before the first step, each [batch, units]. */
  initialState?: readonly SymbolicTensor[];
  /**
   * [batch, steps], 1 where a step counts and 0 where it is skipped. Default: the mask that the layers before have given the input
   * or, as in Keras, none where there is an `initialState`.
   */
  mask?: SymbolicTensor;
}

/**
 * Long short-term memory. Hochreiter and Schmidhuber, 1997; Keras's form:
 * z = x_t·kernel + h·recurrentKernel + bias, split into i, f, c, o;
 * c ← σ(f)·c + σ(i)·tanh(c̃), h ← σ(o)·tanh(c).
 *
 * [batch, steps, features] → [batch, units], or [batch, steps, units] with `returnSequences`.
 * Weights: kernel [features, 4·units], recurrentKernel [units, 4·units], bias [4·units].
 */
export class LSTM<ReturnState extends boolean = false> extends Layer<LSTMOutput<ReturnState>> {
  override readonly supportsMasking = true;
  /** @internal */
  readonly options: typeof defaults & LstmOptions;
  private readonly random: State;
  private kernel!: Variable;
  private recurrentKernel!: Variable;
  private bias: Variable | undefined;
  private memory: { h: State; c: State; batch: number } | undefined;

  constructor(units: number | ({ units: number } & LSTMOptions<ReturnState>), options?: LSTMOptions<ReturnState>) {
    // `implementation` and `use_cudnn` choose between equal computations in Keras.
    const {
      implementation: _,
      useCudnn: __,
      ...given
    } = withArgument('LSTM', 'units', units, options) as Record<string, unknown>;
    const resolved = resolveOptions('LSTM', defaults, given);
    checkUnits('LSTM', resolved.units);
    checkRate('LSTM', 'dropout', resolved.dropout);
    checkRate('LSTM', 'recurrentDropout', resolved.recurrentDropout);
    super('LSTM', resolved);
    this.options = resolveIdentifiers({
      ...resolved,
      activation: elementwiseActivation('LSTM', resolved.activation),
      recurrentActivation: elementwiseActivation('LSTM', resolved.recurrentActivation),
    });
    this.random = randomState(resolved.seed);
    this.inputSpec = { rank: 3 };
  }

  get stateful(): boolean {
    return this.options.stateful;
  }

  override get states(): State[] {
    return this.memory ? [this.random, this.memory.h, this.memory.c] : [this.random];
  }

  override apply(inputs: Tensors, options: LSTMCallOptions = {}): LSTMOutput<ReturnState> {
    return super.apply(inputs, options);
  }

  outputShapes([[batch, steps]]: readonly PartialShape[]): PartialShape[] {
    const { units, returnSequences, returnState } = this.options;
    const last = [batch, units];
    return [returnSequences ? [batch, steps, units] : last, ...(returnState ? [last, last] : [])];
  }

  /** Forgets the state that `stateful` keeps. */
  override resetState(): void {
    this.memory?.h.clear();
    this.memory?.c.clear();
  }

  protected override createWeights([shape]: readonly PartialShape[]): void {
    const { units, useBias, biasInitializer, unitForgetBias, stateful } = this.options;
    const [batch, , features] = shape;
    if (features === null) this.misfit(0, 'the last dimension must be known', shape);
    if (stateful && batch === null) {
      throw new RangeError(
        `With \`stateful: true\` the batch size must be static. Received: ${formatShape(shape)}. Give the first layer \`batchInputShape\`, or the Input a \`batchSize\`.`,
      );
    }
    const optionsOf = (name: string) => ({ ...weightOptions(this.options, name), path: 'lstm_cell/' });
    this.kernel = this.addWeight('kernel', [features, 4 * units], optionsOf('kernel'));
    this.recurrentKernel = this.addWeight('recurrent_kernel', [units, 4 * units], optionsOf('recurrent'));
    if (useBias) {
      const forget = unitForgetBias && { initializer: withForgetBias(biasInitializer as Initializer, units) };
      this.bias = this.addWeight('bias', [4 * units], { ...optionsOf('bias'), ...forget });
    }
    if (stateful) {
      const state = () => new State(theArena(), batch! * units * 4);
      this.memory = { h: state(), c: state(), batch: batch! };
    }
    this.inputSpec = { rank: 3, features };
  }

  protected override keywords(options: LSTMCallOptions): LayerNode['keywords'] {
    return callKeywords('LSTM', options, this.options.units, ['h', 'c']);
  }

  protected call(graph: Graph, inputs: readonly Value[], keywords: LayerNode['keywords']): Value[] {
    const { units, returnSequences, returnState, dropout, recurrentDropout } = this.options;
    const [x, ...rest] = inputs;
    const [batch, , features] = x.shape;
    const given = keywords.mask && notEqual(graph, rest.pop()!, 0);
    // As in Keras, a mask must be given by name where states are.
    const mask = given ?? (keywords.initial_state ? undefined : x.mask);
    if (mask && mask.shape[1] !== x.shape[1]) {
      throw new RangeError(
        `Layer '${this.name}': mask ${formatShape(mask.shape)} does not fit sequence ${formatShape(x.shape)}.`,
      );
    }
    const initialState = keywords.initial_state ? ([rest[0], rest[1]] as const) : this.remembered(graph, batch);
    const copies = graph.training && recurrentDropout > 0 ? 4 : 1;
    const { output, h, c } = lstm(
      graph,
      x,
      {
        kernel: graph.parameter(this.kernel),
        recurrentKernel: graph.parameter(this.recurrentKernel),
        bias: this.bias && graph.parameter(this.bias),
        initialState,
        mask,
        inputMask: this.dropoutMask(graph, [copies, batch, features], dropout),
        recurrentMask: this.dropoutMask(graph, [copies, batch, units], recurrentDropout),
        copies,
      },
      this.options,
    );
    if (this.memory) {
      remember(graph, this.memory.h, h);
      remember(graph, this.memory.c, c);
    }
    if (returnSequences) output.mask = given;
    return returnState ? [output, h, c] : [output];
  }

  override getConfig(): Record<string, unknown> {
    const { dropout, recurrentDropout, seed, ...options } = this.options;
    return {
      ...super.getConfig(),
      ...layerConfig(options),
      activity_regularizer: serializeOption(this.activityRegularizer),
      dropout,
      recurrent_dropout: recurrentDropout,
      seed,
    };
  }

  /** A copy of the remembered state: the state itself changes before the way back. */
  private remembered(graph: Graph, batch: number): readonly [Value, Value] | undefined {
    const { memory } = this;
    if (!memory) return undefined;
    if (memory.batch !== batch) {
      throw new RangeError(
        `Layer '${this.name}' is stateful: the batch size must be that of the state, ${memory.batch}. Received: ${batch}`,
      );
    }
    const shape = [batch, this.options.units];
    return [recall(graph, memory.h, shape), recall(graph, memory.c, shape)];
  }

  private dropoutMask(graph: Graph, shape: readonly number[], rate: number): Value | undefined {
    return graph.training && rate > 0 ? dropoutMask(graph, shape, rate, this.random) : undefined;
  }
}

/** In Keras's order: the initializer for i, ones for f, the initializer again for c and o. */
function withForgetBias(initializer: Initializer, units: number): Pick<Initializer, 'fill'> {
  return {
    fill(arena, address) {
      initializer.fill(arena, address, [units]);
      new Ones().fill(arena, address + 4 * units, [units]);
      initializer.fill(arena, address + 8 * units, [2 * units]);
    },
  };
}

/** What a call says by name: the states before the first step, and a mask. */
export function callKeywords(
  owner: string,
  options: object,
  units: number,
  states: readonly string[],
): LayerNode['keywords'] {
  const where = `${owner}.apply`;
  const { initialState, mask } = resolveOptions(
    where,
    { initialState: undefined as unknown, mask: undefined as unknown, ...callDefaults },
    options,
  );
  const check = (name: string, given: unknown, features: number | null): SymbolicTensor => {
    const shape = [null, features];
    const isSymbolic = given instanceof SymbolicTensor;
    if (isSymbolic && fitsShape(given.shape, shape)) return given;
    const [received, Kind] = isSymbolic ? [given.shape, RangeError] : [given, TypeError];
    throw invalid(where, name, received, `a symbolic tensor of shape ${formatShape(shape)}`, Kind);
  };
  const keywords: Record<string, SymbolicTensor | SymbolicTensor[]> = {};
  if (initialState !== undefined) {
    if (!Array.isArray(initialState) || initialState.length !== states.length)
      throw invalid(where, 'initialState', initialState, `[${states.join(', ')}]`, TypeError);
    keywords.initial_state = initialState.map((tensor) => check('initialState', tensor, units));
  }
  // As in Keras, behind the states: the order of the model's layers depends on it.
  if (mask !== undefined) keywords.mask = check('mask', mask, null);
  return keywords;
}
