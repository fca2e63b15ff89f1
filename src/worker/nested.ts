import { isPlain } from '../options.js';
import type { Shape } from '../shape.js';
import { isShaped, Tensor, toTensor } from '../tensor.js';

/** Arrays in arrays on their way to the worker: one buffer, for cloning many arrays holds a page up. */
interface Flat {
  /** Its shape. No input or output is called so. */
  '/nested': Shape;
  data: Float32Array;
}

/** Data and options as they are sent: even arrays in arrays become one buffer each. What is no data stays as it is. */
export function flatten(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (typeof value[0] !== 'object') return value;
    return flat(value) ?? value.map(flatten);
  }
  if (!isPlain(value) || isShaped(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, flatten(part)]));
}

/** Undefined for what is no tensor: several of them, uneven rows, texts. */
function flat(values: readonly unknown[]): Flat | undefined {
  if (values.some((one) => isShaped(one))) return undefined;
  try {
    const { shape, data } = toTensor(values as never);
    return { '/nested': shape, data };
  } catch {
    return undefined;
  }
}

/** What was sent again as arrays in arrays. */
export function nest(value: unknown): unknown {
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map(nest) : value;
  if (!isPlain(value)) return value;
  if ('/nested' in value) {
    const { '/nested': shape, data } = value as Flat;
    return new Tensor(shape, data).toArray();
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, nest(part)]));
}
