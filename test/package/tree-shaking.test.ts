import { expect, test } from 'vitest';
import { bundlePage } from '../../scripts/bundle-page.js';

/** The rooms of which a page loads anything at once; files in src/ itself by their names. */
async function roomsOf(program: string): Promise<string[]> {
  const { atOnce } = await bundlePage(program);
  const inputs = atOnce.flatMap(({ inputs }) => inputs).filter((input) => input.startsWith('dist/'));
  const rooms = inputs.map((input) => input.replace('dist/', '').replace(/\/[^/]*$|\.js$/, ''));
  return [...new Set(rooms)].sort();
}

const train = `
  const model = new Sequential([new LSTM(3, { inputShape: [3, 1] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(x, y);`;

test('a page that makes a tensor loads three files', async () => {
  expect(await roomsOf(`import { tensor } from 'markhor'; tensor([1])`)).toEqual(['errors', 'shape', 'tensor']);
});

test('a page that encodes labels loads no kernels', async () => {
  expect(await roomsOf(`import { toCategorical } from 'markhor'; toCategorical([1])`)).not.toContain('kernels');
});

test('a page that trains loads no reference kernels, modes, datasets or formats', async () => {
  const rooms = await roomsOf(`import { Sequential, LSTM, Dense } from 'markhor'; ${train}`);
  expect(rooms).toContain('kernels');
  expect(rooms.filter((room) => /^(kernels\/reference|modes|datasets|formats|storage|saving)/.test(room))).toEqual([]);
});

test('a page of a Sequential loads nothing of Model', async () => {
  const { atOnce } = await bundlePage(`import { Sequential, LSTM, Dense } from 'markhor'; ${train}`);
  const inputs = atOnce.flatMap(({ inputs }) => inputs);
  expect(inputs).toContain('dist/models/sequential.js');
  expect(inputs.filter((input) => /functional|reapply|layer-order/.test(input))).toEqual([]);
});

test('an import of which nothing is used leaves nothing', async () => {
  const { atOnce } = await bundlePage(`import { Sequential } from 'markhor'; import * as modes from 'markhor/modes';`);
  expect(atOnce.map(({ contents }) => contents.length)).toEqual([0]);
});

test('what is loaded when needed does not cut a page that trains in two', async () => {
  const { atOnce } = await bundlePage(`import { Sequential, LSTM, Dense } from 'markhor'; ${train}`);
  // Its own program, and what that shares with later chunks.
  expect(atOnce).toHaveLength(2);
});
