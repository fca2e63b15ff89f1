import { expect, test } from 'vitest';
import { BatchNormalization, Dense, Dropout, Input, LSTM, Sequential, setRandomSeed } from '../../src/index.js';
import { random } from '../kernels/check-kernel.js';

const x = { shape: [8, 5, 2], data: random(80) };
const y = { shape: [8, 1], data: random(8) };

function model() {
  const model = new Sequential([new LSTM(6, { inputShape: [5, 2] }), new Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

test('profile prints, and returns, the time of a prediction or of a training step by layer and kernel', async () => {
  const [trained, printed] = [model(), [] as string[]];
  const weights = trained.getWeights();
  const options = { repeats: 2, printFn: (text: string) => printed.push(text) };
  const predicting = await trained.profile(x, options);
  const training = await trained.profile(x, { ...options, y });
  const kernels = ({ rows }: typeof training) => rows.map(({ layer, kernel, calls }) => [layer, kernel, calls]);
  expect(kernels(predicting)).toContainEqual(['lstm', 'lstmForward', 1]);
  expect(kernels(predicting)).not.toContainEqual(['lstm', 'lstmBackward', 1]);
  expect(kernels(training)).toContainEqual(['lstm', 'lstmBackward', 1]);
  expect(kernels(training)).toContainEqual(['loss', 'meanError', 1]);
  const sum = training.rows.reduce((total, { milliseconds }) => total + milliseconds, 0);
  expect(training.milliseconds).toBeCloseTo(sum, 9);
  expect(printed).toHaveLength(2);
  expect(printed[1]).toMatch(/^layer +kernel +calls +µs +share\n/);
  expect(printed[1]).toMatch(
    /µs on \d threads?; temporaries [\d.]+ KB, packed weights [\d.]+ KB, all models [\d.]+ KB\n$/,
  );
  expect(trained.getWeights()).toEqual(weights);
});

test('profile says of options that it does not know', async () => {
  await expect(model().profile(x, { target: y } as object)).rejects.toThrow(
    /Unrecognized option passed to profile: `target`/,
  );
});

test('profile leaves what layers remember, random numbers and metrics as they were', async () => {
  const run = async (looks: boolean) => {
    setRandomSeed(1);
    const layers = [
      Input({ batchShape: [8, 5, 2] }),
      new LSTM(4, { stateful: true, dropout: 0.5 }),
      new Dropout(0.5),
      new BatchNormalization(),
      new Dense(1),
    ];
    const model = new Sequential(layers);
    model.compile({ loss: 'mse', metrics: ['mae'] });
    const profile = async () => {
      if (looks) await model.profile(x, { y, repeats: 1, printFn() {} });
    };
    await profile();
    const { history } = await model.fit(x, y, { epochs: 2, verbose: 0, callbacks: { onTrainBatchEnd: profile } });
    return [history, model.predict(x).toArray()];
  };
  expect(await run(true)).toEqual(await run(false));
});

test.each([0, 1.5, Number.NaN])('profile refuses %s repeats', async (repeats) => {
  await expect(model().profile(x, { repeats })).rejects.toThrow(/`repeats`, expected a/);
});
