import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { scale } from '../ops/scale.js';
import { resolveOptions, withArgument } from '../options.js';
import type { PartialShape } from '../shape.js';
import type { CallContext } from './call-context.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import { Wrapper } from './wrapper.js';

const defaults = { ...layerDefaults, layer: null as Layer | null };

/** A layer applied to each step by itself, with the same weights: [batch, steps, …] → [batch, steps, …]. */
export class TimeDistributed<Inside extends Layer = Layer> extends Wrapper<SymbolicTensor> {
  override readonly supportsMasking = true;
  readonly layer: Inside;

  // Two, for a wrapper inside has a `layer`, too, but is no object of options.
  constructor(layer: Inside, options?: LayerOptions);
  constructor(options: { layer: Inside } & LayerOptions);
  constructor(layer: Inside | ({ layer: Inside } & LayerOptions), options?: LayerOptions) {
    const resolved = resolveOptions(
      'TimeDistributed',
      defaults,
      withArgument('TimeDistributed', 'layer', layer, options),
    );
    if (!(resolved.layer instanceof Layer)) {
      throw new TypeError(
        `Please initialize \`TimeDistributed\` with a layer: new TimeDistributed(new Dense(1)). Received: ${show(resolved.layer)}`,
      );
    }
    if ((resolved.layer as { stateful?: boolean }).stateful) {
      throw new RangeError(
        `TimeDistributed: layer '${resolved.layer.name}' is stateful, but here each step begins anew. Make it with \`stateful: false\`.`,
      );
    }
    super('TimeDistributed', resolved);
    this.layer = resolved.layer as Inside;
    this.inputSpec = { minRank: 3 };
  }

  /** @internal */
  get parts(): { layer: Inside } {
    return { layer: this.layer };
  }

  /** @internal */
  override checkValues(values: ArrayLike<number>): string | undefined {
    return this.layer.checkValues?.(values);
  }

  outputShapes(shapes: readonly PartialShape[]): PartialShape[] {
    const [[batch, steps]] = shapes;
    const [[, ...rest], ...others] = this.layer.outputShapes(this.innerShapes(shapes));
    if (others.length > 0) {
      throw new RangeError(
        `Layer '${this.name}': the layer inside must have one output, but '${this.layer.name}' has ${1 + others.length}.`,
      );
    }
    return [[batch, steps, ...rest]];
  }

  protected override innerShapes([[batch, , ...rest]]: readonly PartialShape[]): readonly PartialShape[] {
    return [[batch, ...rest]];
  }

  /** All steps of all samples are one batch to the layer. */
  protected call(graph: Graph, [x]: readonly Value[], _keywords: unknown, context: CallContext): Value[] {
    if (graph.training && learnsFromBatch(this.layer)) {
      throw new RangeError(
        `TimeDistributed: layer '${this.layer.name}' normalizes by its batch, which in Keras is that of each step. ` +
          'Freeze it, or use BatchNormalization without TimeDistributed: it takes sequences.',
      );
    }
    const [batch, steps, ...rest] = x.shape;
    const rows = graph.reshape(x, [batch * steps, ...rest]);
    // As in Keras, a mask within steps, such as that of words in sentences, is for the layer inside.
    if (x.mask && x.mask.shape.length > 2) {
      rows.mask = graph.reshape(x.mask, [batch * steps, ...x.mask.shape.slice(2)]);
    }
    const [output] = this.layer.record(
      graph,
      [rows],
      {},
      {
        // As in Keras, each step adds the penalties of the layers deeper inside, but that on its own output is left out.
        addLosses: (layer, losses) => {
          if (layer === this.layer) return;
          context.addLosses(
            layer,
            losses.map((loss) => scale(graph, loss, steps)),
          );
        },
      },
    );
    return [graph.reshape(output, [batch, steps, ...output.shape.slice(1)])];
  }
}

const learnsFromBatch = (layer: Layer): boolean =>
  (layer.className === 'BatchNormalization' && layer.trainable) || layer.sublayers.some(learnsFromBatch);
