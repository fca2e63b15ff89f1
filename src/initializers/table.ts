import type { Arena } from '../graph/index.js';
import { isSerialized } from '../registry.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { type TensorLike, toTensor } from '../tensor.js';
import { Initializer } from './initializer.js';

/** Keras's `Constant` of an array, which only files have here: values for the last axes, the same along those in front. */
class Table extends Initializer<{ value: TensorLike }> {
  constructor(value: TensorLike) {
    super('Constant', { value }, {});
  }

  fill(arena: Arena, address: number, shape: Shape): void {
    const table = toTensor(this.options.value, 'Constant: `value`');
    const size = sizeOf(shape);
    if (table.size !== 1 && formatShape(shape.slice(-table.shape.length)) !== formatShape(table.shape)) {
      throw new RangeError(
        `Constant: a value of shape ${formatShape(table.shape)} does not fill a weight of shape ${formatShape(shape)}.`,
      );
    }
    arena.floats(address, size).set(Float32Array.from({ length: size }, (_, i) => table.data[i % table.size]));
  }
}

/** A layer's configuration with the initializers made that only files have: constants of arrays, and those with generators of seeds. */
export function withTables(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made = (value: unknown): unknown => {
    if (!isSerialized(value)) return value;
    // A generator of seeds, which is for weights that the file has.
    if (isSerialized(value.config.seed)) return { ...value, config: { ...value.config, seed: null } };
    if (value.class_name !== 'Constant') return value;
    const { value: given } = value.config;
    const table = isSerialized(given) ? given.config.value : given;
    return Array.isArray(table) ? new Table(table) : value;
  };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, made(value)]));
}
