import type { PartialShape } from '../shape.js';

/** What a layer says about the inputs it takes. */
export interface InputSpec {
  rank?: number;
  minRank?: number;
  /** Size of the last axis. */
  features?: number;
}

const tooFlat =
  '. It reads sequences, [batch, steps, features]: add `returnSequences: true` to the LSTM before it, or a third axis to the data.';
const tooDeep = '. Leave out `returnSequences: true` of the LSTM before it, or flatten what that gives.';

/** What a shape had to be, and the cure where one is known; undefined where it fits. */
export function misfitOf({ rank, minRank, features }: InputSpec, shape: PartialShape): [string, string?] | undefined {
  const least = rank ?? minRank ?? 0;
  const { length } = shape;
  if (length < least || (rank !== undefined && length > rank)) {
    const expected = `expected ${rank === undefined ? 'min_' : ''}ndim=${least}, found ndim=${length}`;
    return [expected, length === 2 && least === 3 ? tooFlat : length === 3 && least === 2 ? tooDeep : ''];
  }
  if (features === undefined || (shape.at(-1) ?? features) === features) return undefined;
  return [`expected axis -1 of input shape to have value ${features}`];
}
