import type { Graph, Value } from '../graph/index.js';
import { quotient } from '../ops/arithmetic.js';
import { maskRows } from '../ops/mask-rows.js';
import { maxOver } from '../ops/over-axes.js';
import { scale } from '../ops/scale.js';
import { sumSteps } from '../ops/sum-steps.js';
import { resolveOptions } from '../options.js';
import type { PartialShape } from '../shape.js';
import { channelsLast } from './data-format.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import { type LayerOptions, layerConfig, layerDefaults } from './layer-options.js';

export interface GlobalPoolingOptions extends LayerOptions {
  /** True: the steps stay, as one. Default false. */
  keepdims?: boolean;
  dataFormat?: 'channels_last' | null;
}

const defaults = { ...layerDefaults, keepdims: false, dataFormat: 'channels_last' as string | null };

/** All steps as one: [batch, steps, features] → [batch, features]. */
abstract class GlobalPooling extends Layer<SymbolicTensor> {
  /** @internal */
  override readonly isShapeless = true;
  private readonly options: typeof defaults;

  constructor(className: string, options: GlobalPoolingOptions) {
    const resolved = resolveOptions(className, defaults, options);
    super(className, resolved);
    this.options = { ...resolved, dataFormat: channelsLast(className, resolved.dataFormat) };
    this.inputSpec = { rank: 3 };
  }

  outputShapes([[batch, , features]]: readonly PartialShape[]): PartialShape[] {
    return [this.options.keepdims ? [batch, 1, features] : [batch, features]];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [graph.reshape(this.pool(graph, x), this.outputShapes([x.shape])[0] as number[])];
  }

  /** [batch, features], or with the steps as one. */
  protected abstract pool(graph: Graph, x: Value): Value;

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }
}

/** The mean over the steps; of those that the mask lets through, if there is one. */
export class GlobalAveragePooling1D extends GlobalPooling {
  override readonly supportsMasking = true;

  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling1D', options);
  }

  protected pool(graph: Graph, x: Value): Value {
    const { mask } = x;
    if (!mask) return scale(graph, sumSteps(graph, x), 1 / x.shape[1]);
    const count = sumSteps(graph, graph.reshape(mask, [...mask.shape, 1]));
    return quotient(graph, sumSteps(graph, maskRows(graph, x, mask)), count);
  }

  protected override passMask(): void {}
}

/** The largest over the steps. */
export class GlobalMaxPooling1D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling1D', options);
  }

  protected pool(graph: Graph, x: Value): Value {
    return maxOver(graph, x, [1]);
  }
}
