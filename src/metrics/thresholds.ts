import { checkInteger } from '../options.js';

/** Sorted thresholds, and ends: everything is above the first, nothing above the last, as predictions are from 0 to 1. */
export function withEnds(thresholds: readonly number[]): number[] {
  const sorted = [...thresholds].sort((a, b) => a - b);
  return [Number.NEGATIVE_INFINITY, ...sorted, Number.POSITIVE_INFINITY];
}

/** `count` thresholds from 0 to 1, ends included; one alone is in the middle. */
export function evenThresholds(owner: string, count: number): number[] {
  checkInteger(owner, 'numThresholds', count);
  return count === 1 ? [0.5] : withEnds(Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1)));
}
