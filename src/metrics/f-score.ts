import type { Graph, Value } from '../graph/index.js';
import { confusionPerClass } from '../ops/measure.js';
import { checkKnown, invalid } from '../options.js';
import { formatShape, type PartialShape, type Shape } from '../shape.js';
import { ratio } from './confusion.js';
import { Metric, type MetricOptions } from './metric.js';

export type ScoreAverage = 'micro' | 'macro' | 'weighted' | null;

export interface F1ScoreOptions extends MetricOptions {
  /** How the classes' figures become one. Default null: one per class; logs then show their mean. */
  average?: ScoreAverage;
  /** A prediction above it counts as positive. Default null: the largest of a row. */
  threshold?: number | null;
}

const epsilon = 1e-7;
const defaults = { name: null as string | null, average: null as ScoreAverage, threshold: null as number | null };

/** 2·precision·recall / (precision + recall), for targets and predictions [batch, classes]. */
export class F1Score extends Metric<typeof defaults> {
  /** How many times as important recall is as precision. */
  protected readonly beta: number = 1;

  constructor(options: F1ScoreOptions = {}, className = 'F1Score') {
    super(className, defaults, options);
    checkKnown(className, 'average', this.options.average, [null, 'micro', 'macro', 'weighted']);
  }

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const totals = this.totalsAt(graph.arena, 3 * prediction.shape[1]);
    confusionPerClass(graph, totals, target, prediction, weights, this.options.threshold);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    const fitting = prediction.length === 2 ? super.targetShape(target, prediction) : undefined;
    const { threshold } = this.options;
    // The largest of one is always that one.
    if (fitting?.[1] === 1 && threshold === null)
      throw invalid(`Metric '${this.name}'`, 'threshold', threshold, 'a number for a single output, such as 0.5');
    if (fitting) return fitting;
    throw new RangeError(
      `${this.className} expects 2D inputs, (batch, classes). Received: target.shape=${formatShape(target)}, output.shape=${formatShape(prediction)}. For integer labels make them one-hot with toCategorical.`,
    );
  }

  result(): number | number[] {
    const { totals } = this;
    const { average } = this.options;
    const count = totals.length / 3;
    const [right, wrong, missed] = [0, 1, 2].map((i) => [...totals.subarray(count * i, count * (i + 1))]);
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    if (average === 'micro') return this.score(sum(right), sum(wrong), sum(missed));
    const scores = right.map((_, i) => this.score(right[i], wrong[i], missed[i]));
    if (average === null) return scores;
    if (average === 'macro') return ratio(sum(scores), count);
    const support = right.map((truePositives, i) => truePositives + missed[i]);
    const all = sum(support) + epsilon;
    return sum(scores.map((one, i) => (one * support[i]) / all));
  }

  /** (1 + beta²)·precision·recall / (beta²·precision + recall). */
  private score(truePositives: number, falsePositives: number, falseNegatives: number): number {
    const precision = truePositives / (truePositives + falsePositives + epsilon);
    const recall = truePositives / (truePositives + falseNegatives + epsilon);
    const weight = this.beta ** 2;
    return ((1 + weight) * precision * recall) / (weight * precision + recall + epsilon);
  }
}
