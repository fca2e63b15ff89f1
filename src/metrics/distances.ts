// Losses of these names as metrics, as means over all samples since the last reset.

import type { Graph, Value } from '../graph/index.js';
import * as cosine from '../losses/cosine-similarity.js';
import * as hinges from '../losses/hinge.js';
import * as logarithmic from '../losses/logarithmic.js';
import { scale } from '../ops/scale.js';
import { resolveOptions } from '../options.js';
import { LossMetric } from './loss-metric.js';
import type { MetricOptions } from './metric.js';

const defaults = { name: null as string | null };

/** Mean of (ln(target + 1) − ln(prediction + 1))², of numbers that are at least 1e-7. */
export class MeanSquaredLogarithmicError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('MeanSquaredLogarithmicError', defaults, options, new logarithmic.MeanSquaredLogarithmicError());
  }
}

/** Mean of ln cosh(prediction − target). */
export class LogCoshError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('LogCoshError', { name: 'logcosh' }, options, new logarithmic.LogCosh());
  }
}

/** Mean of prediction − target·ln(prediction + 1e-7). */
export class Poisson extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('Poisson', defaults, options, new logarithmic.Poisson());
  }
}

/** Mean of Σ target·ln(target / prediction), both clipped to [1e-7, 1]. */
export class KLDivergence extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('KLDivergence', defaults, options, new logarithmic.KLDivergence());
  }
}

/** Mean of max(1 − target·prediction, 0). Labels are −1 and 1, or 0 and 1. */
export class Hinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('Hinge', defaults, options, new hinges.Hinge());
  }
}

/** Mean of max(1 − target·prediction, 0)². Labels are −1 and 1, or 0 and 1. */
export class SquaredHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('SquaredHinge', defaults, options, new hinges.SquaredHinge());
  }
}

/** Mean of max(1 + the largest prediction of another class − that of the target's, 0), with one-hot targets. */
export class CategoricalHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super('CategoricalHinge', defaults, options, new hinges.CategoricalHinge());
  }
}

/** Mean of Σ t·p of target and prediction of length 1: 1 where they point the same way. The loss of that name is −1 there. */
export class CosineSimilarity extends LossMetric {
  /** @param options `axis`: along which they are vectors. Default -1. */
  constructor(options: MetricOptions & { axis?: number } = {}) {
    const resolved = resolveOptions('CosineSimilarity', { ...defaults, axis: -1 }, options);
    super('CosineSimilarity', resolved, {}, new cosine.CosineSimilarity(resolved));
  }
  protected override values(graph: Graph, target: Value, prediction: Value): Value {
    return scale(graph, super.values(graph, target, prediction), -1);
  }
}
