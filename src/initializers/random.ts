import type { Arena } from '../graph/index.js';
import { checkKnown, invalid, resolveOptions } from '../options.js';
import { keyOf, type RandomKey } from '../random-seed.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { fans, Initializer } from './initializer.js';

export interface SeedOption {
  /** An integer for the same values each time; null for a seed of its own, drawn from `setRandomSeed`'s. */
  seed?: number | null;
}

/** An initializer with a seed. Like Keras's, one instance gives the same values at each call. */
abstract class RandomInitializer<Options extends SeedOption> extends Initializer<Options> {
  protected readonly key: RandomKey;

  constructor(className: string, defaults: Options, given: object) {
    super(className, defaults, given);
    this.key = keyOf(this.options.seed);
  }
}

/** Uniform in [minval, maxval). Defaults ±0.05. */
export class RandomUniform extends RandomInitializer<{ minval: number; maxval: number; seed: number | null }> {
  constructor(options: { minval?: number; maxval?: number } & SeedOption = {}) {
    super('RandomUniform', { minval: -0.05, maxval: 0.05, seed: null }, options);
  }
  fill(arena: Arena, address: number, shape: Shape): void {
    arena.kernels.randomUniform(address, sizeOf(shape), ...this.key, this.options.minval, this.options.maxval);
  }
}

export type NormalOptions = { mean?: number; stddev?: number } & SeedOption;
const normalDefaults = { mean: 0, stddev: 0.05, seed: null as number | null };

/** Normal. Defaults: mean 0, stddev 0.05. */
export class RandomNormal extends RandomInitializer<typeof normalDefaults> {
  constructor(options: NormalOptions = {}) {
    super('RandomNormal', normalDefaults, options);
  }
  fill(arena: Arena, address: number, shape: Shape): void {
    arena.kernels.randomNormal(address, sizeOf(shape), ...this.key, this.options.mean, this.options.stddev);
  }
}

/** Normal, cut at two standard deviations. Defaults: mean 0, stddev 0.05 (before the cut). */
export class TruncatedNormal extends RandomInitializer<typeof normalDefaults> {
  constructor(options: NormalOptions = {}) {
    super('TruncatedNormal', normalDefaults, options);
  }
  fill(arena: Arena, address: number, shape: Shape): void {
    arena.kernels.randomTruncatedNormal(address, sizeOf(shape), ...this.key, this.options.mean, this.options.stddev);
  }
}

export type Mode = 'fan_in' | 'fan_out' | 'fan_avg';
export type Distribution = 'uniform' | 'truncated_normal' | 'untruncated_normal';
export type VarianceScalingOptions = { scale: number; mode: Mode; distribution: Distribution; seed: number | null };

/** Standard deviation of a standard normal that is cut at ±2. */
const truncatedDeviation = 0.8796256610342398;

/** Variance scale / fan, from a uniform or normal distribution. Keras's `VarianceScaling`. */
export class VarianceScaling extends RandomInitializer<VarianceScalingOptions> {
  constructor(options: Partial<VarianceScalingOptions> = {}) {
    const defaults: VarianceScalingOptions = { scale: 1, mode: 'fan_in', distribution: 'truncated_normal', seed: null };
    const resolved = resolveOptions('VarianceScaling', defaults, options);
    const { scale, mode, distribution } = resolved;
    if (!(scale > 0)) throw invalid('VarianceScaling', 'scale', scale, 'a positive number');
    checkKnown('VarianceScaling', 'mode', mode, ['fan_in', 'fan_out', 'fan_avg']);
    checkKnown('VarianceScaling', 'distribution', distribution, ['uniform', 'truncated_normal', 'untruncated_normal']);
    super('VarianceScaling', resolved, {});
  }

  fill({ kernels }: Arena, address: number, shape: Shape): void {
    const { scale, mode, distribution } = this.options;
    const variance = scale / Math.max(1, fans(shape)[mode]);
    const n = sizeOf(shape);
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      kernels.randomUniform(address, n, ...this.key, -limit, limit);
    } else if (distribution === 'truncated_normal') {
      kernels.randomTruncatedNormal(address, n, ...this.key, 0, Math.sqrt(variance) / truncatedDeviation);
    } else {
      kernels.randomNormal(address, n, ...this.key, 0, Math.sqrt(variance));
    }
  }
}

/** The named cases of `VarianceScaling`, whose only option is the seed. */
function scaling(
  className: string,
  scale: number,
  mode: Mode,
  distribution: Distribution,
): new (options?: SeedOption) => VarianceScaling {
  return class extends VarianceScaling {
    override readonly className = className;
    constructor(options: SeedOption = {}) {
      super({ scale, mode, distribution, ...resolveOptions(className, { seed: null }, options) });
    }
    override getConfig(): Record<string, unknown> {
      return { seed: this.options.seed };
    }
  };
}

/** Uniform in ±√(6 / (fanIn + fanOut)). Keras's default for kernels. */
export const GlorotUniform = scaling('GlorotUniform', 1, 'fan_avg', 'uniform');
export const GlorotNormal = scaling('GlorotNormal', 1, 'fan_avg', 'truncated_normal');
export const HeUniform = scaling('HeUniform', 2, 'fan_in', 'uniform');
export const HeNormal = scaling('HeNormal', 2, 'fan_in', 'truncated_normal');
export const LecunUniform = scaling('LecunUniform', 1, 'fan_in', 'uniform');
export const LecunNormal = scaling('LecunNormal', 1, 'fan_in', 'truncated_normal');

/** A matrix with orthonormal rows or columns, whichever are fewer: Q of a normal matrix's QR decomposition. */
export class Orthogonal extends RandomInitializer<{ gain: number; seed: number | null }> {
  constructor(options: { gain?: number } & SeedOption = {}) {
    super('Orthogonal', { gain: 1, seed: null }, options);
  }

  fill(arena: Arena, address: number, shape: Shape): void {
    if (shape.length < 2) {
      throw new RangeError(
        `Orthogonal is for tensors that are at least two-dimensional. Received: shape=${formatShape(shape)}`,
      );
    }
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape) / columns;
    const [long, short] = rows < columns ? [columns, rows] : [rows, columns];
    const n = long * short;
    const { kernels } = arena;
    const normal = arena.borrow((3 * n + 2 * short) * 4);
    const q = normal + n * 4;
    kernels.randomNormal(normal, n, ...this.key, 0, 1);
    kernels.orthogonalize(q, normal, q + n * 4, long, short);
    kernels.scale(q, q, n, this.options.gain);
    if (rows < columns) kernels.transpose(address, q, 1, long, short);
    else kernels.copy(address, q, n);
  }
}
