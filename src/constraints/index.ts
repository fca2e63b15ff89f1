import type { Graph, Value } from '../graph/index.js';
import { checkRate, invalid, resolveOptions } from '../options.js';
import { configOf, type Identifier, Registry } from '../registry.js';
import { sizeOf } from '../shape.js';

/** What a weight must satisfy after each step of the optimizer. */
export abstract class Constraint {
  abstract readonly className: string;
  /** Records the calls that make `w` satisfy it. */
  abstract record(graph: Graph, w: Value): void;
  abstract getConfig(): Record<string, unknown>;
}

/** No negative weights. */
export class NonNeg extends Constraint {
  readonly className = 'NonNeg';
  record(graph: Graph, w: Value): void {
    graph.call('clipNegative', w, w.size);
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** Limits of the norm along an axis; for a kernel [inputs, units], axis 0 is the weights of a unit. */
abstract class NormLimit<Options extends { axis: number }> extends Constraint {
  /** @param limits For norms from a minimum to a maximum, approached at a rate. */
  constructor(
    private readonly options: Options,
    private readonly limits: readonly [minimum: number, maximum: number, rate: number],
  ) {
    super();
    if (!Number.isInteger(options.axis)) throw invalid('A constraint', 'axis', options.axis, 'an integer');
  }

  record(graph: Graph, w: Value): void {
    const { shape } = w;
    const { axis } = this.options;
    const at = axis < 0 ? axis + shape.length : axis;
    if (!(at in shape)) throw invalid('A constraint', 'axis', axis, 'an axis of the weight');
    const [outer, inner] = [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at + 1))];
    graph.call('limitNorms', w, outer, shape[at], inner, ...this.limits);
  }

  getConfig(): Record<string, unknown> {
    return configOf(this.options);
  }
}

/** Norms of at most `maxValue`, 2 by default. */
export class MaxNorm extends NormLimit<{ maxValue: number; axis: number }> {
  readonly className = 'MaxNorm';
  constructor(options: number | { maxValue?: number; axis?: number } = {}) {
    const given = typeof options === 'number' ? { maxValue: options } : options;
    const resolved = resolveOptions('MaxNorm', { maxValue: 2, axis: 0 }, given);
    super(resolved, [0, resolved.maxValue, 1]);
  }
}

/** Norms of 1. */
export class UnitNorm extends NormLimit<{ axis: number }> {
  readonly className = 'UnitNorm';
  constructor(options: { axis?: number } = {}) {
    super(resolveOptions('UnitNorm', { axis: 0 }, options), [1, 1, 1]);
  }
}

/** Norms from `minValue` (0) to `maxValue` (1), approached by the share `rate` (1) in each step. */
export class MinMaxNorm extends NormLimit<{ minValue: number; maxValue: number; rate: number; axis: number }> {
  readonly className = 'MinMaxNorm';
  constructor(options: { minValue?: number; maxValue?: number; rate?: number; axis?: number } = {}) {
    const resolved = resolveOptions('MinMaxNorm', { minValue: 0, maxValue: 1, rate: 1, axis: 0 }, options);
    checkRate('MinMaxNorm', 'rate', resolved.rate);
    super(resolved, [resolved.minValue, resolved.maxValue, resolved.rate]);
  }
}

export type ConstraintIdentifier = Identifier<
  Constraint,
  'maxNorm' | 'max_norm' | 'nonNeg' | 'non_neg' | 'unitNorm' | 'unit_norm' | 'minMaxNorm' | 'min_max_norm'
>;

export const constraints = new Registry<Constraint>('constraint', 'keras.constraints', Constraint, {
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
});
