import { show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { activate, activationIds } from '../ops/activate.js';
import { column } from '../ops/column.js';
import { checkRate, invalid, resolveOptions } from '../options.js';
import { formatShape, type PartialShape, type Shape } from '../shape.js';
import { Confusion, precision, ratio, recall } from './confusion.js';
import type { MetricOptions } from './metric.js';
import { type FullPoint, lowest, withNegatives } from './negatives.js';
import { evenThresholds, withEnds } from './thresholds.js';

export interface AUCOptions extends MetricOptions {
  /** How many thresholds from 0 to 1. Default 200. */
  numThresholds?: number;
  /** `'ROC'` (default): recall over the share of false positives; `'PR'`: precision over recall; `'PRGAIN'`: of the gains of both. */
  curve?: 'ROC' | 'PR' | 'PRGAIN' | 'roc' | 'pr' | 'prgain';
  /** What is between two points. Default `'interpolation'`; `'minoring'` and `'majoring'`: the lower and the higher of both. */
  summationMethod?: 'interpolation' | 'minoring' | 'majoring';
  /** Thresholds between 0 and 1, in the place of `numThresholds`. */
  thresholds?: readonly number[] | null;
  /** True: the columns of [batch, labels] have curves of their own; the mean of their areas counts. Default false. */
  multiLabel?: boolean;
  /** With `multiLabel`: how many labels there are. Default null: as many as the output has columns. */
  numLabels?: number | null;
  /** With `multiLabel`: how much each label counts. Default null: all the same. */
  labelWeights?: readonly number[] | null;
  /** True when predictions are logits, not probabilities. Default false. */
  fromLogits?: boolean;
}

const defaults = {
  name: null as string | null,
  numThresholds: 200,
  curve: 'ROC' as string,
  summationMethod: 'interpolation' as string,
  thresholds: null as readonly number[] | null,
  multiLabel: false,
  numLabels: null as number | null,
  labelWeights: null as readonly number[] | null,
  fromLogits: false,
};

type Coordinates = readonly [x: number, y: number];

/** Where a point lies. The gains: Flach and Kull, Precision-Recall-Gain Curves, 2015. */
const curves: Record<string, (point: FullPoint) => Coordinates> = {
  ROC: (point) => [ratio(point.falsePositives, point.falsePositives + point.trueNegatives), recall(point)],
  PR: (point) => [recall(point), precision(point)],
  PRGAIN: ({ truePositives, falsePositives, falseNegatives, trueNegatives }) => {
    if (truePositives === 0) return [0, 1];
    const odds = ratio(truePositives + falseNegatives, trueNegatives + falsePositives);
    return [Math.max(0, 1 - (odds * falseNegatives) / truePositives), 1 - (odds * falsePositives) / truePositives];
  },
};

/** The height of the curve between two points. */
const heights: Record<string, (a: number, b: number) => number> = {
  interpolation: (a, b) => (a + b) / 2,
  minoring: Math.min,
  majoring: Math.max,
};

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** The area under a curve, as a sum over the spaces between thresholds. */
export class AUC extends Confusion<typeof defaults> {
  constructor(options: AUCOptions = {}) {
    const given = resolveOptions('AUC', defaults, options);
    const resolved = { ...given, curve: String(given.curve).toUpperCase() };
    const { thresholds, numThresholds, curve, summationMethod, multiLabel, numLabels, labelWeights } = resolved;
    for (const [name, value, known] of [
      ['curve', curve, curves],
      ['summationMethod', summationMethod, heights],
    ] as const) {
      if (!Object.hasOwn(known, value)) throw invalid('AUC', name, value, `one of ${Object.keys(known).join(', ')}`);
    }
    if (!multiLabel && (numLabels ?? labelWeights) !== null) {
      throw new RangeError(
        'AUC: `numLabels` and `labelWeights` are for labels with curves of their own. Add `multiLabel: true`.',
      );
    }
    if (numThresholds === 1) throw invalid('AUC', 'numThresholds', numThresholds, 'an integer above 1');
    for (const threshold of thresholds ?? []) checkRate('AUC', 'thresholds', threshold);
    const all = thresholds ? withEnds(thresholds) : evenThresholds('AUC', numThresholds);
    super('AUC', resolved, {}, [...all, lowest]);
  }

  override targetShape(target: Shape, prediction: PartialShape): Shape | undefined {
    const { multiLabel, numLabels, labelWeights } = this.options;
    const labels = numLabels ?? labelWeights?.length ?? prediction.at(-1);
    if (
      multiLabel &&
      (prediction.length !== 2 || prediction[1] !== labels || labels !== (labelWeights?.length ?? labels))
    ) {
      throw new RangeError(
        `AUC with multiLabel expects [batch, labels]. Received: output ${formatShape(prediction)}, ` +
          `numLabels=${numLabels}, labelWeights=${show(labelWeights)}.`,
      );
    }
    return super.targetShape(target, prediction);
  }

  override record(graph: Graph, target: Value, prediction: Value, weights?: Value): void {
    const { fromLogits, multiLabel } = this.options;
    const { sigmoid, linear } = activationIds;
    const probability = activate(graph, prediction, fromLogits ? sigmoid : linear);
    if (!multiLabel) return super.record(graph, target, probability, weights);
    const labels = prediction.shape[1];
    const size = 3 * this.at.length;
    const totals = this.totalsAt(graph.arena, size * labels);
    for (let i = 0; i < labels; i++) {
      const [t, p] = [target, probability].map((x) => column(graph, x, i));
      this.count(graph, () => totals() + i * size * 8, t, p, weights);
    }
  }

  result(): number {
    const size = 3 * this.at.length;
    const curves = Math.max(1, this.totals.length / size);
    const areas = Array.from({ length: curves }, (_, i) =>
      this.area(withNegatives(this.points(this.totals.subarray(i * size)))),
    );
    const weights = this.options.labelWeights ?? areas.map(() => 1);
    return ratio(sum(areas.map((area, i) => area * weights[i])), sum(weights));
  }

  private area(points: readonly FullPoint[]): number {
    const { curve, summationMethod } = this.options;
    if (curve === 'PR' && summationMethod === 'interpolation') return interpolated(points);
    const [place, height] = [curves[curve], heights[summationMethod]];
    return overSpaces(points.map(place), ([xa, ya], [xb, yb]) => (xa - xb) * height(ya, yb));
  }

  override getConfig(): Record<string, unknown> {
    const { thresholds, ...config } = super.getConfig();
    const given = this.options.thresholds;
    return given ? { ...config, num_thresholds: given.length + 2, thresholds } : config;
  }
}

/** Σ of what `term` makes of each two neighbours. */
function overSpaces<T>(points: readonly T[], term: (a: T, b: T) => number): number {
  return sum(points.slice(1).map((b, i) => term(points[i], b)));
}

/**
 * The area under precision over recall where true and false positives are linear between thresholds, so that precision is
 * not. Davis and Goadrich, The Relationship Between Precision-Recall and ROC Curves, 2006.
 */
function interpolated(points: readonly FullPoint[]): number {
  return overSpaces(points, (a, b) => {
    const [predictedA, predictedB] = [a, b].map(({ truePositives, falsePositives }) => truePositives + falsePositives);
    const gained = a.truePositives - b.truePositives;
    const slope = ratio(gained, Math.max(0, predictedA - predictedB));
    const intercept = b.truePositives - slope * predictedB;
    const log = predictedA > 0 && predictedB > 0 ? logarithm(predictedA / predictedB) : 0;
    return ratio(slope * (gained + intercept * log), Math.max(0, b.truePositives + b.falseNegatives));
  });
}

/** ln x for x > 0, NaN for infinity. `Math.log` differs between engines; square roots are rounded correctly in all. */
function logarithm(x: number): number {
  let [root, power] = [x, 2];
  for (; Math.abs(root - 1) > 0.1 && root < Infinity; power *= 2) root = Math.sqrt(root);
  // ln x = 2·artanh z, z = (x − 1) / (x + 1).
  const z = (root - 1) / (root + 1);
  let series = 0;
  for (let n = 15; n > 0; n -= 2) series = 1 / n + z * z * series;
  return power * z * series;
}
