import type { Graph, Value } from '../graph/index.js';
import { perRow } from './per-row.js';

export interface CrossentropySettings {
  labelSmoothing: number;
  fromLogits: boolean;
}

/** −mean(t·log p + (1 − t)·log(1 − p)) over the last axis. */
export function binaryCrossentropy(
  graph: Graph,
  target: Value,
  prediction: Value,
  { labelSmoothing, fromLogits }: CrossentropySettings,
): Value {
  return perRow(graph, 'binaryCrossentropy', target, prediction, [labelSmoothing, fromLogits ? 1 : 0]);
}
