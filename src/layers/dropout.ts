import type { Graph, State, Value } from '../graph/index.js';
import { dropout } from '../ops/dropout.js';
import { checkRate, resolveOptions, withArgument } from '../options.js';
import { type LayerOptions, layerDefaults } from './layer-options.js';
import { randomState } from './random-state.js';
import { SameShape } from './same-shape.js';

export interface DropoutOptions extends LayerOptions {
  /** For the same masks each time the model is made; null for a stream of `setRandomSeed`'s. */
  seed?: number | null;
}

const defaults = { ...layerDefaults, rate: Number.NaN, seed: null as number | null, noiseShape: null };

/** In training, sets a share `rate` of the values to 0 and scales the others by 1 / (1 − rate). */
export class Dropout extends SameShape<typeof defaults> {
  /** @internal */
  override readonly isShapeless = true;
  private readonly state: State;

  constructor(rate: number | ({ rate: number } & DropoutOptions), options: DropoutOptions = {}) {
    const resolved = resolveOptions('Dropout', defaults, withArgument('Dropout', 'rate', rate, options));
    checkRate('Dropout', 'rate', resolved.rate);
    if (resolved.noiseShape !== null) throw new RangeError('Dropout: `noiseShape` is not supported. Leave it out.');
    super('Dropout', resolved);
    this.state = randomState(resolved.seed);
  }

  override get states(): State[] {
    return [this.state];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const { rate } = this.options;
    return [graph.training && rate > 0 ? dropout(graph, x, rate, this.state) : x];
  }
}
