import type { Arena } from '../graph/index.js';
import { type Shape, sizeOf } from '../shape.js';

/** Fills a new variable. */
export abstract class Initializer {
  abstract readonly className: string;

  /** Writes `shape` floats at `address`, row-major. */
  abstract fill(arena: Arena, address: number, shape: Shape): void;

  abstract getConfig(): Record<string, unknown>;
}

/** Inputs and outputs of a unit, as Keras counts them: (in, out) for a matrix, n and n for a vector. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const columns = shape.at(-1) ?? 1;
  const receptiveField = sizeOf(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? columns) * receptiveField, fanOut: columns * receptiveField };
}
