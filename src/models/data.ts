import { show } from '../errors.js';
import { isGiven, isPlain } from '../options.js';
import { isSerialized } from '../registry.js';
import { fitsShape, formatShape, matchRank, type PartialShape, type Shape, sizeOf } from '../shape.js';
import { isShaped, Tensor, type TensorLike, toTensor } from '../tensor.js';

/** Data for a model: one tensor, or for several inputs or outputs an array of them or an object by name. */
export type DataLike = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** Numbers, with the samples along the first axis. */
export type Samples = Pick<Tensor, 'shape' | 'data'>;

/** Rows wider than this are copied through a view; narrower ones element by element, which is then faster and allocates nothing. */
const narrow = 32;

/** Copies the samples at places `from` to `to` of `order` to the beginning of the views, one for each tensor. */
export function copySamples(
  tensors: readonly (Samples | undefined)[],
  views: readonly (Float32Array | Float64Array)[],
  order: Uint32Array | undefined,
  from: number,
  to: number,
): void {
  for (let t = 0; t < tensors.length; t++) {
    const samples = tensors[t];
    if (!samples) continue;
    const { shape, data } = samples;
    const view = views[t];
    if (data.length !== sizeOf(shape)) {
      throw new TypeError(
        `The buffer of data of shape ${formatShape(shape)} was moved or resized meanwhile. Give a copy to what moves it.`,
      );
    }
    const width = data.length / shape[0];
    if (!order) view.set(data.subarray(from * width, to * width));
    else {
      for (let i = from, at = 0; i < to; i++, at += width) {
        const source = order[i] * width;
        if (width > narrow) view.set(data.subarray(source, source + width), at);
        else for (let j = 0; j < width; j++) view[at + j] = data[source + j];
      }
    }
  }
}

/** `data` as one tensor per name. A single one needs no array around it. */
export function toTensors(data: DataLike, names: readonly string[], what: string): Tensor[] {
  const list = toList(data, names, what);
  return list.map((one, i) => {
    const name = nameAmong(names, i, what);
    const tensor = toTensor(one, name);
    checkFinite(tensor, name);
    if (tensor.shape[0]) return tensor;
    throw new RangeError(
      `${name} must have samples along its first axis. Received: shape ${formatShape(tensor.shape)}.`,
    );
  });
}

/** What messages call one of several things: `x 'left'`; `x` where it is the only one. */
export function nameAmong(names: readonly string[], i: number, what: string): string {
  return names.length === 1 ? what : `${what} '${names[i]}'`;
}

/** One thing per name: given as an array or by name, or alone for the only one. */
export function toList(data: DataLike, names: readonly string[], what: string): TensorLike[] {
  if (!isGiven(data)) throw new TypeError(`${what} is missing. Received: ${show(data)}`);
  if (names.length !== 1 || isByName(data)) return perName(what, data, names, true) as TensorLike[];
  const single = Array.isArray(data) && data.length === 1 && isShaped(data[0]);
  return [single ? (data[0] as TensorLike) : (data as TensorLike)];
}

/**
 * One thing per name: from an array by place, from an object by name.
 * @param isComplete Whether an object must have all names.
 */
export function perName<T>(
  what: string,
  given: unknown,
  names: readonly string[],
  isComplete = false,
): readonly (T | undefined)[] {
  if (Array.isArray(given) && given.length === names.length) return given as T[];
  const byName = isByName(given) ? (given as Record<string, T>) : undefined;
  const keys = Object.keys(byName ?? {});
  const known = names.filter((name) => keys.includes(name));
  const fits = known.length === keys.length && (known.length === names.length || !isComplete);
  if (byName && fits) return names.map((name) => byName[name]);
  const cure = isComplete && byName && known.length === 0 ? cureOf(byName, what) : '';
  throw new (typeof given === 'object' ? RangeError : TypeError)(
    `${what} must be an array or object with one for each of ${names.join(', ')}. Received: ${show(given)}.${cure}`,
  );
}

/** Most often another argument came in the place of the data, or both came in one. */
const cureOf = (given: object, what: string) =>
  'x' in given && 'y' in given ? ' Give both by themselves: (data.x, data.y).' : ` Is ${what} missing?`;

/** True for an object of things by name, and not for one that is such a thing itself. */
export const isByName = (given: unknown): given is Readonly<Record<string, unknown>> =>
  isPlain(given) && !isShaped(given) && !isSerialized(given);

/** @throws RangeError when tensors have different numbers of samples. */
export function checkCounts(groups: Readonly<Record<string, readonly Tensor[]>>): void {
  const counts = Object.values(groups).flatMap((tensors) => tensors.map(({ shape }) => shape[0]));
  if (counts.every((count) => count === counts[0])) return;
  const sizes = Object.entries(groups)
    .filter(([, tensors]) => tensors.length > 0)
    .map(([name, tensors]) => `'${name}' sizes: ${tensors.map(({ shape }) => shape[0]).join(', ')}`);
  throw new RangeError(`Data cardinality is ambiguous: all must have the same number of samples. ${sizes.join('; ')}`);
}

/** @throws RangeError when a number is NaN or infinite: it would spoil every weight. */
export function checkFinite({ data, shape }: Tensor, what: string): void {
  // x − x is 0 for every finite x and NaN otherwise. Four sums at a time: one alone would wait for each addition.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 4 <= data.length; i += 4) {
    a += data[i] - data[i];
    b += data[i + 1] - data[i + 1];
    c += data[i + 2] - data[i + 2];
    d += data[i + 3] - data[i + 3];
  }
  for (; i < data.length; i++) a += data[i] - data[i];
  if (a + b + c + d === 0) return;
  const at = data.findIndex((x) => !Number.isFinite(x));
  const index = shape.map((length, axis) => Math.floor(at / sizeOf(shape.slice(axis + 1))) % length);
  throw new RangeError(`${what} holds ${data[at]} at [${index.join(', ')}]. Remove or replace such values.`);
}

/**
 * The tensor with a last axis of size 1 added or removed where that is all that is missing, as Keras does.
 * @throws RangeError when it does not fit.
 */
export function fitInput(tensor: Tensor, pattern: PartialShape, name: string): Tensor {
  const { shape } = tensor;
  const fitting = matchRank(shape, pattern);
  if (fitting) return fitting === shape ? tensor : new Tensor(fitting, tensor.data);
  throw new RangeError(
    `Input '${name}' expects data of shape ${formatShape(pattern)}, but received ${formatShape(shape)}.${shapeCure(shape, pattern)}`,
  );
}

function shapeCure(shape: Shape, pattern: PartialShape): string {
  if (fitsShape(shape, pattern.slice(1)))
    return ' For a single sample put it into an array: the first axis is the batch.';
  if (shape.length !== pattern.length) return '';
  const axis = pattern.findIndex((n, i) => n !== null && n !== shape[i]);
  const names = pattern.length === 3 ? ['batch', 'steps', 'features'] : undefined;
  return ` Axis ${axis}${names ? ` (${names[axis]})` : ''} must have size ${pattern[axis]}, not ${shape[axis]}.`;
}
