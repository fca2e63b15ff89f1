import { describe, expect, test } from 'vitest';
import { Tensor, type TensorLike, tensor, toTensor } from '../src/tensor.js';

const wrong = (value: unknown) => value as TensorLike;

describe('tensor', () => {
  test.each<[string, TensorLike, number[], number[]]>([
    ['a number', 3, [], [3]],
    ['an array', [1, 2, 3], [3], [1, 2, 3]],
    [
      'nested arrays',
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    ['booleans', [[true, false]], [1, 2], [1, 0]],
    ['nothing', [], [0], []],
    ['rows of nothing', [[], []], [2, 0], []],
    ['a typed array', Uint8Array.of(1, 255), [2], [1, 255]],
    ['typed rows', [Float64Array.of(1, 2), Float64Array.of(3, 4)], [2, 2], [1, 2, 3, 4]],
    ['mixed rows', [[1, 2], Int16Array.of(3, -4)], [2, 2], [1, 2, 3, -4]],
    ['a shape and bytes', { shape: [1, 2], data: Uint8Array.of(7, 8) }, [1, 2], [7, 8]],
    ['a shape and an array', { shape: [2, 1], data: [7, 8] }, [2, 1], [7, 8]],
    ['float32 rounding', [0.1], [1], [Math.fround(0.1)]],
  ])('%s', (_, values, shape, data) => {
    const made = toTensor(values);
    expect(made.shape).toEqual(shape);
    expect([...made.data]).toEqual(data);
    expect(made.size).toBe(data.length);
  });

  test('with a shape', () => {
    expect(tensor([1, 2, 3, 4], [2, 2]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor(Float64Array.of(1, 2), [2, 1]).toArray()).toEqual([[1], [2]]);
  });

  test('JSON keeps shape and values', () => {
    const values = tensor([[0.1], [-2], [1e-30]]);
    expect(tensor(JSON.parse(JSON.stringify(values)))).toEqual(values);
  });

  test('operators take the only number, texts all', () => {
    expect(Number(tensor([[2.5]])) + 1).toBe(3.5);
    expect(`${tensor([[1, 2], [Number.NaN, -Infinity]])}`).toBe('[[1,2],[NaN,-Infinity]]'); // prettier-ignore
    expect(() => Math.round(tensor([1, 2]) as never)).toThrow(
      /^A tensor of 2 numbers is not a number. Use `toArray\(\)`/,
    );
  });

  test('toArray', () => {
    expect(tensor(5).toArray()).toBe(5);
    expect(tensor([[[1, 2]], [[3, 4]]]).toArray()).toEqual([[[1, 2]], [[3, 4]]]);
    expect(new Tensor([2, 0], new Float32Array(0)).toArray()).toEqual([[], []]);
  });

  test('toTensor takes float32 as it is, tensor copies', () => {
    const data = Float32Array.of(1, 2);
    expect(toTensor(data).data).toBe(data);
    expect(toTensor({ shape: [2], data }).data).toBe(data);
    expect(tensor(data).data).not.toBe(data);
    expect(tensor(data).data).toEqual(data);
  });
});

describe('tensor errors', () => {
  // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
  const sparse = [[1, , 3]];
  test.each<[string, unknown, ErrorConstructor, string]>([
    ['ragged rows', [[1, 2], [3]], RangeError, 'x is ragged: x[1] is an array of 1, where x[0] is an array of 2.'],
    [
      'deep',
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      RangeError,
      'x is ragged: x[1][1] is an array of 2, where x[0][0] is an array of 1.',
    ],
    ['a number among rows', [[1], 2], RangeError, 'x is ragged: x[1] is 2, where x[0] is an array of 1.'],
    ['a row among numbers', [1, [2]], RangeError, 'x is ragged: x[1] is an array of 1, where x[0] is a number.'],
    [
      'typed rows too high up',
      [[[1, 2]], Float32Array.of(3)],
      RangeError,
      'x is ragged: x[1] is an array of 1, where x[0] is an array of 1 arrays.',
    ],
    ['null row', [[1], null], TypeError, 'x is ragged: x[1] is null, where x[0] is an array of 1.'],
    ['a string', [[1, '2']], TypeError, "x[0][1] must be a number. Received: '2'. Convert it with `Number(…)`."],
    ['null', [1, null], TypeError, 'x[1] must be a number. Received: null.'],
    ['undefined', [1, undefined], TypeError, 'x[1] must be a number. Received: undefined.'],
    ['a hole', sparse, TypeError, 'x[0][1] must be a number. Received: undefined.'],
    [
      'BigInts',
      BigInt64Array.of(1n),
      TypeError,
      'x must hold numbers, but is a BigInt64Array. Convert it with `Float32Array.from(values, Number)`.',
    ],
    ['null itself', null, TypeError, 'typed array or { shape, data }. Received: null.'],
    ['a string itself', 'abc', TypeError, "Received: 'abc'."],
    ['a tensor inside', [new Tensor([1], Float32Array.of(1))], TypeError, 'x[0] is a tensor inside of an array.'],
    ['a wrong size', { shape: [2, 2], data: [1] }, RangeError, 'x of shape (2, 2) has 4 values, but 1 were given.'],
    ['a wrong shape', { shape: [-1], data: [1] }, TypeError, 'x.shape needs a shape'],
    [
      'wrong data',
      { shape: [1], data: 'a' },
      TypeError,
      "x.data must be an array of numbers or a typed array. Received: 'a'.",
    ],
  ])('%s', (_, value, kind, message) => {
    expect(() => toTensor(wrong(value))).toThrow(kind);
    expect(() => toTensor(wrong(value))).toThrow(message);
  });

  test('of shapes', () => {
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow('A Tensor of shape (2, 2) has 4 values, but 3 were given.');
    expect(() => new Tensor([2], new Float32Array(3))).toThrow(
      'A Tensor of shape (2,) has 2 values, but 3 were given.',
    );
  });
});
