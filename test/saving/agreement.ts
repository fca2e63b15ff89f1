import { expect } from 'vitest';
import type { Model, Sequential, Tensor } from '../../src/index.js';

// Whether a model here and a model there are the same: they predict the same, and go on training the same.

export type Values = [shape: number[], values: number[]];

export interface Measured {
  predictions: Values[];
  /** Loss and metrics of the next steps. */
  scores: Record<string, number>[];
}

/** What the other side wrote about a model. */
export interface Entry extends Measured {
  x: Values[];
  y: Values[];
  error?: string;
}

const plain = ({ shape, data }: Tensor): Values => [[...shape], [...data]];

export const tensors = (list: Values[]) => list.map(([shape, data]) => ({ shape, data: Float32Array.from(data) }));

/** Predictions, then loss and metrics of the next steps. */
export function measure(model: Sequential | Model, x: Values[], y: Values[], steps = 5): Measured {
  const predictions = model.predictAll(tensors(x)).map(plain);
  const scores = Array.from({ length: steps }, () => model.trainOnBatch(tensors(x), tensors(y), { returnDict: true }));
  return { predictions, scores };
}

/** The largest difference, relative to 1 + the size of what is expected. */
function difference(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(0, ...actual.map((value, i) => Math.abs(value - expected[i]) / (1 + Math.abs(expected[i]))));
}

/** Both sides compute the same formulas in float32: five steps apart, they still differ by its last digits only. */
export function agree(actual: Measured, expected: Measured): void {
  expect(actual.predictions.map(([shape]) => shape)).toEqual(expected.predictions.map(([shape]) => shape));
  for (const [i, [, values]] of actual.predictions.entries())
    expect(difference(values, expected.predictions[i][1])).toBeLessThan(1e-5);
  const names = expected.scores.map((scores) => Object.keys(scores).sort());
  expect(actual.scores.map((scores) => Object.keys(scores).sort())).toEqual(names);
  for (const [i, step] of names.entries()) {
    const of = (scores: Record<string, number>) => step.map((name) => scores[name]);
    expect(difference(of(actual.scores[i]), of(expected.scores[i]))).toBeLessThan(1e-5);
  }
}
