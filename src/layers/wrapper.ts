import type { PartialShape } from '../shape.js';
import { isSerialized } from '../registry.js';
import { Layer, type LayerMaker } from './layer.js';
import { serializeLayer } from './serialize.js';
import type { SymbolicTensor } from './symbolic.js';

/** Where configurations have the layers inside. */
const places = ['layer', 'backward_layer'];

/** A layer around others, whose weights are its own. */
export abstract class Wrapper<
  Out extends SymbolicTensor | SymbolicTensor[] = SymbolicTensor | SymbolicTensor[],
> extends Layer<Out> {
  /**
   * The layers inside by the names under which Keras's files have them.
   * @internal
   */
  abstract get parts(): Readonly<Record<string, Layer>>;

  /** @internal */
  override get sublayers(): readonly Layer[] {
    return Object.values(this.parts);
  }

  /** The layers inside by the names under which configurations have them. */
  protected get configured(): Readonly<Record<string, Layer>> {
    return this.parts;
  }

  /**
   * The wrapper of a configuration.
   * @param inner Makes the layers inside, where they are not there already; `modelFromJSON` gives it.
   */
  static override fromConfig(config: Readonly<Record<string, unknown>>, inner?: LayerMaker): Layer {
    const made = places.flatMap((key) => (inner && isSerialized(config[key]) ? [[key, inner(config[key])]] : []));
    return super.fromConfig({ ...config, ...Object.fromEntries(made) });
  }

  /** @internal */
  override checkInputs(shapes: readonly PartialShape[]): void {
    super.checkInputs(shapes);
    for (const layer of this.sublayers) layer.checkInputs(this.innerShapes(shapes));
  }

  override getConfig(): Record<string, unknown> {
    const layers = Object.entries(this.configured).map(([key, layer]) => [key, serializeLayer(layer)]);
    return { ...super.getConfig(), ...Object.fromEntries(layers) };
  }

  /** What the layers inside take. */
  protected innerShapes(shapes: readonly PartialShape[]): readonly PartialShape[] {
    return shapes;
  }

  protected override createWeights(shapes: readonly PartialShape[]): void {
    for (const layer of this.sublayers) {
      if (layer.built) continue;
      layer.build(...this.innerShapes(shapes));
      for (const variable of layer.variables) variable.path = `${this.name}/${variable.path}`;
    }
  }
}
