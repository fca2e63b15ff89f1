import { expect, test } from 'vitest';
import { theArena } from '../../src/graph/index.js';
import { Dense, info, Sequential } from '../../src/index.js';
import { useReference } from '../../src/reference.js';

test('models made after useReference run in plain JavaScript, those made before as they did', () => {
  const make = () => new Sequential([new Dense(2, { inputDim: 3 })]);
  const [before, arena] = [make(), theArena()];
  useReference();
  expect(info()).toMatchObject({ machine: 'reference', threads: 1 });
  const [x, after] = [[[1, 2, 3]], make()];
  after.setWeights(before.getWeights());
  expect(after.predict(x).data[0]).toBeCloseTo(before.predict(x).data[0], 5);
  expect(arena).not.toBe(theArena());
});
