import type { Graph, Value } from '../graph/index.js';
import { confusion, confusionPerClass } from '../ops/measure.js';
import { checkType, resolveOptions } from '../options.js';
import { formatShape, type PartialShape, type Shape } from '../shape.js';
import { Metric, type MetricOptions } from './metric.js';

const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);

export interface ThresholdOptions extends MetricOptions {
  /** A prediction above it counts as positive. Default 0.5. */
  thresholds?: number | null;
}

/** True and false positives and false negatives, over all elements. */
abstract class Confusion extends Metric {
  private readonly thresholds: number | null;

  constructor(owner: string, options: ThresholdOptions) {
    const resolved = resolveOptions(owner, { name: null as string | null, thresholds: null as number | null }, options);
    checkType(owner, 'thresholds', resolved.thresholds ?? 0, 0);
    super(resolved);
    this.thresholds = resolved.thresholds;
  }

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    confusion(graph, this.totalsAt(graph.arena, 3), target, prediction, weights, this.thresholds ?? 0.5);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), thresholds: this.thresholds, top_k: null, class_id: null };
  }
}

/** True positives / predicted positives; 0 where nothing was predicted. */
export class Precision extends Confusion {
  readonly className = 'Precision';
  constructor(options: ThresholdOptions = {}) {
    super('Precision', options);
  }
  result(): number {
    const [truePositives = 0, falsePositives = 0] = this.totals;
    return ratio(truePositives, truePositives + falsePositives);
  }
}

/** True positives / actual positives; 0 where there are none. */
export class Recall extends Confusion {
  readonly className = 'Recall';
  constructor(options: ThresholdOptions = {}) {
    super('Recall', options);
  }
  result(): number {
    const [truePositives = 0, , falseNegatives = 0] = this.totals;
    return ratio(truePositives, truePositives + falseNegatives);
  }
}

export type Average = 'micro' | 'macro' | 'weighted' | null;

export interface F1ScoreOptions extends MetricOptions {
  /** How the classes' figures become one. Default null: one per class; logs then show their mean. */
  average?: Average;
  /** A prediction above it counts as positive. Default null: the largest of a row. */
  threshold?: number | null;
}

const epsilon = 1e-7;

/** 2·precision·recall / (precision + recall), for targets and predictions [batch, classes]. */
export class F1Score extends Metric {
  readonly className = 'F1Score';
  private readonly options: { name: string | null; average: Average; threshold: number | null };

  constructor(options: F1ScoreOptions = {}) {
    const resolved = resolveOptions(
      'F1Score',
      { name: null as string | null, average: null as Average, threshold: null as number | null },
      options,
    );
    super(resolved);
    if (![null, 'micro', 'macro', 'weighted'].includes(resolved.average)) {
      throw new RangeError(
        `Invalid \`average\` argument value. Expected one of: null, 'micro', 'macro', 'weighted'. Received: average=${resolved.average}`,
      );
    }
    this.options = resolved;
  }

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const totals = this.totalsAt(graph.arena, 3 * prediction.shape[1]);
    confusionPerClass(graph, totals, target, prediction, weights, this.options.threshold);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    const fitting = prediction.length === 2 ? super.targetShape(target, prediction) : undefined;
    if (fitting) return fitting;
    throw new RangeError(
      `F1Score expects 2D inputs with shape (batch_size, output_dim). Received input shapes: y_pred.shape=${formatShape(prediction)} and y_true.shape=${formatShape(target)}. For integer labels make them one-hot with toCategorical.`,
    );
  }

  result(): number | number[] {
    const { totals } = this;
    const count = totals.length / 3;
    const classes = Array.from({ length: count }, (_, i) => [totals[i], totals[count + i], totals[2 * count + i]]);
    const { average } = this.options;
    if (average === 'micro') return f1(classes.reduce((sum, counts) => sum.map((n, i) => n + counts[i]), [0, 0, 0]));
    const scores = classes.map(f1);
    if (average === null) return scores;
    if (average === 'macro')
      return ratio(
        scores.reduce((a, b) => a + b, 0),
        scores.length,
      );
    const support = classes.map(([truePositives, , falseNegatives]) => truePositives + falseNegatives);
    const all = support.reduce((a, b) => a + b, 0) + epsilon;
    return scores.reduce((sum, score, i) => sum + (score * support[i]) / all, 0);
  }

  override getConfig(): Record<string, unknown> {
    return { ...this.options, name: this.name };
  }
}

function f1([truePositives, falsePositives, falseNegatives]: readonly number[]): number {
  const precision = truePositives / (truePositives + falsePositives + epsilon);
  const recall = truePositives / (truePositives + falseNegatives + epsilon);
  return (2 * precision * recall) / (precision + recall + epsilon);
}
