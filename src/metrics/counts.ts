import { resolveOptions } from '../options.js';
import { AtThresholds, type Point, type ThresholdOptions } from './confusion.js';

/** How many elements are so, by their weights. */
abstract class Count extends AtThresholds {
  constructor(owner: string, options: ThresholdOptions) {
    super(owner, resolveOptions(owner, { name: null, thresholds: null }, options));
  }

  override getConfig(): Record<string, unknown> {
    const { top_k: _, class_id: __, ...config } = super.getConfig();
    return config;
  }
}

/** Positives that are predicted as such. */
export class TruePositives extends Count {
  readonly className = 'TruePositives';
  protected readonly figure = ({ truePositives }: Point) => truePositives;
  constructor(options: ThresholdOptions = {}) {
    super('TruePositives', options);
  }
}

/** Negatives that are predicted as such. */
export class TrueNegatives extends Count {
  readonly className = 'TrueNegatives';
  protected readonly figure = ({ trueNegatives }: Point) => trueNegatives;
  constructor(options: ThresholdOptions = {}) {
    super('TrueNegatives', options);
  }
}

/** Negatives that are predicted as positives. */
export class FalsePositives extends Count {
  readonly className = 'FalsePositives';
  protected readonly figure = ({ falsePositives }: Point) => falsePositives;
  constructor(options: ThresholdOptions = {}) {
    super('FalsePositives', options);
  }
}

/** Positives that are predicted as negatives. */
export class FalseNegatives extends Count {
  readonly className = 'FalseNegatives';
  protected readonly figure = ({ falseNegatives }: Point) => falseNegatives;
  constructor(options: ThresholdOptions = {}) {
    super('FalseNegatives', options);
  }
}
