import { expect, test } from 'vitest';
import { Arena, theArena } from '../../src/graph/index.js';
import { Adam, Dense, ExponentialDecay, Input, LSTM, modelFromJSON, Sequential, SGD } from '../../src/index.js';
import { memoryOf, recall } from '../../src/optimizers/index.js';
import { expectUnchanged, numbers, setNumbers, silent, weightsOf } from './helpers.js';

// What happens between batches, or instead of one, must not be seen in the numbers of a training.

const x = numbers([12, 4, 2], 1);
const y = numbers([12, 1], 2);

function lstm(units = 5): Sequential {
  const model = new Sequential([Input({ shape: [4, 2] }), new LSTM(units), new Dense(1)]);
  setNumbers(model);
  model.compile({ optimizer: new Adam(0.01), loss: 'mse', metrics: ['mae'] });
  return model;
}

const train = async (model: Sequential, onTrainBatchEnd: () => unknown = () => {}) => {
  const options = { ...silent, shuffle: false, epochs: 3, batchSize: 5, callbacks: { onTrainBatchEnd } };
  const { history } = await model.fit(x, y, options);
  return { history, weights: weightsOf(model) };
};

test('predictions and other models do not disturb a training', async () => {
  const plain = await train(lstm());
  const model = lstm();
  expect(await train(model, () => model.predict(numbers([40, 4, 2])))).toEqual(plain);
  expect(await train(lstm(), () => train(lstm(9)))).toEqual(plain);
  expect(
    await train(lstm(), () => new Sequential([new Dense(200, { inputDim: 300 })]).predict(numbers([50, 300]))),
  ).toEqual(plain);
});

test('two models train at the same time', async () => {
  const [one, other] = [await train(lstm(4)), await train(lstm(7))];
  expect(await Promise.all([train(lstm(4)), train(lstm(7))])).toEqual([one, other]);
});

test('a schedule is computed without disturbing the loss', async () => {
  for (const units of [1, 2, 5, 16]) {
    const [plain, scheduled] = [lstm(units), lstm(units)];
    plain.compile({ optimizer: new SGD(0.1), loss: 'mse', metrics: ['mae'] });
    const learningRate = new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 5, decayRate: 1 });
    scheduled.compile({ optimizer: new SGD({ learningRate }), loss: 'mse', metrics: ['mae'] });
    expect(await train(scheduled)).toEqual(await train(plain));
  }
});

test('a schedule goes through the configuration', async () => {
  const model = lstm();
  const learningRate = new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 5, decayRate: 0.5 });
  model.compile({ optimizer: new SGD({ learningRate }), loss: 'mse' });
  const copy = modelFromJSON(JSON.stringify(model.toJSON()));
  copy.setWeights(model.getWeights());
  expect(copy.toJSON()).toEqual(model.toJSON());
  expect(await train(copy as Sequential)).toEqual(await train(model));
});

test('the learning rate may be set while training', async () => {
  const model = lstm();
  const before = weightsOf(model);
  model.optimizer!.learningRate = 0;
  expect((await train(model)).weights).toEqual(before);
  const { weights } = await train(model, () => {
    model.optimizer!.learningRate = 0.1;
  });
  expect(weights).not.toEqual(before);
});

test('a batch too large for the memory is refused, a smaller one works', async () => {
  const model = new Sequential([new Dense(20_000, { inputDim: 1 }), new Dense(1)]);
  model.compile({ loss: 'mse' });
  const [x, y] = [numbers([60_000, 1]), numbers([60_000, 1])];
  await expectUnchanged(model, () => model.predict(x, { batchSize: 60_000 }), /Out of memory.*smaller batchSize/);
  await expectUnchanged(model, () => model.fit(x, y, { ...silent, batchSize: 60_000 }), /Out of memory/);
  expect(model.predict(numbers([3, 1])).shape).toEqual([3, 1]);
  expect(model.trainOnBatch(numbers([3, 1]), numbers([3, 1]))).toBeGreaterThan(0);
});

test('a sequence too long for 32 bits is refused', async () => {
  const model = new Sequential([new LSTM(512, { inputShape: [null, 1] })]);
  model.compile({ loss: 'mse' });
  for (const steps of [9_500, 18_750]) {
    const [x, y] = [numbers([64, steps, 1]), numbers([64, 512])];
    await expectUnchanged(model, () => model.trainOnBatch(x, y), /Out of memory.*shorter sequences/);
  }
});

test('Adam goes on from any number of steps', async () => {
  const model = lstm();
  await train(model);
  recall(model.optimizer!, { ...memoryOf(model.optimizer!), steps: 2 ** 52 });
  const start = performance.now();
  await train(model);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('data of ever new shapes do not fill the memory', () => {
  const model = new Sequential([Input({ shape: [null, 2] }), new LSTM(64)]);
  for (let steps = 1; steps <= 60; steps++) expect(model.predict(numbers([2, steps, 2])).shape).toEqual([2, 64]);
  const { bytes } = model.arena;
  for (let steps = 1; steps <= 60; steps++) model.predict(numbers([2, steps, 2]));
  expect(model.arena.bytes).toBeLessThan(bytes + 2 ** 20);
});

test('a callback that evaluates the model under training is told why it cannot', async () => {
  const model = lstm();
  await expect(train(model, () => model.evaluate(x, y, silent))).rejects.toThrow(/is training or being evaluated/);
  expect((await train(model)).history.loss).toHaveLength(3);
});

test('models made one after another do not fill the memory', async () => {
  const arena = new Arena();
  for (let i = 0; i < 100; i++) {
    arena.allocate(2 ** 24);
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(arena.bytes).toBeLessThan(50 * 2 ** 24);
});

test('weights whose packed form 32 bits do not count', () => {
  // Packed, 16 columns lie where there is one: 8 GiB.
  const { kernels } = theArena();
  for (const features of [2 ** 27, 2 ** 28]) expect(kernels.packedSize(1, features)).toBe(16 * (features + 1));
});
