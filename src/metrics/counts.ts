import { resolveOptions } from '../options.js';
import { AtThresholds, type Point, type ThresholdOptions } from './confusion.js';
import { lowest, withNegatives } from './negatives.js';

/** How many elements are so, by their weights. */
abstract class Count extends AtThresholds {
  constructor(className: string, options: ThresholdOptions, ...beyond: number[]) {
    super(className, resolveOptions(className, { name: null, thresholds: null }, options), ...beyond);
  }

  override getConfig(): Record<string, unknown> {
    const { top_k: _, class_id: __, ...config } = super.getConfig();
    return config;
  }
}

/** Positives that are predicted as such. */
export class TruePositives extends Count {
  protected readonly figures = (points: readonly Point[]) => points.map(({ truePositives }) => truePositives);
  constructor(options: ThresholdOptions = {}) {
    super('TruePositives', options);
  }
}

/** Negatives that are predicted as such. */
export class TrueNegatives extends Count {
  protected readonly figures = (points: readonly Point[]) =>
    withNegatives(points).map(({ trueNegatives }) => trueNegatives);
  constructor(options: ThresholdOptions = {}) {
    super('TrueNegatives', options, lowest);
  }
}

/** Negatives that are predicted as positives. */
export class FalsePositives extends Count {
  protected readonly figures = (points: readonly Point[]) => points.map(({ falsePositives }) => falsePositives);
  constructor(options: ThresholdOptions = {}) {
    super('FalsePositives', options);
  }
}

/** Positives that are predicted as negatives. */
export class FalseNegatives extends Count {
  protected readonly figures = (points: readonly Point[]) => points.map(({ falseNegatives }) => falseNegatives);
  constructor(options: ThresholdOptions = {}) {
    super('FalseNegatives', options);
  }
}
