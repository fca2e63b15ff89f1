import type { Graph, Value } from '../graph/index.js';
import { concatenate } from '../ops/concatenate.js';
import { permute } from '../ops/permute.js';
import { checkInteger, invalid, resolveOptions, withArgument } from '../options.js';
import { formatShape, type PartialShape, sizeOf } from '../shape.js';
import { channelsLast } from './data-format.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import { type LayerOptions, layerConfig, layerDefaults, missing } from './layer-options.js';

const product = (shape: PartialShape): number | null => (shape.includes(null) ? null : sizeOf(shape as number[]));

/** A copy of a list. @throws TypeError for anything else. */
function listOf(owner: string, name: string, given: readonly number[]): number[] {
  if (Array.isArray(given)) return [...given];
  throw invalid(owner, name, given, 'an array such as [2, 1]', TypeError);
}

/** [batch, …] → [batch, product of the rest]. */
export class Flatten extends Layer<SymbolicTensor> {
  constructor(options: LayerOptions & { dataFormat?: 'channels_last' | null } = {}) {
    const { dataFormat, ...resolved } = resolveOptions(
      'Flatten',
      { ...layerDefaults, dataFormat: 'channels_last' as string | null },
      options,
    );
    channelsLast('Flatten', dataFormat);
    super('Flatten', resolved);
    this.inputSpec = { minRank: 1 };
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [[shape[0], product(shape.slice(1))]];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [graph.reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))])];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), data_format: 'channels_last' };
  }
}

export interface ReshapeOptions extends LayerOptions {
  /** The shape of one sample afterwards; one size may be -1. */
  targetShape?: readonly number[];
}

const reshapeDefaults = { ...layerDefaults, targetShape: [] as readonly number[] };

/** [batch, …] → [batch, …targetShape]. */
export class Reshape extends Layer<SymbolicTensor> {
  /** @internal */
  override readonly isShapeless = true;
  private readonly options: typeof reshapeDefaults;

  constructor(targetShape: readonly number[] | ReshapeOptions, options: ReshapeOptions = {}) {
    const resolved = resolveOptions(
      'Reshape',
      reshapeDefaults,
      withArgument('Reshape', 'targetShape', targetShape, options, !Array.isArray(targetShape)),
    );
    super('Reshape', resolved);
    const target = listOf('Reshape', 'targetShape', resolved.targetShape);
    const open = target.filter((length) => length === -1);
    if (open.length > 1 || target.some((length) => !Number.isInteger(length) || length === 0 || length < -1)) {
      throw new RangeError(
        `Reshape: targetShape holds positive integers and at most one -1. Received: ${formatShape(target)}`,
      );
    }
    this.options = { ...resolved, targetShape: target };
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    const { targetShape } = this.options;
    const size = product(shape.slice(1));
    const known = targetShape.reduce((total, length) => (length === -1 ? total : total * length), 1);
    const open = targetShape.includes(-1);
    if (size !== null && (open ? size % known !== 0 : size !== known)) {
      throw new RangeError(
        `${this.name}: the total size of the tensor must be unchanged. Received: input_shape=${formatShape(shape.slice(1))}, target_shape=${formatShape(targetShape)}`,
      );
    }
    return [[shape[0], ...targetShape.map((length) => (length === -1 ? size && size / known : length))]];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [graph.reshape(x, this.outputShapes([x.shape])[0] as number[])];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }
}

export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  n: number;
}

const repeatDefaults = { ...layerDefaults, n: missing };

/** The same features at each of n steps: [batch, features] → [batch, n, features]. */
export class RepeatVector extends Layer<SymbolicTensor> {
  private readonly n: number;

  constructor(n: number | RepeatVectorOptions, options?: LayerOptions) {
    const resolved = resolveOptions('RepeatVector', repeatDefaults, withArgument('RepeatVector', 'n', n, options));
    if (resolved.n === missing) throw new TypeError('RepeatVector: `n` is missing: new RepeatVector(3), for example.');
    checkInteger('RepeatVector', 'n', resolved.n);
    super('RepeatVector', resolved);
    this.n = resolved.n;
    this.inputSpec = { rank: 2 };
  }

  outputShapes([[batch, features]]: readonly PartialShape[]): PartialShape[] {
    return [[batch, this.n, features]];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const [batch, features] = x.shape;
    const step = graph.reshape(x, [batch, 1, features]);
    return [concatenate(graph, Array<Value>(this.n).fill(step), 1)];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), n: this.n };
  }
}

export interface PermuteOptions extends LayerOptions {
  /** The axes behind the batch, counted from 1, in their new order. */
  dims?: readonly number[];
}

const permuteDefaults = { ...layerDefaults, dims: [] as readonly number[] };

/** The axes behind the batch in another order: `new Permute([2, 1])` makes [batch, features, steps] of [batch, steps, features]. */
export class Permute extends Layer<SymbolicTensor> {
  private readonly dims: readonly number[];

  constructor(dims: readonly number[] | PermuteOptions, options: LayerOptions = {}) {
    const resolved = resolveOptions(
      'Permute',
      permuteDefaults,
      withArgument('Permute', 'dims', dims, options, !Array.isArray(dims)),
    );
    super('Permute', resolved);
    this.dims = listOf('Permute', 'dims', resolved.dims);
    if ([...this.dims].sort((a, b) => a - b).some((dim, i) => dim !== i + 1)) {
      throw new RangeError(
        `Invalid permutation argument \`dims\` for Permute Layer. The set of indices in \`dims\` must be consecutive and start from 1. Received dims=(${this.dims.join(', ')})`,
      );
    }
    this.inputSpec = { rank: this.dims.length + 1 };
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [[0, ...this.dims].map((axis) => shape[axis])];
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    return [permute(graph, x, [0, ...this.dims])];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), dims: this.dims };
  }
}
