import { show } from './errors.js';
import { checkSize, type Shape, sizeOf } from './shape.js';

/** The typed arrays whose elements are numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** Arrays in arrays, as deep as the tensor has axes. The innermost may be typed arrays. */
export type NestedValues = readonly (number | boolean | NumberArray | NestedValues)[];

/** What is accepted wherever a tensor is. A typed array alone is one axis. */
export type TensorLike =
  | Tensor
  | { readonly shape: Shape; readonly data: NumberArray | readonly number[] }
  | NumberArray
  | NestedValues
  | number;

/** What `toArray` answers: a number for a scalar, else arrays in arrays. */
export type NestedArray = number | NestedArray[];

/** Numbers in row-major order, with a shape. A plain value: it holds no memory that must be freed. */
export class Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;

  /** @throws RangeError when the number of values is not that of the shape. */
  constructor(shape: Shape, data: Float32Array) {
    checkShape(shape, 'A Tensor');
    checkSize('A Tensor', shape, data.length);
    this.shape = shape;
    this.data = data;
  }

  /** Number of values. */
  get size(): number {
    return this.data.length;
  }

  /** A copy of the values as arrays in arrays. Whoever knows the rank may say so: `toArray<number[][]>()`. */
  toArray<A extends NestedArray = NestedArray>(): A {
    const { shape, data } = this;
    let offset = 0;
    const axis = (depth: number): NestedArray => {
      if (depth === shape.length) return data[offset++];
      // Not `Array.from`, which takes several times as long for the short rows of predictions.
      const list: NestedArray[] = [];
      for (let i = 0; i < shape[depth]; i++) list.push(axis(depth + 1));
      return list;
    };
    return axis(0) as A;
  }

  /**
   * What operators take: the only number.
   * @throws TypeError where there are several, which operators would take for NaN.
   */
  valueOf(): number {
    if (this.size === 1) return this.data[0];
    throw new TypeError(`A tensor of ${this.size} numbers is not a number. Use \`toArray()\`, \`data\` or \`ops\`.`);
  }

  toString(): string {
    const text = (value: NestedArray): string => (Array.isArray(value) ? `[${value.map(text)}]` : String(value));
    return text(this.toArray());
  }

  /** What `JSON.stringify` writes. `tensor` reads it, but not NaN and infinities, which are null in JSON. */
  toJSON(): { shape: Shape; data: number[] } {
    return { shape: this.shape, data: [...this.data] };
  }
}

/**
 * A tensor of the values: arrays in arrays, a typed array, or with `shape` a flat array of any kind. The values are copied.
 *
 *     tensor([[1, 2], [3, 4]])          tensor([1, 2, 3, 4], [2, 2])
 */
export function tensor(values: TensorLike, shape?: Shape): Tensor {
  const source = toTensor(values, 'values');
  if (shape) checkShape(shape, '`shape`');
  return new Tensor([...(shape ?? source.shape)], source.data.slice());
}

/**
 * Reads what a user gives as a tensor. Float32 data are taken as they are, all else is copied.
 * @param name What the messages call it: `x`, `y`, `validationData[0]`.
 * @throws TypeError for what is not numbers, RangeError for ragged arrays.
 */
export function toTensor(x: TensorLike, name = 'x'): Tensor {
  // One without values may have lost them to another thread, which is found out below.
  if (x instanceof Tensor && x.size) return x;
  if (typeof x === 'number') return new Tensor([], Float32Array.of(x));
  if (Array.isArray(x)) return fromNested(x, name);
  if (isNumberArray(x, name)) return new Tensor([x.length], toFloats(x));
  if (isShaped(x)) return fromShaped(x, name);
  throw new TypeError(
    `${name} must be a Tensor, arrays of numbers, a typed array or { shape, data }. Received: ${show(x)}.`,
  );
}

