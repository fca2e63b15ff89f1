import type { Graph, Value } from '../graph/index.js';
import { anyNotEqual, maskRows } from '../ops/mask-rows.js';
import { resolveOptions, withArgument } from '../options.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import { SameShape } from './same-shape.js';

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
export class Masking extends SameShape<typeof defaults> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(maskValue: number | MaskingOptions = 0, options?: MaskingOptions) {
    const resolved = resolveOptions('Masking', defaults, withArgument('Masking', 'maskValue', maskValue, options));
    super('Masking', resolved);
    this.inputSpec = { minRank: 2 };
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const mask = anyNotEqual(graph, x, this.options.maskValue);
    const masked = maskRows(graph, x, mask);
    masked.mask = mask;
    return [masked];
  }

  protected override passMask(): void {}
}
