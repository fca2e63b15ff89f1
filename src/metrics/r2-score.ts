import type { Graph, Value } from '../graph/index.js';
import { column } from '../ops/column.js';
import { meanError } from '../ops/mean-error.js';
import { accumulateMean } from '../ops/measure.js';
import { multiply } from '../ops/multiply.js';
import { checkNotNegative, resolveOptions } from '../options.js';
import { formatShape, type PartialShape, type Shape } from '../shape.js';
import { Metric, type MetricOptions } from './metric.js';

export interface R2ScoreOptions extends MetricOptions {
  /** How the outputs' figures become one: their mean (default), weighted by how much the targets vary, or null: one per output. */
  classAggregation?: 'uniform_average' | 'variance_weighted_average' | null;
  /** How many independent variables the prediction has: the adjusted figure. Default 0: not adjusted. */
  numRegressors?: number;
}

const defaults = {
  name: null as string | null,
  classAggregation: 'uniform_average' as R2ScoreOptions['classAggregation'],
  numRegressors: 0,
};

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
/** A pair each for Σ target, Σ target², Σ error², the count of rows. */
const perColumn = 8;

/** 1 − Σ (target − prediction)² / Σ (target − mean target)², for [batch, outputs]: 1 is perfect, 0 as good as the mean. */
export class R2Score extends Metric<typeof defaults> {
  constructor(options: R2ScoreOptions = {}) {
    const resolved = resolveOptions('R2Score', defaults, options);
    const { classAggregation, numRegressors } = resolved;
    if (![null, 'uniform_average', 'variance_weighted_average'].includes(classAggregation!)) {
      throw new RangeError(
        `Invalid value for argument \`classAggregation\`. Expected one of null, 'uniform_average', 'variance_weighted_average'. Received: classAggregation=${classAggregation}`,
      );
    }
    checkNotNegative('R2Score', 'numRegressors', numRegressors);
    super('R2Score', resolved, { name: resolved.name ?? 'r2_score' });
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape {
    const fitting = prediction.length === 2 ? super.targetShape(target, prediction) : undefined;
    if (fitting) return fitting;
    throw new RangeError(
      `R2Score expects 2D inputs with shape (batch_size, output_dim). Received input shapes: y_pred.shape=${formatShape(prediction)} and y_true.shape=${formatShape(target)}.`,
    );
  }

  record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const columns = prediction.shape[1];
    const totals = this.totalsAt(graph.arena, perColumn * columns);
    for (let i = 0; i < columns; i++) {
      const t = column(graph, target, i);
      const squared = meanError(graph, t, column(graph, prediction, i), 'squared');
      const sums: [Value, Value?][] = [
        [t, weights],
        // A product of two in 64 bits: that of targets that do not vary is to vary by nothing.
        [t, weights ? multiply(graph, t, weights) : t],
        [squared, weights],
        [t],
      ];
      for (const [place, given] of sums.entries()) {
        accumulateMean(graph, () => totals() + (perColumn * i + 2 * place) * 8, ...given);
      }
    }
  }

  result(): number | number[] {
    const { totals } = this;
    const { classAggregation } = this.options;
    const outputs = Array.from({ length: totals.length / perColumn }, (_, i) => {
      const [total, count, squares, products, residual] = totals.subarray(perColumn * i);
      const apart = squares - total * (total / count);
      // How much of the squares may be rounding: sums are in 64 bits, products with weights in 32, unless those are exact.
      const rounding = products === total ? 1e-12 : 2 ** -24;
      const variation = Math.abs(apart) < Math.abs(squares) * rounding ? 0 : apart;
      const score = 1 - residual / variation;
      return { variation, score: Math.abs(score) === Infinity ? 0 : score };
    });
    const scores = outputs.map(({ score }) => score);
    if (classAggregation === null) return scores.map((score) => this.adjusted(score));
    if (classAggregation === 'uniform_average') return this.adjusted(sum(scores) / scores.length);
    const weighted = sum(outputs.map(({ variation, score }) => variation * score));
    return this.adjusted(weighted / sum(outputs.map(({ variation }) => variation)));
  }

  /** As in Keras, each output of a row counts as a sample. */
  private adjusted(score: number): number {
    const { numRegressors } = this.options;
    const rows = this.totals[perColumn - 1] ?? 0;
    const samples = (rows * this.totals.length) / perColumn;
    if (numRegressors === 0 || numRegressors >= samples - 1) return score;
    return 1 - ((1 - score) * (samples - 1)) / (samples - numRegressors - 1);
  }
}
