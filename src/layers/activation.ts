import {
  type ActivationIdentifier,
  type ActivationName,
  activationName,
  applyActivation,
} from '../activations/index.js';
import type { Graph, Value } from '../graph/index.js';
import { resolveOptions, withArgument } from '../options.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import { SameShape } from './same-shape.js';

/** An activation as a layer of its own: `new Activation('relu')`. */
export class Activation extends SameShape<typeof layerDefaults & { activation: ActivationName }> {
  /** @internal */
  override readonly isShapeless = true;

  constructor(
    activation: ActivationIdentifier | ({ activation: ActivationIdentifier } & LayerOptions),
    options: LayerOptions = {},
  ) {
    const resolved = resolveOptions(
      'Activation',
      { ...layerDefaults, activation: null as ActivationIdentifier | null },
      withArgument('Activation', 'activation', activation, options),
    );
    super('Activation', { ...resolved, activation: activationName(resolved.activation) });
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [applyActivation(graph, x, this.options.activation)];
  }
}
