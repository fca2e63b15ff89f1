import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadGolden } from './golden.js';
import { scope } from './scope.js';

const { counts, notYet } = JSON.parse(readFileSync(new URL('./coverage.json', import.meta.url), 'utf8')) as {
  counts: Record<string, number>;
  notYet: Record<string, Record<string, number>>;
};

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const run = sum(Object.values(scope).map((one) => one.run));
const left = sum(Object.values(scope).map((one) => one.left));
const elsewhere = sum(Object.values(notYet).flatMap((classes) => Object.values(classes)));

test(`${run} of Keras's cases run; not yet in scope: ${left} of these files and ${elsewhere} of other classes`, () => {
  for (const [name, { run, left }] of Object.entries(scope)) expect(loadGolden(name), name).toHaveLength(run + left);
});

test('no file is without a runner', () => {
  // Mistakes and summaries have tests of their own, with the models.
  const { errors: _, summary: __, ...files } = counts;
  expect(Object.keys(scope).sort()).toEqual(
    [...Object.keys(files), 'generated', 'masking', 'normalization', 'trained-functions', 'trained-metrics'].sort(),
  );
  for (const [name, count] of Object.entries(files)) expect(scope[name].run + scope[name].left, name).toBe(count);
});
