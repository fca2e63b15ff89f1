import type { Graph, State, Value } from '../graph/index.js';
import { type Shape, sizeOf } from '../shape.js';

/** A copy of what a state holds: the state itself may change before the way back. */
export function recall(graph: Graph, state: State, shape: Shape): Value {
  const value = graph.temporary(shape);
  graph.call('copy', value, () => state.address, sizeOf(shape));
  return value;
}

/** Writes a value into a state, for the next run. */
export function remember(graph: Graph, state: State, value: Value): void {
  graph.call('copy', () => state.address, value, value.size);
}
