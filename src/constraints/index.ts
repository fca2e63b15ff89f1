import type { Graph, Value } from '../graph/index.js';
import { checkRate, invalid } from '../options.js';
import { Configured, type Identifier, Registry } from '../registry.js';
import { axisOf, sizeOf } from '../shape.js';

/** What a weight must satisfy after each step of the optimizer. */
export abstract class Constraint<Options extends object = object> extends Configured<Options> {
  /** Records the calls that make `w` satisfy it. */
  abstract record(graph: Graph, w: Value): void;
}

/** No negative weights. */
export class NonNeg extends Constraint {
  constructor() {
    super('NonNeg', {}, {});
  }
  record(graph: Graph, w: Value): void {
    graph.call('clipNegative', w, w.size);
  }
}

/** Limits of the norm along an axis; for a kernel [inputs, units], axis 0 is the weights of a unit. */
abstract class NormLimit<Options extends { axis: number }> extends Constraint<Options> {
  constructor(className: string, defaults: Options, given: object) {
    super(className, defaults, given);
    const { axis } = this.options;
    if (!Number.isInteger(axis)) throw invalid('A constraint', 'axis', axis, 'an integer');
  }

  /** For norms from a minimum to a maximum, approached at a rate. */
  protected abstract limits(): readonly [minimum: number, maximum: number, rate: number];

  record(graph: Graph, w: Value): void {
    const { shape } = w;
    const { axis } = this.options;
    const at = axisOf('A constraint', shape, axis);
    const [outer, inner] = [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at + 1))];
    graph.call('limitNorms', w, outer, shape[at], inner, ...this.limits());
  }
}

/** Norms of at most `maxValue`, 2 by default. */
export class MaxNorm extends NormLimit<{ maxValue: number; axis: number }> {
  constructor(options: number | { maxValue?: number; axis?: number } = {}) {
    super('MaxNorm', { maxValue: 2, axis: 0 }, typeof options === 'number' ? { maxValue: options } : options);
  }
  protected limits() {
    return [0, this.options.maxValue, 1] as const;
  }
}

/** Norms of 1. */
export class UnitNorm extends NormLimit<{ axis: number }> {
  constructor(options: { axis?: number } = {}) {
    super('UnitNorm', { axis: 0 }, options);
  }
  protected limits() {
    return [1, 1, 1] as const;
  }
}

/** Norms from `minValue` (0) to `maxValue` (1), approached by the share `rate` (1) in each step. */
export class MinMaxNorm extends NormLimit<{ minValue: number; maxValue: number; rate: number; axis: number }> {
  constructor(options: { minValue?: number; maxValue?: number; rate?: number; axis?: number } = {}) {
    super('MinMaxNorm', { minValue: 0, maxValue: 1, rate: 1, axis: 0 }, options);
    checkRate('MinMaxNorm', 'rate', this.options.rate);
  }
  protected limits() {
    const { minValue, maxValue, rate } = this.options;
    return [minValue, maxValue, rate] as const;
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
