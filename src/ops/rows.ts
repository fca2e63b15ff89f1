import type { Value } from '../graph/index.js';
import type { Shape } from '../shape.js';

/** A tensor as rows of its last axis. `shape` is what is left when a number stands for each row. */
export function rowsOf({ shape, size }: Value): { rows: number; columns: number; shape: Shape } {
  const columns = shape[shape.length - 1];
  return { rows: columns === 0 ? 0 : size / columns, columns, shape: shape.slice(0, -1) };
}
