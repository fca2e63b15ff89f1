import type { Graph, Value } from '../graph/index.js';
import { activate, activationIds } from './activate.js';
import { elementwise } from './elementwise.js';

/** x above the threshold, at most `maxValue`; below it slope·(x − threshold). */
export function rectify(
  graph: Graph,
  x: Value,
  { maxValue = null, slope, threshold = 0 }: { maxValue?: number | null; slope: number; threshold?: number },
): Value {
  const limit = maxValue ?? Infinity;
  const value = (x: number) => (x > threshold ? Math.min(x, limit) : slope * (x - threshold));
  // Where two slopes meet, Keras has with JAX one of them, half of both or 0, depending on the settings.
  const atThreshold = maxValue === null && threshold === 0 ? 1 : 0;
  const atLimit = maxValue === 6 && threshold === 0 ? 0 : 0.5;
  const derivative = (x: number) => {
    if (x > threshold) return x === limit ? atLimit : Number(x < limit);
    return x === threshold ? atThreshold : slope;
  };
  return elementwise(graph, 'relu', [x], value, [derivative]);
}

/** x where it is positive, else alpha·(e^x − 1). */
export function elu(graph: Graph, x: Value, alpha: number): Value {
  const out = activate(graph, x, activationIds.elu);
  if (alpha === 1) return out;
  return elementwise(graph, 'elu', [out], (y) => (y > 0 ? y : alpha * y), [(y) => (y > 0 ? 1 : alpha)]);
}
