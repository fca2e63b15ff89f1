import type { Value } from '../graph/index.js';
import { resolveOptions } from '../options.js';
import type { PartialShape } from '../shape.js';
import { givenShape } from './input-shape.js';
import { Layer } from './layer.js';
import { layerDefaults } from './layer-options.js';
import type { SymbolicTensor } from './symbolic.js';

export interface InputOptions {
  /** Shape of one sample; null where any size will do. */
  shape?: PartialShape | null;
  /** Fixed batch size. Default null: any. */
  batchSize?: number | null;
  /** Shape with the batch in front, instead of `shape` and `batchSize`. */
  batchShape?: PartialShape | null;
  name?: string | null;
  /** `bool` for masks and integers, such as `int32`, for words, as in Keras: here they are float32, too. */
  dtype?: 'float32' | 'bool' | `int${number}` | `uint${number}` | object;
}

/** What data may be called: here it is float32 all the same. */
const numbers = /^(bool|u?int\d+)$/;

const defaults: Required<InputOptions> = {
  shape: null,
  batchSize: null,
  batchShape: null,
  name: null,
  dtype: 'float32',
};

/** Where data enters a model. */
export class InputLayer extends Layer<SymbolicTensor> {
  /** @internal */
  override readonly isShapeless = true;
  readonly batchShape: PartialShape;

  constructor(options: InputOptions) {
    // `sparse`, `ragged` and `optional` come with Keras's files.
    const { sparse: _, ragged: __, optional: ___, ...known } = options as Record<string, unknown>;
    const { shape, batchSize, batchShape, name, dtype } = resolveOptions<Required<InputOptions>>(
      'Input',
      defaults,
      Array.isArray(options) ? options : known,
    );
    super('InputLayer', { ...layerDefaults, name, dtype: numbers.test(String(dtype)) ? 'float32' : (dtype as object) });
    const given = givenShape('Input', batchSize, { shape }, { batchShape });
    if (!given) throw new TypeError('Input: `shape` is missing: Input({ shape: [3, 1] }), for example.');
    this.batchShape = given;
    this.connect({ positional: [], list: false, keywords: {} });
  }

  override get output(): SymbolicTensor {
    return this.nodes[0].outputs[0];
  }

  protected override get inputCount(): null {
    return null;
  }

  outputShapes(): PartialShape[] {
    return [this.batchShape];
  }

  protected call(_graph: unknown, inputs: readonly Value[]): Value[] {
    return [...inputs];
  }

  override getConfig(): Record<string, unknown> {
    return {
      batch_shape: this.batchShape,
      dtype: 'float32',
      sparse: false,
      ragged: false,
      name: this.name,
      optional: false,
    };
  }
}

/** A symbolic tensor for data of this shape, the beginning of a functional model. */
export function Input(options: InputOptions): SymbolicTensor {
  return new InputLayer(options).output;
}
