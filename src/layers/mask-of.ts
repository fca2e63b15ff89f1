import type { Graph, Value } from '../graph/index.js';
import { filled } from '../ops/filled.js';
import type { PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import { layerDefaults } from './layer-options.js';
import type { SymbolicTensor } from './symbolic.js';

/**
 * The mask that layers have given a sequence, as a tensor: [batch, steps, features] → [batch, steps], 1 where a step counts. For
 * models that were saved with a mask given by name, such as decoders, whose LSTM reads none by itself where it is given states.
 */
export class MaskOf extends Layer<SymbolicTensor> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(name: string | null = null) {
    super('MaskOf', { ...layerDefaults, name });
    this.inputSpec = { rank: 3 };
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [shape.slice(0, -1)];
  }

  protected call(graph: Graph, [{ mask, shape }]: readonly Value[]): Value[] {
    return [mask ? graph.reshape(mask, mask.shape) : filled(graph, shape.slice(0, -1), 1)];
  }

  protected override passMask(): void {}
}
