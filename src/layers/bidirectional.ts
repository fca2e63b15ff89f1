import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { add } from '../ops/add.js';
import { concatenate } from '../ops/concatenate.js';
import { multiply } from '../ops/multiply.js';
import { reverse } from '../ops/reverse.js';
import { scale } from '../ops/scale.js';
import { isGiven, resolveOptions, withArgument } from '../options.js';
import type { PartialShape } from '../shape.js';
import type { CallContext } from './call-context.js';
import { type CallOptions, type LayerOptions, layerDefaults } from './layer-options.js';
import { callKeywords, LSTM } from './lstm.js';
import type { LayerNode, SymbolicTensor } from './symbolic.js';
import { Wrapper } from './wrapper.js';

export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave';

export interface BidirectionalOptions<Mode extends MergeMode | null = MergeMode | null> extends LayerOptions {
  /** What is made of the outputs of both directions. Default `concat`: side by side. null: they are two outputs. */
  mergeMode?: Mode;
  /** Reads backwards; `units`, `returnSequences`, `returnState` and `stateful` are the other's. Default null: like the other. */
  backwardLayer?: LSTM<boolean> | null;
}

export interface BidirectionalCallOptions extends CallOptions {
  /** h and c of the forward layer before its first step, then those of the backward layer, each [batch, units]. */
  initialState?: readonly SymbolicTensor[];
  /**
   * [batch, steps], 1 where a step counts and 0 where it is skipped. Default: the mask that the layers before have given the input
   * or, as in Keras, none where there is an `initialState`.
   */
  mask?: SymbolicTensor;
}

/** What `apply` returns: one or two outputs, and h and c of both directions behind them. */
export type BidirectionalOutput<ReturnState extends boolean, Mode> = ReturnState extends true
  ? [
      ...(Mode extends null ? [forward: SymbolicTensor, backward: SymbolicTensor] : [output: SymbolicTensor]),
      h: SymbolicTensor,
      c: SymbolicTensor,
      hBackward: SymbolicTensor,
      cBackward: SymbolicTensor,
    ]
  : Mode extends null
    ? [forward: SymbolicTensor, backward: SymbolicTensor]
    : SymbolicTensor;

const defaults = {
  ...layerDefaults,
  layer: null as LSTM<boolean> | null,
  mergeMode: 'concat' as MergeMode | null,
  backwardLayer: null as LSTM<boolean> | null,
};

const merge: Readonly<Record<MergeMode, (graph: Graph, outputs: readonly [Value, Value]) => Value>> = {
  concat: (graph, outputs) => concatenate(graph, outputs, outputs[0].shape.length - 1),
  sum: add,
  mul: (graph, [forward, backward]) => multiply(graph, forward, backward),
  ave: (graph, outputs) => scale(graph, add(graph, outputs), 1 / 2),
};

/** The part of an LSTM's configuration that matters here. */
interface Config {
  units: number;
  go_backwards: boolean;
  return_sequences: boolean;
  return_state: boolean;
  stateful: boolean;
}

/**
 * An LSTM that reads the sequence from its beginning, and one that reads it from its end. Schuster and Paliwal, 1997; Keras's form:
 * both are made anew of the configuration of the layer given, but a `backwardLayer` is taken as it is; sequences are in the order
 * of time, with 0 at masked steps.
 *
 * [batch, steps, features] → [batch, 2·units], or [batch, steps, 2·units] where the LSTM has `returnSequences`; `units` instead of
 * `2·units` with a `mergeMode` other than `concat`. Where it has `returnState`, `apply` returns h and c of both behind the output.
 * Weights: those of the forward layer, those of the backward layer.
 */
export class Bidirectional<
  ReturnState extends boolean = false,
  Mode extends MergeMode | null = 'concat',
