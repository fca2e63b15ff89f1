import { expect, test } from 'vitest';
import { Adam, Dense, Input, LSTM, Model, modelFromJSON, Sequential, setRandomSeed } from '../../src/index.js';
import { getRandomState } from '../../src/random-seed.js';
import type { Tensor } from '../../src/index.js';
import { numbers, silent } from '../models/helpers.js';
import { local, remote, x, y } from './helpers.js';

// A model in a worker beside the same model here.

const options = { ...silent, epochs: 3, batchSize: 7, validationSplit: 0.25 };
const bits = (weights: readonly Tensor[]) => weights.map(({ data }) => new Uint32Array(data.slice().buffer));

test('a seed gives the same history, weights and random state', async () => {
  const here = local();
  const { history, epoch } = await here.fit(x, y, options);
  const after = getRandomState();
  const there = await remote(local());
  expect(await there.fit(x, y, options)).toMatchObject({ history, epoch });
  expect(there.history).toMatchObject({ history, epoch });
  expect(bits(await there.getWeights())).toEqual(bits(here.getWeights()));
  expect(getRandomState()).toEqual(after);
});

test('training goes on in the worker where it was: optimizer, dropout and order included', async () => {
  const here = local();
  await here.fit(x, y, options);
  const there = await remote(here);
  const random = getRandomState();
  await there.fit(x, y, options);
  expect(getRandomState().streams).toBeGreaterThan(random.streams);
  const again = local();
  for (let i = 0; i < 2; i++) await again.fit(x, y, options);
  expect(bits(await there.getWeights())).toEqual(bits(again.getWeights()));
});

test('a model of its JSON gets the weights that it gets here', async () => {
  const json = local().toJSON();
  setRandomSeed(8);
  const here = modelFromJSON(json);
  setRandomSeed(8);
  const there = await remote(JSON.stringify(json));
  expect(bits(await there.getWeights())).toEqual(bits(here.getWeights()));
});

test('a model without an input shape is built by its first data', async () => {
  const there = await remote(new Sequential([new Dense(2)]));
  await there.compile({ optimizer: 'sgd', loss: 'mse' });
  await there.fit(numbers([4, 3]), numbers([4, 2]), silent);
  expect((await there.getWeights()).map(({ shape }) => shape)).toEqual([[3, 2], [2]]);
});

test('predictions, scores and steps are the same', async () => {
  const here = local();
  const there = await remote(local());
  expect(await there.predict(x)).toEqual(here.predict(x));
  expect(await there.predictAll(x)).toEqual(here.predictAll(x));
  expect(await there.predictOnBatch(x)).toEqual(here.predictOnBatch(x));
  expect(await there.evaluate(x, y, silent)).toEqual(await here.evaluate(x, y, silent));
  for (const returnDict of [true, false]) {
    expect(await there.trainOnBatch(x, y, { returnDict })).toEqual(here.trainOnBatch(x, y, { returnDict }));
    expect(await there.testOnBatch(x, y, { returnDict })).toEqual(here.testOnBatch(x, y, { returnDict }));
  }
  expect(bits(await there.getWeights())).toEqual(bits(here.getWeights()));
  expect(await there.toJSON()).toEqual(here.toJSON());
});

test('weights can be set, the model compiled anew with objects', async () => {
  const here = local();
  const there = await remote(here);
  const weights = here.getWeights().map(({ shape }, i) => numbers(shape, i + 1));
  here.setWeights(weights);
  await there.setWeights(weights);
  here.compile({ optimizer: new Adam(0.05), loss: 'mae' });
  await there.compile({ optimizer: new Adam(0.05), loss: 'mae' });
  setRandomSeed(4);
  await here.fit(x, y, options);
  setRandomSeed(4);
  await there.fit(x, y, options);
  expect(bits(await there.getWeights())).toEqual(bits(here.getWeights()));
});

test('a stateful model remembers, and forgets', async () => {
  const make = () => new Sequential([Input({ batchShape: [2, 3, 1] }), new LSTM(3, { stateful: true })]);
  setRandomSeed(1);
  const here = make();
  const there = await remote(here);
  const data = numbers([2, 3, 1]);
  const first = here.predict(data);
  expect(await there.predict(data)).toEqual(first);
  expect(await there.predict(data)).toEqual(here.predict(data));
  await there.resetState();
  expect(await there.predict(data)).toEqual(first);
});

test('models with several inputs and outputs take their data by name', async () => {
  const [a, b] = [Input({ shape: [2], name: 'a' }), Input({ shape: [2], name: 'b' })];
  const outputs = [new Dense(1, { name: 'one' }).apply(a), new Dense(2, { name: 'other' }).apply(b)];
  const here = new Model({ inputs: [a, b], outputs });
  here.compile({ optimizer: 'sgd', loss: 'mse' });
  const there = await remote(here);
  const inputs = { a: numbers([5, 2], 1), b: [...Array(5)].map(() => Float32Array.of(1, 2)) };
  const targets = { one: numbers([5, 1], 3), other: numbers([5, 2], 4) };
  expect(await there.predictAll(inputs)).toEqual(here.predictAll(inputs));
  expect(await there.evaluate(inputs, targets, silent)).toEqual(await here.evaluate(inputs, targets, silent));
});

test('the summary is printed here', async () => {
  const here = local();
  const there = await remote(here);
  const [one, other]: string[][] = [[], []];
  expect(await there.summary({ printFn: (text) => one.push(text) })).toEqual(
    here.summary({ printFn: (text) => other.push(text) }),
  );
  expect(one.join('')).toBe(other.join(''));
});

test('the profile is printed here', async () => {
  const [there, text] = [await remote(), [] as string[]];
  const { rows } = await there.profile(x, { y, repeats: 1, printFn: (part) => text.push(part) });
  expect(rows.map(({ kernel }) => kernel)).toContain('lstmBackward');
  expect(text.join('')).toContain('lstmBackward');
});
