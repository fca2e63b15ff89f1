import { describe, expect, test } from 'vitest';
import { toCategorical } from '../../src/utils/to-categorical.js';

describe('toCategorical', () => {
  test('one row a label', () => {
    expect(toCategorical([0, 2, 1]).toArray()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    expect(toCategorical(Uint8Array.of(1), 4).toArray()).toEqual([[0, 1, 0, 0]]);
    expect(toCategorical([1], { numClasses: 4 }).toArray()).toEqual([[0, 1, 0, 0]]);
    expect(toCategorical([[1], [0]]).shape).toEqual([2, 2]);
    expect(toCategorical([[1, 0, 2]]).shape).toEqual([1, 3, 3]);
    expect(toCategorical([], 3).shape).toEqual([0, 3]);
  });

  test.each([
    [[0, -1], undefined, 'Labels must be whole numbers from 0. Received: -1 at position 1.'],
    [[0.5], undefined, 'Received: 0.5 at position 0.'],
    [[Number.NaN], undefined, 'Received: NaN at position 0.'],
    [[0, 3], 3, 'With numClasses 3 the labels must be 0 to 2. Received: 3 at position 1.'],
    [
      [0],
      0,
      'toCategorical: received an invalid value for `numClasses`, expected an integer from 1. Received: numClasses=0',
    ],
  ])('%j, %s', (labels, numClasses, message) => {
    expect(() => toCategorical(labels, numClasses)).toThrow(message);
    expect(() => toCategorical(labels, numClasses)).toThrow(RangeError);
  });

  test('wrong options are named', () => {
    expect(() => toCategorical([0], { num_classes: 3 } as never)).toThrow('Did you mean `numClasses`?');
  });
});
