import type { PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import { layerConfig, type layerDefaults } from './layer-options.js';

/** A layer that gives each number it takes another value. */
export abstract class SameShape<Options extends typeof layerDefaults> extends Layer<SymbolicTensor> {
  override readonly supportsMasking = true;

  constructor(
    className: string,
    protected readonly options: Options,
  ) {
    super(className, options);
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [shape];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }
}
