import { expect, test } from 'vitest';
import { padSequences } from '../../src/utils/pad-sequences.js';

test.each([
  [
    [[1], [2, 3]],
    {},
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    [[], [2, 3]],
    { value: -1 },
    [
      [-1, -1],
      [2, 3],
    ],
  ],
  [[[1, 2, 3]], { maxlen: 2, dtype: 'int32' }, [[2, 3]]],
  [[[1, 2, 3]], { maxlen: 2, truncating: 'post' }, [[1, 2]]],
  [
    [
      [[1, 2]],
      [
        [3, 4],
        [5, 6],
      ],
    ],
    { padding: 'post' },
    [
      [
        [1, 2],
        [0, 0],
      ],
      [
        [3, 4],
        [5, 6],
      ],
    ],
  ],
] as const)('padSequences(%j, %j)', (sequences, options, expected) =>
  expect(padSequences(sequences as never, options).toArray()).toEqual(expected),
);

test.each([
  [() => padSequences([1, 2] as never), /padSequences takes an array of sequences.*sequences\[0\]=1/],
  [() => padSequences('text' as never), /padSequences takes an array/],
  [() => padSequences([[1]], { padding: 'front' as never }), /`padding`, expected 'pre' or 'post'/],
  [() => padSequences([[1]], { dtype: 'string' as never }), /`dtype`, expected 'float32' or 'int32'/],
  [() => padSequences([[1]], { maxlen: -1 }), /`maxlen`, expected a whole number/],
  [() => padSequences([[[1, 2]], [[1]]]), /sequences\[1\] has steps of shape \(1,\), those before of \(2,\)/],
])('%s', (make, message) => expect(make).toThrow(message));
