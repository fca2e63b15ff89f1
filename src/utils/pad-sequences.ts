import { show } from '../errors.js';
import { invalid, resolveOptions } from '../options.js';
import { formatShape, sameShape, sizeOf } from '../shape.js';
import { Tensor, type TensorLike, toTensor } from '../tensor.js';

export interface PadSequencesOptions {
  /** The length that all get. Default null: that of the longest. */
  maxlen?: number | null;
  /** Accepted for Keras's sake: numbers stay as they are. */
  dtype?: 'float32' | 'int32';
  /** Where shorter ones are filled up. Default `pre`: in front. */
  padding?: 'pre' | 'post';
  /** Where longer ones are cut off. Default `pre`: in front. */
  truncating?: 'pre' | 'post';
  /** What they are filled up with. Default 0, which `Masking` and `Embedding` with `maskZero` skip. */
  value?: number;
}

const defaults: Required<PadSequencesOptions> = {
  maxlen: null,
  dtype: 'float32',
  padding: 'pre',
  truncating: 'pre',
  value: 0,
};

/**
 * Sequences of different lengths, each (steps, …), as one tensor (sequences, maxlen, …):
 * `padSequences([[1], [2, 3]])` → `[[0, 1], [2, 3]]`. Source: `keras.utils.pad_sequences`.
 * @throws RangeError or TypeError for sequences whose steps have different shapes, or what is no sequence.
 */
export function padSequences(sequences: readonly TensorLike[], options: PadSequencesOptions = {}): Tensor {
  const { maxlen, dtype, padding, truncating, value } = resolveOptions('padSequences', defaults, options);
  for (const [name, side] of Object.entries({ padding, truncating })) {
    if (side !== 'pre' && side !== 'post') throw invalid('padSequences', name, side, "'pre' or 'post'");
  }
  if (dtype !== 'float32' && dtype !== 'int32') throw invalid('padSequences', 'dtype', dtype, "'float32' or 'int32'");
  if (maxlen !== null && !(Number.isInteger(maxlen) && maxlen >= 0)) {
    throw invalid('padSequences', 'maxlen', maxlen, 'a whole number');
  }
  if (!Array.isArray(sequences)) throw notSequences('sequences', sequences);
  const tensors = sequences.map((sequence: TensorLike, i) => {
    const tensor = toTensor(sequence, `sequences[${i}]`);
    if (tensor.shape.length === 0) throw notSequences(`sequences[${i}]`, sequence);
    return tensor;
  });
  const [, ...step] = tensors.find(({ shape }) => shape[0] > 0)?.shape ?? [];
  const length = maxlen ?? tensors.reduce((longest, { shape }) => Math.max(longest, shape[0]), 0);
  const width = sizeOf(step);
  const padded = new Float32Array(tensors.length * length * width).fill(value);
  for (const [i, { shape, data }] of tensors.entries()) {
    const [steps, ...rest] = shape;
    if (steps === 0) continue;
    if (!sameShape(rest, step)) {
      throw new RangeError(
        `padSequences: sequences[${i}] has steps of shape ${formatShape(rest)}, those before of ${formatShape(step)}. Give all the same number of features.`,
      );
    }
    const kept = Math.min(steps, length);
    const from = truncating === 'pre' ? steps - kept : 0;
    const to = i * length + (padding === 'pre' ? length - kept : 0);
    padded.set(data.subarray(from * width, (from + kept) * width), to * width);
  }
  return new Tensor([tensors.length, length, ...step], padded);
}

const notSequences = (what: string, value: unknown) =>
  new TypeError(`padSequences takes an array of sequences, such as [[1], [2, 3]]. Received: ${what}=${show(value)}`);
