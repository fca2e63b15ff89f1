import type { Graph, Value } from '../graph/index.js';
import { anyNotEqual, maskRows } from '../ops/mask-rows.js';
import { resolveOptions, withArgument } from '../options.js';
import type { PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import { type LayerOptions, layerConfig, layerDefaults } from './layer-options.js';

export interface MaskingOptions extends LayerOptions {
  /** A step in which every feature has this value is skipped. Default 0. */
  maskValue?: number;
}

const defaults = { ...layerDefaults, maskValue: 0 };

/**
 * Marks the steps that layers behind, the loss and metrics skip, and sets them to 0: [batch, steps, features] → the same. Layers
 * pass the mark on as in Keras; what reads it are `LSTM`, `Bidirectional`, and for sequences the loss and the metrics that are
 * means over samples.
 */
export class Masking extends Layer {
  readonly className = 'Masking';
  /** @internal */
  override readonly isShapeless = true;
  private readonly options: typeof defaults;

  constructor(maskValue: number | MaskingOptions = 0, options?: MaskingOptions) {
    const resolved = resolveOptions('Masking', defaults, withArgument('Masking', 'maskValue', maskValue, options));
    super('Masking', resolved);
    this.options = resolved;
    this.inputSpec = { minRank: 2 };
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [shape];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const mask = anyNotEqual(graph, x, this.options.maskValue);
    const masked = maskRows(graph, x, mask);
    masked.mask = mask;
    return [masked];
  }

  protected override passMask(): void {}

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }
}
