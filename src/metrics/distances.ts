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
  readonly className = 'MeanSquaredLogarithmicError';
  constructor(options: MetricOptions = {}) {
    super(
      new logarithmic.MeanSquaredLogarithmicError(),
      resolveOptions('MeanSquaredLogarithmicError', defaults, options),
    );
  }
}

/** Mean of ln cosh(prediction − target). */
export class LogCoshError extends LossMetric {
  readonly className = 'LogCoshError';
  constructor(options: MetricOptions = {}) {
    super(new logarithmic.LogCosh(), resolveOptions('LogCoshError', { name: 'logcosh' }, options));
  }
}

/** Mean of prediction − target·ln(prediction + 1e-7). */
export class Poisson extends LossMetric {
  readonly className = 'Poisson';
  constructor(options: MetricOptions = {}) {
    super(new logarithmic.Poisson(), resolveOptions('Poisson', defaults, options));
  }
}

/** Mean of Σ target·ln(target / prediction), both clipped to [1e-7, 1]. */
export class KLDivergence extends LossMetric {
  readonly className = 'KLDivergence';
  constructor(options: MetricOptions = {}) {
    super(new logarithmic.KLDivergence(), resolveOptions('KLDivergence', defaults, options));
  }
}

/** Mean of max(1 − target·prediction, 0). Labels are −1 and 1, or 0 and 1. */
export class Hinge extends LossMetric {
  readonly className = 'Hinge';
  constructor(options: MetricOptions = {}) {
    super(new hinges.Hinge(), resolveOptions('Hinge', defaults, options));
  }
}

/** Mean of max(1 − target·prediction, 0)². Labels are −1 and 1, or 0 and 1. */
export class SquaredHinge extends LossMetric {
  readonly className = 'SquaredHinge';
  constructor(options: MetricOptions = {}) {
    super(new hinges.SquaredHinge(), resolveOptions('SquaredHinge', defaults, options));
  }
}

/** Mean of max(1 + the largest prediction of another class − that of the target's, 0), with one-hot targets. */
export class CategoricalHinge extends LossMetric {
  readonly className = 'CategoricalHinge';
  constructor(options: MetricOptions = {}) {
    super(new hinges.CategoricalHinge(), resolveOptions('CategoricalHinge', defaults, options));
  }
}

/** Mean of Σ t·p of target and prediction of length 1: 1 where they point the same way. The loss of that name is −1 there. */
export class CosineSimilarity extends LossMetric {
  readonly className = 'CosineSimilarity';
  /** @param options `axis`: along which they are vectors. Default -1. */
  constructor(options: MetricOptions & { axis?: number } = {}) {
    const resolved = resolveOptions('CosineSimilarity', { ...defaults, axis: -1 }, options);
    super(new cosine.CosineSimilarity(resolved), resolved);
  }
  protected override values(graph: Graph, target: Value, prediction: Value): Value {
    return scale(graph, super.values(graph, target, prediction), -1);
  }
}
