import type { ConstraintIdentifier } from '../constraints/index.js';
import type { Graph, Value, Variable } from '../graph/index.js';
import type { InitializerIdentifier } from '../initializers/index.js';
import { embedding } from '../ops/embedding.js';
import { notEqual } from '../ops/not-equal.js';
import { checkInteger, resolveOptions, withArgument } from '../options.js';
import type { RegularizerIdentifier } from '../regularizers/index.js';
import { formatShape, type PartialShape, sameShape } from '../shape.js';
import { type Tensor, type TensorLike, tensor, toTensor } from '../tensor.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import {
  type LayerOptions,
  layerConfig,
  layerDefaults,
  missing,
  resolveIdentifiers,
  weightOptions,
} from './layer-options.js';

export interface EmbeddingOptions extends Omit<LayerOptions, 'inputDim'> {
  /** Default `uniform`: between −0.05 and 0.05. */
  embeddingsInitializer?: InitializerIdentifier;
  /** Penalty and limit: default null, none. */
  embeddingsRegularizer?: RegularizerIdentifier | null;
  embeddingsConstraint?: ConstraintIdentifier | null;
  /** True: 0 stands for no word, and layers behind skip it as `Masking` says. Default false. */
  maskZero?: boolean;
  /** The vectors to begin with, (inputDim, outputDim), such as some that another model has learned; as in Keras, they may be the only entry of an array. Default null: new ones. */
  weights?: TensorLike | readonly [TensorLike] | null;
  /** Accepted for the sake of older lessons: the length of the sequences. */
  inputLength?: number | null;
}

const defaults = {
  ...layerDefaults,
  inputDim: missing,
  outputDim: missing,
  embeddingsInitializer: 'uniform' as InitializerIdentifier,
  embeddingsRegularizer: null as RegularizerIdentifier | null,
  embeddingsConstraint: null as ConstraintIdentifier | null,
  maskZero: false,
  weights: null as TensorLike | readonly [TensorLike] | null,
  inputLength: null as number | null,
};

/** What is larger cannot be told from its neighbours in float32. */
const largest = 2 ** 24 - 1;

/**
 * A vector of `outputDim` numbers for each of `inputDim` words, given as integers from 0 on: […] → […, outputDim].
 * Words that layers in front have made are not checked. Weights: embeddings [inputDim, outputDim].
 */
export class Embedding extends Layer<SymbolicTensor> {
  private readonly options: Omit<typeof defaults, 'inputLength' | 'weights'>;
  /** Weights to begin with, until then. */
  private given: Tensor | null;
  private embeddings!: Variable;

  constructor(
    inputDim: number | ({ inputDim: number; outputDim: number } & EmbeddingOptions),
    outputDim?: number,
    options?: EmbeddingOptions,
  ) {
    const behind = withArgument('Embedding', 'outputDim', outputDim, options);
    const named = typeof inputDim === 'object' ? inputDim : withArgument('Embedding', 'inputDim', inputDim, behind);
    const { inputLength: _, weights, ...resolved } = resolveOptions('Embedding', defaults, named);
    for (const name of ['inputDim', 'outputDim'] as const) {
      if (resolved[name] === missing) {
        throw new TypeError(`Embedding: \`${name}\` is missing: new Embedding(1000, 64), for example.`);
      }
      checkInteger('Embedding', name, resolved[name]);
    }
    super('Embedding', { ...resolved, inputDim: null });
    this.options = resolveIdentifiers(resolved);
    this.given = weights === null ? null : tensor(matrixOf(weights));
    const shape = [resolved.inputDim, resolved.outputDim];
    if (this.given && !sameShape(this.given.shape, shape)) {
      throw new RangeError(
        `Embedding: \`weights\` must have shape ${formatShape(shape)}, (inputDim, outputDim). Received: ${formatShape(this.given.shape)}`,
      );
    }
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [[...shape, this.options.outputDim]];
  }

  /** @internal */
  override checkValues(values: ArrayLike<number>): string | undefined {
    const last = Math.min(this.options.inputDim - 1, largest);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (Number.isInteger(value) && value >= 0 && value <= last) continue;
      return `${value} at position ${i} is not an integer from 0 to ${last}, the words of layer '${this.name}'. A larger \`inputDim\` takes more.`;
    }
    return undefined;
  }

  protected override createWeights(): void {
    const { inputDim, outputDim } = this.options;
    const { given } = this;
    this.embeddings = this.addWeight('embeddings', [inputDim, outputDim], {
      ...weightOptions(this.options, 'embeddings'),
      ...(given && {
        initializer: { fill: (arena, address) => arena.floats(address, given.size).set(given.data) },
      }),
    });
    this.given = null;
  }

  protected call(graph: Graph, [indices]: readonly Value[]): Value[] {
    const vectors = embedding(graph, graph.parameter(this.embeddings), indices);
    if (this.options.maskZero) vectors.mask = notEqual(graph, indices, 0);
    return [vectors];
  }

  protected override passMask(inputs: readonly Value[], outputs: readonly Value[]): void {
    if (!this.options.maskZero) super.passMask(inputs, outputs);
  }

  override getConfig(): Record<string, unknown> {
    const { inputDim, outputDim, ...options } = this.options;
    return { ...super.getConfig(), input_dim: inputDim, output_dim: outputDim, ...layerConfig(options) };
  }
}

/** The weights, alone or in an array. */
function matrixOf(weights: TensorLike | readonly [TensorLike]): Tensor {
  const read = (values: unknown) => toTensor(values as TensorLike, 'Embedding: `weights`');
  const inside = Array.isArray(weights) && weights.length === 1 && read(weights[0]);
  return inside && inside.shape.length === 2 ? inside : read(weights);
}
