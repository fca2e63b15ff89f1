import { checkInteger, invalid, isPlain, resolveOptions } from '../options.js';
import { sizeOf } from '../shape.js';
import { isShaped, Tensor, type TensorLike, toTensor } from '../tensor.js';

export interface TimeseriesOptions {
  /** Steps of a window. */
  sequenceLength: number;
  /** Steps from the beginning of a window to that of the next. Default 1. */
  sequenceStride?: number;
  /** Steps from one row of a window to the next. Default 1: every row is taken. */
  samplingRate?: number;
  /** The first row that is used. Default 0. */
  startIndex?: number;
  /** The row behind the last that is used. Default null: all to the end. */
  endIndex?: number | null;
}

const defaults = {
  sequenceLength: 0,
  sequenceStride: 1,
  samplingRate: 1,
  startIndex: 0,
  endIndex: null as number | null,
};

/**
 * Windows of a series, and the target of each: Keras's `timeseries_dataset_from_array`, all at once. `fit` makes the batches.
 *
 *     // The value behind each ten.
 *     const { x, y } = timeseriesDatasetFromArray(series, series.slice(10), { sequenceLength: 10 });
 *
 * @param data [steps, …]: rows in the order of time.
 * @param targets [n, …]: `targets[i]` belongs to the window that begins at row i. null: only windows.
 * @returns x: [windows, sequenceLength, …], copied; y: [windows, …].
 * @throws RangeError when there is no room for a window.
 */
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: null,
  options: TimeseriesOptions,
): { x: Tensor; y: null };
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: TensorLike,
  options: TimeseriesOptions,
): { x: Tensor; y: Tensor };
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: TensorLike | null,
  options: TimeseriesOptions,
): { x: Tensor; y: Tensor | null } {
  const owner = 'timeseriesDatasetFromArray';
  if (isPlain(targets) && !isShaped(targets))
    throw new TypeError(`${owner} takes (data, targets, options), and null where there are no targets.`);
  for (const name of ['batchSize', 'shuffle'])
    if (Object.hasOwn(options ?? {}, name))
      throw new TypeError(`${owner} makes all windows at once. Give \`${name}\` to \`fit\`.`);
  const resolved = resolveOptions(owner, defaults, options);
  const { sequenceLength, sequenceStride, samplingRate, startIndex } = resolved;
  for (const [name, value] of Object.entries({ sequenceLength, sequenceStride, samplingRate }))
    checkInteger(owner, name, value);
  const series = toTensor(data, 'data');
  const [steps = 0, ...rest] = series.shape;
  const endIndex = resolved.endIndex ?? steps;
  for (const [name, value] of Object.entries({ startIndex, endIndex }))
    if (!(Number.isInteger(value) && value >= 0 && value <= steps))
      throw invalid(owner, name, value, `an integer from 0 to ${steps}, the number of rows`);
  const known = targets === null ? null : toTensor(targets, 'targets');
  const room = endIndex - startIndex - (sequenceLength - 1) * samplingRate;
  const starts = known ? Math.min(room, (known.shape[0] ?? 0) - startIndex) : room;
  if (starts < 1) {
    throw new RangeError(
      `${owner}: there is no window of ${sequenceLength} steps with samplingRate ${samplingRate} in rows ${startIndex} to ${endIndex}` +
        `${known ? `, or no target for it: ${known.shape[0] ?? 0} were given` : ''}. Use a smaller sequenceLength.`,
    );
  }
  const count = Math.ceil(starts / sequenceStride);
  const first = (window: number) => startIndex + window * sequenceStride;
  const windows = rowsOf(series, count, first, sequenceLength, samplingRate);
  return { x: new Tensor([count, sequenceLength, ...rest], windows.data), y: known && rowsOf(known, count, first) };
}

/** From index `first(i)` on, so many rows, each `step` behind the one before: for each i. */
function rowsOf(
  { shape: [, ...rest], data }: Tensor,
  count: number,
  first: (i: number) => number,
  length = 1,
  step = 1,
): Tensor {
  const width = sizeOf(rest);
  const rows = new Float32Array(count * length * width);
  // Element by element: views of so few numbers take longer.
  for (let i = 0, to = 0; i < count; i++) {
    for (let j = 0, from = first(i) * width; j < length; j++, from += step * width) {
      for (let k = 0; k < width; k++) rows[to++] = data[from + k];
    }
  }
  return new Tensor([count * length, ...rest], rows);
}
