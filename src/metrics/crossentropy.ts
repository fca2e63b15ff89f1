// Cross-entropies as metrics: the losses of the same names, as means over all samples since the last reset.

import type { Graph, Value } from '../graph/index.js';
import * as losses from '../losses/crossentropy.js';
import { notEqual } from '../ops/not-equal.js';
import { maskWeights } from '../ops/reduce.js';
import { resolveOptions } from '../options.js';
import { LossMetric } from './loss-metric.js';

const defaults = { name: null as string | null, fromLogits: false };

/** Mean of −(t·log p + (1−t)·log(1−p)). */
export class BinaryCrossentropy extends LossMetric {
  constructor(options: Omit<losses.CrossentropyOptions, 'axis' | 'reduction'> = {}) {
    const resolved = resolveOptions('BinaryCrossentropy', { ...defaults, labelSmoothing: 0 }, options);
    super('BinaryCrossentropy', resolved, {}, new losses.BinaryCrossentropy(resolved));
  }
}

/** Mean of −Σ t·log(p / Σp) over the classes. */
export class CategoricalCrossentropy extends LossMetric {
  constructor(options: Omit<losses.CrossentropyOptions, 'reduction'> = {}) {
    const resolved = resolveOptions('CategoricalCrossentropy', { ...defaults, labelSmoothing: 0, axis: -1 }, options);
    super('CategoricalCrossentropy', resolved, {}, new losses.CategoricalCrossentropy(resolved));
  }
}

const sparseDefaults = { ...defaults, ignoreClass: null as number | null, axis: -1 };

/** The same with integer labels. As in Keras, those of `ignoreClass` count as 0; only where there are weights, they do not count. */
export class SparseCategoricalCrossentropy extends LossMetric {
  private readonly ignoreClass: number | null;

  constructor(options: Omit<losses.SparseCategoricalCrossentropyOptions, 'reduction'> = {}) {
    const resolved = resolveOptions('SparseCategoricalCrossentropy', sparseDefaults, options);
    super('SparseCategoricalCrossentropy', resolved, {}, new losses.SparseCategoricalCrossentropy(resolved));
    this.ignoreClass = resolved.ignoreClass;
  }

  override record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const ignored = this.ignoreClass !== null && (weights ?? prediction.mask) !== undefined;
    const counted = ignored ? maskWeights(graph, notEqual(graph, target, this.ignoreClass!), weights) : weights;
    super.record(graph, target, prediction, counted);
  }
}