/** @throws TypeError for integers of 64 bits, which are no numbers to JavaScript. */
function isNumberArray(x: unknown, name: string): x is NumberArray {
  if (x instanceof BigInt64Array || x instanceof BigUint64Array) {
    throw new TypeError(
      `${name} must hold numbers, but is a ${x.constructor.name}. Convert it with \`Float32Array.from(values, Number)\`.`,
    );
  }
  return ArrayBuffer.isView(x) && !(x instanceof DataView);
}

/** True for what has a shape and data, as a Tensor has. */
export function isShaped(x: unknown): x is { shape: unknown; data: unknown } {
  return typeof x === 'object' && x !== null && 'shape' in x && 'data' in x;
}

function toFloats(data: NumberArray): Float32Array {
  return data instanceof Float32Array ? data : new Float32Array(data);
}

function checkShape(shape: unknown, name: string): asserts shape is Shape {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new TypeError(`${name} needs a shape: an array of whole numbers, none negative. Received: ${show(shape)}.`);
  }
}

function fromShaped({ shape, data }: { shape: unknown; data: unknown }, name: string): Tensor {
  checkShape(shape, `${name}.shape`);
  if (!Array.isArray(data) && !isNumberArray(data, `${name}.data`)) {
    throw new TypeError(`${name}.data must be an array of numbers or a typed array. Received: ${show(data)}.`);
  }
  const flat = toTensor(data, `${name}.data`).data;
  checkSize(name, shape, flat.length);
  return new Tensor(shape, flat);
}

function fromNested(values: readonly unknown[], name: string): Tensor {
  const shape: number[] = [];
  const path: number[] = [];
  const place = (depth: number) => path.slice(0, depth).reduce((text, index) => `${text}[${index}]`, name);
  for (
    let level: unknown = values;
    Array.isArray(level) || isNumberArray(level, place(path.length));
    level = level[0]
  ) {
    shape.push(level.length);
    if (level.length === 0 || !Array.isArray(level)) break;
    path.push(0);
  }
  const out = new Float32Array(sizeOf(shape));
  const last = shape.length - 1;
  let offset = 0;

  /** The error of what is neither a number nor a row as long as the first of its depth. */
  const misfit = (value: unknown, depth: number): Error => {
    const here = place(depth);
    if (isShaped(value)) {
      return new TypeError(`${here} is a tensor inside of an array. Give one tensor with all values.`);
    }
    const isRow = Array.isArray(value) || isNumberArray(value, here);
    if (depth > last && !isRow) {
      const isText = typeof value === 'string';
      const isNumeric = typeof value === 'bigint' || (isText && Number.isFinite(Number(value)));
      const cure = isNumeric ? ' Convert it with `Number(…)`.' : isText ? ' Give each text a number: 0, 1, …' : '';
      return new TypeError(`${here} must be a number. Received: ${show(value)}.${cure}`);
    }
    const expected = depth > last ? 'a number' : `an array of ${shape[depth]}${depth < last ? ' arrays' : ''}`;
    const what = isRow ? `an array of ${value.length}` : show(value);
    const Kind = isRow || typeof value === 'number' ? RangeError : TypeError;
    return new Kind(`${name} is ragged: ${here} is ${what}, where ${name}${'[0]'.repeat(depth)} is ${expected}.`);
  };

  const axis = (value: unknown, depth: number): void => {
    if (Array.isArray(value) && value.length === shape[depth]) {
      for (let i = 0; i < value.length; i++) {
        const one: unknown = value[i];
        if (depth === last && typeof one === 'number') out[offset++] = one;
        else {
          path[depth] = i;
          axis(one, depth + 1);
        }
      }
    } else if (depth > last && typeof value === 'boolean') {
      out[offset++] = Number(value);
    } else if (depth === last && isNumberArray(value, place(depth)) && value.length === shape[depth]) {
      out.set(value, offset);
      offset += value.length;
    } else throw misfit(value, depth);
  };
  axis(values, 0);
  return new Tensor(shape, out);
}
