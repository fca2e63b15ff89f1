import type { Arena } from '../graph/index.js';
import { Configured } from '../registry.js';
import { type Shape, sizeOf } from '../shape.js';

/** Fills a new variable. */
export abstract class Initializer<Options extends object = object> extends Configured<Options> {
  /** Writes `shape` floats at `address`, row-major. */
  abstract fill(arena: Arena, address: number, shape: Shape): void;
}

/** Inputs and outputs of a unit, as Keras counts them: (in, out) for a matrix, n and n for a vector. */
export function fans(shape: Shape): Record<'fan_in' | 'fan_out' | 'fan_avg', number> {
  const columns = shape.at(-1) ?? 1;
  const receptiveField = sizeOf(shape.slice(0, -2));
  const [inputs, outputs] = [(shape.at(-2) ?? columns) * receptiveField, columns * receptiveField];
  return { fan_in: inputs, fan_out: outputs, fan_avg: (inputs + outputs) / 2 };
}
