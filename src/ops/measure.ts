import { type Argument, type Graph, none, type Value } from '../graph/index.js';
import { matrixOf } from './per-row.js';

// Metrics. Totals are 64-bit numbers at an address that somebody else looks after and resets.

/** totals[0] += Σ w·v; totals[1] += Σ w. Without weights all are 1. */
export function accumulateMean(graph: Graph, totals: Argument, values: Value, weights?: Value): void {
  graph.call('accumulateMean', totals, values, weights ?? none, values.size);
}

/**
 * The share of the last axis where the target is the prediction or, with a threshold, 1 if the prediction is above it and 0 if
 * not: one value per row.
 */
export function accuracy(graph: Graph, target: Value, prediction: Value, threshold = Number.NaN): Value {
  const values = graph.temporary(prediction.shape.slice(0, -1));
  graph.call('accuracy', values, target, prediction, ...matrixOf(prediction), threshold);
  return values;
}

/** 1 where the prediction is largest in the place of the last axis where the target is, or that a target of one label names, else 0. */
export function categoricalAccuracy(graph: Graph, target: Value, prediction: Value): Value {
  const values = graph.temporary(prediction.shape.slice(0, -1));
  const sparse = target.shape.length < prediction.shape.length ? 1 : 0;
  graph.call('categoricalAccuracy', values, target, prediction, ...matrixOf(prediction), sparse);
  return values;
}

/** Adds true positives, false positives, false negatives of all elements to totals[3]; weights are one per row. */
export function confusion(
  graph: Graph,
  totals: Argument,
  target: Value,
  prediction: Value,
  weights: Value | undefined,
  threshold: number,
): void {
  graph.call('confusion', totals, target, prediction, weights ?? none, ...matrixOf(prediction), threshold);
}

/** The same for each column, to totals[3, columns]. Without a threshold the largest of a row is positive. */
export function confusionPerClass(
  graph: Graph,
  totals: Argument,
  target: Value,
  prediction: Value,
  weights?: Value,
  threshold: number | null = null,
): void {
  const largest = threshold === null ? 1 : 0;
  const settings = [...matrixOf(prediction), threshold ?? 0, largest] as const;
  graph.call('confusionPerClass', totals, target, prediction, weights ?? none, ...settings);
}