> extends Wrapper<BidirectionalOutput<ReturnState, Mode>> {
  override readonly supportsMasking = true;
  readonly forwardLayer: LSTM<ReturnState>;
  readonly backwardLayer: LSTM<ReturnState>;
  private readonly mergeMode: MergeMode | null;
  /** What both directions have in common. */
  private readonly config: Config;

  constructor(
    layer: LSTM<ReturnState> | ({ layer: LSTM<ReturnState> } & BidirectionalOptions<Mode>),
    options?: BidirectionalOptions<Mode>,
  ) {
    const resolved = resolveOptions('Bidirectional', defaults, withArgument('Bidirectional', 'layer', layer, options));
    const { mergeMode, layer: given, backwardLayer } = resolved;
    checkMode(mergeMode);
    const forward = configOf('layer', given);
    const backward = isGiven(backwardLayer)
      ? configOf('backwardLayer', backwardLayer)
      : { ...forward, go_backwards: true };
    checkPair(forward, backward);
    super('Bidirectional', resolved);
    this.mergeMode = mergeMode;
    this.config = forward;
    this.forwardLayer = remake(given!, forward, 'forward_');
    this.backwardLayer = (backwardLayer as LSTM<ReturnState> | null) ?? remake(given!, backward, 'backward_');
    // As in Keras, whatever both were given.
    for (const one of [this.forwardLayer, this.backwardLayer]) one.options.zeroOutputForMask = forward.return_sequences;
    this.inputSpec = { rank: 3 };
  }

  /** @internal */
  get parts(): Record<string, LSTM<ReturnState>> {
    return { forward_layer: this.forwardLayer, backward_layer: this.backwardLayer };
  }

  override apply(
    inputs: SymbolicTensor | readonly SymbolicTensor[],
    options: BidirectionalCallOptions = {},
  ): BidirectionalOutput<ReturnState, Mode> {
    return super.apply(inputs, options);
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    const [output, ...states] = this.forwardLayer.outputShapes(shapes);
    const { mergeMode, config } = this;
    const both = [...output.slice(0, -1), 2 * config.units];
    const outputs = mergeMode === null ? [output, output] : [mergeMode === 'concat' ? both : output];
    return [...outputs, ...states, ...states];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), merge_mode: this.mergeMode };
  }

  protected override get configured(): Record<string, LSTM<ReturnState>> {
    return { layer: this.forwardLayer, backward_layer: this.backwardLayer };
  }

  protected override keywords(options: BidirectionalCallOptions): LayerNode['keywords'] {
    return callKeywords('Bidirectional', options, this.config.units, ['h', 'c', 'h', 'c']);
  }

  protected call(
    graph: Graph,
    [x, ...rest]: readonly Value[],
    keywords: LayerNode['keywords'],
    context: CallContext,
  ): Value[] {
    const mask = keywords.mask ? rest.splice(-1) : [];
    const read = (layer: LSTM<ReturnState>, states: readonly Value[]) =>
      layer.record(graph, [x, ...states, ...mask], keywords, context);
    const [forward, ...states] = read(this.forwardLayer, rest.slice(0, 2));
    const [last, ...statesBackward] = read(this.backwardLayer, rest.slice(2));
    const outputs = [forward, this.config.return_sequences ? reverse(graph, last, 1) : last] as const;
    const merged = this.mergeMode === null ? outputs : [merge[this.mergeMode](graph, outputs)];
    for (const output of merged) output.mask = forward.mask;
    return [...merged, ...states, ...statesBackward];
  }
}

function checkMode(mode: MergeMode | null): void {
  if (mode === null || Object.hasOwn(merge, mode)) return;
  const known = Object.keys(merge).map((name) => `'${name}'`);
  throw new RangeError(
    `Invalid merge mode. Received: ${show(mode)}. Merge mode should be one of ${known.join(', ')}, null`,
  );
}

function configOf(name: string, layer: LSTM<boolean> | null): Config {
  if (layer instanceof LSTM) return layer.getConfig() as unknown as Config;
  throw new TypeError(
    `Please initialize \`Bidirectional\` with an LSTM: new Bidirectional(new LSTM(32)). Received: ${name}=${show(layer)}`,
  );
}

/** @throws RangeError for layers whose outputs do not go together. */
function checkPair(forward: Config, backward: Config): void {
  if (forward.go_backwards === backward.go_backwards) {
    throw new RangeError(
      'Forward layer and backward layer should have different `goBackwards` value. Received: ' +
        `forwardLayer.goBackwards=${forward.go_backwards}, backwardLayer.goBackwards=${backward.go_backwards}`,
    );
  }
  const common = [
    ['units', forward.units, backward.units],
    ['stateful', forward.stateful, backward.stateful],
    ['returnSequences', forward.return_sequences, backward.return_sequences],
    ['returnState', forward.return_state, backward.return_state],
  ];
  for (const [name, first, second] of common) {
    if (first === second) continue;
    throw new RangeError(
      `Forward layer and backward layer are expected to have the same value for attribute "${name}", ` +
        `got "${first}" for forward layer and "${second}" for backward layer`,
    );
  }
}

/** A layer of the same class, with weights of its own. */
function remake<ReturnState extends boolean>(layer: LSTM<boolean>, config: Config, prefix: string): LSTM<ReturnState> {
  const name = prefix + (layer.name.startsWith(prefix) ? layer.name.slice(prefix.length) : layer.name);
  const Class = layer.constructor as typeof LSTM;
  return Class.fromConfig({ ...config, name }) as LSTM<ReturnState>;
}
