import type { Point } from './confusion.js';

/** A threshold below all: everything is above it, so what is wrong there are all negatives. */
export const lowest = Number.NEGATIVE_INFINITY;

export interface FullPoint extends Point {
  trueNegatives: number;
}

/** The points of thresholds behind which `lowest` stands, with the negatives that are predicted as such. */
export function withNegatives(points: readonly Point[]): FullPoint[] {
  const { falsePositives: negatives } = points.at(-1)!;
  return points.slice(0, -1).map((point) => ({ ...point, trueNegatives: negatives - point.falsePositives }));
}
