import type { Arena } from '../graph/index.js';
import type { Shape } from '../shape.js';

/** Fills a new variable. */
export abstract class Initializer {
  abstract readonly className: string;

  /** Writes `shape` floats at `address`, row-major. */
  abstract fill(arena: Arena, address: number, shape: Shape): void;

  abstract getConfig(): Record<string, unknown>;
}

/** Inputs and outputs of a unit, as Keras counts them: (in, out) for a matrix, n and n for a vector. */
export function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0], fanOut: shape[0] };
  let receptiveField = 1;
  for (const length of shape.slice(0, -2)) receptiveField *= length;
  return { fanIn: shape.at(-2)! * receptiveField, fanOut: shape.at(-1)! * receptiveField };
}
