import { resolveOptions } from '../options.js';
import { AtThresholds, type Point, type ThresholdOptions } from './confusion.js';
import { type FullPoint, lowest, withNegatives } from './negatives.js';

/** How many elements are so, by their weights. */
abstract class Count<P extends Point = Point> extends AtThresholds<P> {
  constructor(className: string, options: ThresholdOptions) {
    super(className, resolveOptions(className, { name: null, thresholds: null }, options));
  }

  override getConfig(): Record<string, unknown> {
    const { top_k: _, class_id: __, ...config } = super.getConfig();
    return config;
  }
}

/** Positives that are predicted as such. */
export class TruePositives extends Count {
  protected readonly figure = ({ truePositives }: Point) => truePositives;
  constructor(options: ThresholdOptions = {}) {
    super('TruePositives', options);
  }
}

/** Negatives that are predicted as such. */
export class TrueNegatives extends Count<FullPoint> {
  protected readonly figure = ({ trueNegatives }: FullPoint) => trueNegatives;
  constructor(options: ThresholdOptions = {}) {
    super('TrueNegatives', options);
    this.at = [...this.at, lowest];
  }
  protected override points(): FullPoint[] {
    return withNegatives(super.points());
  }
}

/** Negatives that are predicted as positives. */
export class FalsePositives extends Count {
  protected readonly figure = ({ falsePositives }: Point) => falsePositives;
  constructor(options: ThresholdOptions = {}) {
    super('FalsePositives', options);
  }
}

/** Positives that are predicted as negatives. */
export class FalseNegatives extends Count {
  protected readonly figure = ({ falseNegatives }: Point) => falseNegatives;
  constructor(options: ThresholdOptions = {}) {
    super('FalseNegatives', options);
  }
}
