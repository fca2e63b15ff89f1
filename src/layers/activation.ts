import {
  type ActivationIdentifier,
  type ActivationName,
  activationName,
  applyActivation,
} from '../activations/index.js';
import type { Graph, Value } from '../graph/index.js';
import { resolveOptions, withArgument } from '../options.js';
import type { PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';

/** An activation as a layer of its own: `new Activation('relu')`. */
export class Activation extends Layer {
  readonly className = 'Activation';
  /** @internal */
  override readonly isShapeless = true;
  override readonly supportsMasking = true;
  private readonly activation: ActivationName;

  constructor(
    activation: ActivationIdentifier | ({ activation: ActivationIdentifier } & LayerOptions),
    options: LayerOptions = {},
  ) {
    const { activation: identifier, ...resolved } = resolveOptions(
      'Activation',
      { ...layerDefaults, activation: null as ActivationIdentifier | null },
      withArgument('Activation', 'activation', activation, options),
    );
    super('Activation', resolved);
    this.activation = activationName(identifier);
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [shape];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [applyActivation(graph, x, this.activation)];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), activation: this.activation };
  }
}
