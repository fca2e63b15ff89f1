import type { Arena } from '../graph/index.js';
import { isPlain } from '../options.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { Initializer } from './initializer.js';

export class Constant extends Initializer<{ value: number }> {
  /** @param value A number, or `{ value }`. Default 0. */
  constructor(value: number | { value?: number } = 0) {
    super('Constant', { value: 0 }, isPlain(value) ? value : { value });
  }

  fill(arena: Arena, address: number, shape: Shape): void {
    arena.kernels.fill(address, sizeOf(shape), this.options.value);
  }
}

export class Zeros extends Constant {
  override readonly className = 'Zeros';
  constructor() {
    super(0);
  }
  override getConfig(): Record<string, unknown> {
    return {};
  }
}

export class Ones extends Constant {
  override readonly className = 'Ones';
  constructor() {
    super(1);
  }
  override getConfig(): Record<string, unknown> {
    return {};
  }
}

/** `gain` on the diagonal of a matrix. */
export class Identity extends Initializer<{ gain: number }> {
  constructor(options: { gain?: number } = {}) {
    super('Identity', { gain: 1 }, options);
  }

  fill(arena: Arena, address: number, shape: Shape): void {
    if (shape.length !== 2) {
      throw new RangeError(`Identity is for tensors that are two-dimensional. Received: shape=${formatShape(shape)}`);
    }
    const [rows, columns] = shape;
    const values = arena.floats(address, rows * columns).fill(0);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.options.gain;
  }
}
