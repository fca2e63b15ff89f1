import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { timeseriesDatasetFromArray } from '../../src/datasets/index.js';
import { optionsOf } from '../../src/options.js';
import { Tensor } from '../../src/tensor.js';

interface Windows {
  shape: number[];
  targets: number | null;
  options: Record<string, number>;
  outputs: { shape: number[]; data: number[] }[];
}
const cases: Windows[] = JSON.parse(readFileSync(new URL('../golden/timeseries.json', import.meta.url), 'utf8'));
const counted = (shape: number[], from = 0) =>
  new Tensor(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i),
  );

test.each(cases.map((one) => [JSON.stringify([one.shape, one.targets, one.options]), one] as const))(
  'as Keras: %s',
  (_, { shape, targets, options, outputs }) => {
    const wanted = targets === null ? null : counted([targets, 2], 100);
    const { x, y } = timeseriesDatasetFromArray(counted(shape), wanted as Tensor, optionsOf(options) as never);
    const actual = [x, ...(y ? [y] : [])].map(({ shape, data }) => ({ shape, data: [...data] }));
    expect(actual).toEqual(outputs);
  },
);

test('what has no window', () => {
  const make = (options: object, targets: number[] | null = null) =>
    timeseriesDatasetFromArray([1, 2, 3, 4], targets as number[], options as never);
  expect(() => make({ sequenceLength: 5 })).toThrow(/no window of 5 steps with samplingRate 1 in rows 0 to 4/);
  expect(() => make({ sequenceLength: 2 }, [])).toThrow(/or no target for it: 0 were given/);
  expect(() => make({ sequenceLength: 0 })).toThrow(/`sequenceLength`, expected an integer from 1/);
  expect(() => make({ sequenceLength: 2, endIndex: 5 })).toThrow(/`endIndex`, expected an integer from 0 to 4/);
  expect(() => make({ sequenceLength: 2, batchSize: 2 })).toThrow(/all windows at once\. Give `batchSize` to `fit`/);
  expect(() => timeseriesDatasetFromArray([1, 2], { sequenceLength: 2 } as never, undefined as never)).toThrow(
    /takes \(data, targets, options\), and null where there are no targets/,
  );
  expect(() => make({ sequence_length: 2 })).toThrow(/Did you mean `sequenceLength`/);
});
