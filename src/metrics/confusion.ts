import type { Graph, Value } from '../graph/index.js';
import { column } from '../ops/column.js';
import { confusion } from '../ops/measure.js';
import { checkRate, invalid, resolveOptions } from '../options.js';
import type { PartialShape, Shape } from '../shape.js';
import { Metric, type MetricOptions } from './metric.js';

/** What becomes of the elements at a threshold: sums of their weights. */
export interface Point {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

/** a / b, and 0 where b is 0. */
export const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);

/** True positives / predicted positives; 0 where nothing was predicted. */
export const precision = ({ truePositives, falsePositives }: Point) =>
  ratio(truePositives, truePositives + falsePositives);

/** True positives / actual positives; 0 where there are none. */
export const recall = ({ truePositives, falseNegatives }: Point) =>
  ratio(truePositives, truePositives + falseNegatives);

/** A figure of how many are right and wrong at thresholds: predicted positives are above, actual ones are not 0. */
export abstract class Confusion<Options extends MetricOptions = MetricOptions> extends Metric<Options> {
  /**
   * @param at The thresholds.
   * @param classId The class whose column alone counts. Default null: all elements do.
   */
  constructor(
    className: string,
    defaults: Options,
    given: object,
    protected readonly at: readonly number[],
    private readonly classId: number | null = null,
  ) {
    super(className, defaults, given);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape | undefined {
    const classes = prediction.at(-1)!;
    if (this.classId !== null && !(this.classId in Array.from({ length: classes }))) {
      throw invalid(`Metric '${this.name}'`, 'classId', this.classId, `one of ${classes} classes`);
    }
    return super.targetShape(target, prediction);
  }

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const { at, classId } = this;
    const totals = this.totalsAt(graph.arena, 3 * at.length);
    const [t, p] = [target, prediction].map((x) => (classId === null ? x : column(graph, x, classId)));
    this.count(graph, totals, t, p, weights);
  }

  /** Adds to the counts at each threshold. */
  protected count(graph: Graph, totals: () => number, target: Value, prediction: Value, weights?: Value): void {
    for (const [i, threshold] of this.at.entries()) {
      confusion(graph, () => totals() + 24 * i, target, prediction, weights, threshold);
    }
  }

  /** The points by threshold; zeros before the first batch. */
  protected points(totals = this.totals): Point[] {
    return this.at.map((_, i) => {
      const [truePositives = 0, falsePositives = 0, falseNegatives = 0] = totals.subarray(3 * i);
      return { truePositives, falsePositives, falseNegatives };
    });
  }
}

export interface ThresholdOptions extends MetricOptions {
  /** A prediction above it counts as positive. With several there is a figure for each. Default 0.5. */
  thresholds?: number | readonly number[] | null;
}

export interface ClassOptions extends ThresholdOptions {
  /** The class whose predictions alone count. Default null: those of all. */
  classId?: number | null;
}

const defaults = {
  name: null as string | null,
  thresholds: null as number | readonly number[] | null,
  classId: null as number | null,
};

/** A figure for each of the user's thresholds. */
export abstract class AtThresholds extends Confusion<typeof defaults> {
  /** @param beyond A threshold of which there is no figure, but which those of others need. */
  constructor(className: string, options: ClassOptions, ...beyond: number[]) {
    const resolved = resolveOptions(className, defaults, options);
    const thresholds = [resolved.thresholds ?? 0.5].flat();
    for (const threshold of thresholds) checkRate(className, 'thresholds', threshold);
    super(className, resolved, {}, [...thresholds, ...beyond], resolved.classId);
  }

  protected abstract readonly figures: (points: readonly Point[]) => number[];

  result(): number | number[] {
    const figures = this.figures(this.points());
    return figures.length === 1 ? figures[0] : figures;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), top_k: null };
  }
}

/** True positives / predicted positives; 0 where nothing was predicted. */
export class Precision extends AtThresholds {
  protected readonly figures = (points: readonly Point[]) => points.map(precision);
  constructor(options: ClassOptions = {}) {
    super('Precision', options);
  }
}

/** True positives / actual positives; 0 where there are none. */
export class Recall extends AtThresholds {
  protected readonly figures = (points: readonly Point[]) => points.map(recall);
  constructor(options: ClassOptions = {}) {
    super('Recall', options);
  }
}
