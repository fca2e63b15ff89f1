// The best figure of those thresholds at which another figure is good enough.

import { checkRate, resolveOptions, withArgument } from '../options.js';
import { Confusion, precision, ratio, recall } from './confusion.js';
import type { MetricOptions } from './metric.js';
import { type FullPoint, lowest, withNegatives } from './negatives.js';
import { evenThresholds } from './thresholds.js';

export interface OperatingPointOptions extends MetricOptions {
  /** How many thresholds from 0 to 1 are tried. Default 200. */
  numThresholds?: number;
  /** The class whose predictions alone count. Default null: those of all. */
  classId?: number | null;
}

/** True negatives / actual negatives; 0 where there are none. */
const specificity = ({ trueNegatives, falsePositives }: FullPoint) =>
  ratio(trueNegatives, trueNegatives + falsePositives);

const defaults = { numThresholds: 200, classId: null as number | null, name: null as string | null };

/** The largest `figure` where `condition` is at least a number; 0 where it never is. */
abstract class OperatingPoint extends Confusion {
  protected abstract readonly condition: (point: FullPoint) => number;
  protected abstract readonly figure: (point: FullPoint) => number;
  private readonly least: number;

  /** @param name The option with the number, which may also stand in front of the others. */
  constructor(className: string, name: string, value: number | object, given?: OperatingPointOptions) {
    const { [name]: least, ...rest } = withArgument(className, name, value, given) as Record<string, unknown>;
    checkRate(className, name, least);
    const options = resolveOptions(className, defaults, rest);
    // As in Keras, and other than with AUC, a prediction of 0 is above none.
    const thresholds = evenThresholds(className, options.numThresholds).map((one) => Math.max(one, 0));
    super(className, { ...options, [name]: least }, {}, [...thresholds, lowest], options.classId);
    this.least = least;
  }

  result(): number {
    const points = withNegatives(this.points()).filter((point) => this.condition(point) >= this.least);
    return Math.max(0, ...points.map(this.figure));
  }
}

/** The best recall where the specificity, true negatives / actual negatives, is at least `specificity`. */
export class SensitivityAtSpecificity extends OperatingPoint {
  protected readonly condition = specificity;
  protected readonly figure = recall;
  constructor(value: number | (OperatingPointOptions & { specificity: number }), options?: OperatingPointOptions) {
    super('SensitivityAtSpecificity', 'specificity', value, options);
  }
}

/** The best specificity, true negatives / actual negatives, where the recall is at least `sensitivity`. */
export class SpecificityAtSensitivity extends OperatingPoint {
  protected readonly condition = recall;
  protected readonly figure = specificity;
  constructor(value: number | (OperatingPointOptions & { sensitivity: number }), options?: OperatingPointOptions) {
    super('SpecificityAtSensitivity', 'sensitivity', value, options);
  }
}

/** The best precision where the recall is at least `recall`. */
export class PrecisionAtRecall extends OperatingPoint {
  protected readonly condition = recall;
  protected readonly figure = precision;
  constructor(value: number | (OperatingPointOptions & { recall: number }), options?: OperatingPointOptions) {
    super('PrecisionAtRecall', 'recall', value, options);
  }
}

/** The best recall where the precision is at least `precision`. */
export class RecallAtPrecision extends OperatingPoint {
  protected readonly condition = precision;
  protected readonly figure = recall;
  constructor(value: number | (OperatingPointOptions & { precision: number }), options?: OperatingPointOptions) {
    super('RecallAtPrecision', 'precision', value, options);
  }
}
