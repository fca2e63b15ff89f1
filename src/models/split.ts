import type { Samples } from './data.js';
import type { Dataset } from './inputs.js';

/**
 * The data without their tail, and that, for validation.
 * @throws RangeError where one of them would be empty.
 */
export function split(all: Dataset, share: number): [Dataset, Dataset] {
  const splitAt = Math.floor(all.count * (1 - share));
  if (splitAt === 0 || splitAt === all.count) {
    throw new RangeError(
      `Training data contains ${all.count} samples, which is not sufficient for \`validationSplit: ${share}\`.`,
    );
  }
  return [part(all, 0, splitAt), part(all, splitAt, all.count)];
}

function part({ count, inputs, targets, weights }: Dataset, from: number, to: number): Dataset {
  const cut = ({ shape, data }: Samples): Samples => {
    const width = data.length / count;
    return { shape: [to - from, ...shape.slice(1)], data: data.subarray(from * width, to * width) };
  };
  const cutIfGiven = (samples: Samples | undefined) => samples && cut(samples);
  return {
    count: to - from,
    inputs: inputs.map(cut),
    targets: targets.map(cutIfGiven),
    weights: weights.map(cutIfGiven),
  };
}
