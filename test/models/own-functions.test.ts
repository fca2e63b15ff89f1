import { describe, expect, test, vi } from 'vitest';
import {
  Dense,
  Input,
  loadModel,
  losses,
  LSTM,
  Masking,
  metrics,
  modelFromJSON,
  ops,
  type Tensor,
  type TensorLike,
  Sequential,
} from '../../src/index.js';
import type { Loss } from '../../src/losses/index.js';
import type { TensorFunction } from '../../src/types.js';
import { inWorker } from '../../src/worker/index.js';
import { memoryStore } from '../saving/memory-store.js';
import { numbers, silent } from './helpers.js';
import { type Mistake, check, regression, unchanged, wrong, x, y } from './mistakes.js';

const squared: TensorFunction = (yTrue, yPred) => ops.mean(ops.square(ops.subtract(yTrue, yPred)), -1);
const rmse: TensorFunction = (yTrue, yPred) => ops.sqrt(ops.mean(squared(yTrue, yPred)));
const errors: TensorFunction = (yTrue, yPred) => ops.abs(ops.subtract(yTrue, yPred));

function compiled(
  options: Parameters<Sequential['compile']>[0],
  model = new Sequential([Input({ shape: [3] }), new Dense(1)]),
) {
  model.compile({ optimizer: 'sgd', ...options });
  return model;
}

test('a function that is the mean squared error trains as that does', async () => {
  const [own, known] = [compiled({ loss: squared, metrics: [rmse] }), compiled({ loss: 'mse' })];
  known.setWeights(own.getWeights());
  const data = [numbers([20, 3]), numbers([20, 1], 2)] as const;
  const options = { ...silent, epochs: 3, shuffle: false, sampleWeight: numbers([20], 3), batchSize: 6 };
  const [{ history }, expected] = [await own.fit(...data, options), await known.fit(...data, options)];
  expect(Object.keys(history)).toEqual(['loss', 'rmse']);
  history.loss.forEach((loss, i) => expect(loss).toBeCloseTo(expected.history.loss[i], 6));
  own.predict(data[0]).data.forEach((p, i) => expect(p).toBeCloseTo(known.predict(data[0]).data[i], 5));
});

test('masks and weights count as for other losses', async () => {
  const model = (loss: 'mse' | TensorFunction) =>
    compiled(
      { loss, weightedMetrics: [loss] },
      new Sequential([
        Input({ shape: [4, 2] }),
        new Masking(),
        new LSTM(3, { returnSequences: true, seed: 1 }),
        new Dense(1),
      ]),
    );
  const [own, known] = [model(squared), model('mse')];
  known.setWeights(own.getWeights());
  const sequences = numbers([6, 4, 2]);
  sequences.data.fill(0, 4, 12);
  const scores = [own, known].map((one) =>
    one.evaluate(sequences, numbers([6, 4, 1], 2), { ...silent, sampleWeight: numbers([6], 3) }),
  );
  const [actual, expected] = await Promise.all(scores as Promise<number[]>[]);
  actual.forEach((score, i) => expect(score).toBeCloseTo(expected[i], 6));
});

test('a loss of Keras within another, and one value for a batch with weights', async () => {
  const crossentropy = new losses.BinaryCrossentropy();
  const mixed: TensorFunction = (yTrue, yPred) =>
    ops.add(ops.multiply(0.5, crossentropy.call(yTrue, yPred)), new losses.Dice().call(yTrue, yPred));
  const data = [x, [0, 1, 1, 0]] as const;
  const model = (loss: TensorFunction | Loss) =>
    compiled({ loss }, new Sequential([Input({ shape: [3] }), new Dense(1, { activation: 'sigmoid' })]));
  const made = [mixed, crossentropy, new losses.Dice()].map(model);
  for (const one of made) one.setWeights(made[0].getWeights());
  for (const sampleWeight of [null, [2, 1, 0.5, 0.1]]) {
    const scores = made.map((one) => one.evaluate(...data, { ...silent, sampleWeight }));
    const [both, first, second] = (await Promise.all(scores)) as number[];
    if (sampleWeight === null) expect(both).toBeCloseTo(0.5 * first + second, 6);
    // As Keras has it: the value times the mean of the weights.
    else expect(second).toBeCloseTo(((await made[2].evaluate(...data, silent)) as number) * 0.9, 6);
  }
});

test('names in logs are those of the functions', async () => {
  const twice =
    (factor: number): TensorFunction =>
    (yTrue, yPred) =>
      ops.multiply(factor, errors(yTrue, yPred));
  const model = compiled({ loss: 'mse', metrics: [errors, errors, twice(2), twice(3)] });
  const { history } = await model.fit(x, y, silent);
  expect(Object.keys(history)).toEqual(['errors', 'errors_1', 'function', 'function_1', 'loss']);
  expect(history.function_1[0]).toBeCloseTo(1.5 * history.function[0], 6);
});

test('a profile names what is done in plain JavaScript', async () => {
  const { rows } = await compiled({ loss: squared }).profile(x, { y, repeats: 2, printFn: () => {} });
  const named = rows.filter(({ layer }) => ['loss', 'backward'].includes(layer)).map(({ kernel }) => kernel);
  expect(named).toEqual(expect.arrayContaining(['subtract', 'square', 'mean', 'meanGradient', 'squareGradient']));
});

describe('files hold the name', () => {
  const store = memoryStore();
  const saved = async () => {
    const model = compiled({ loss: squared, metrics: [rmse, new metrics.R2Score({ classAggregation: null })] });
    await model.fit(x, y, silent);
    await model.save(store);
    return model;
  };

  test('Keras’s own functions are known', () => {
    const f = (config: string) => ({ module: 'builtins', class_name: 'function', config, registered_name: 'function' });
    const names = ['mean_squared_error', 'kl_divergence', 'accuracy', 'tversky'];
    const compile_config = { optimizer: 'sgd', loss: f('log_cosh'), metrics: names.map(f) };
    const { compile_config: read } = modelFromJSON({ ...regression().toJSON(), compile_config }).toJSON();
    expect(read).toMatchObject({ loss: { class_name: 'LogCosh' } });
    expect(JSON.stringify(read)).toMatch(
      /"metrics":\["mean_squared_error",\{.*"kl_divergence".*"accuracy",\{.*"config":"tversky"/,
    );
  });

  test('and Keras’s short names', async () => {
    const compile_config = { optimizer: 'sgd', loss: 'kld', metrics: ['bce'], weighted_metrics: ['MSLE'] };
    const model = modelFromJSON({ ...regression().toJSON(), compile_config });
    // The names in Keras's logs.
    expect(Object.keys((await model.fit(x, y, silent)).history)).toEqual(['MSLE', 'bce', 'loss']);
  });

  test('and the function is given', async () => {
    const model = await saved();
    const loaded = await loadModel(store, { customObjects: { squared, rmse } });
    expect(await loaded.evaluate(x, y, silent)).toEqual(await model.evaluate(x, y, silent));
    expect(loaded.toJSON()).toEqual(model.toJSON());
    expect(modelFromJSON(model.toJSON(), { customObjects: { squared, rmse } }).toJSON()).toEqual(model.toJSON());
  });

  test('that of the logs, where a function has none', () => {
    const [nameless] = [squared].map(
      (f): TensorFunction =>
        (...both) =>
          f(...both),
    );
    const json = compiled({ loss: [nameless] }).toJSON();
    const loaded = modelFromJSON(json, { customObjects: { function: nameless } });
    expect(loaded.toJSON()).toEqual(json);
    const mistaken = () => modelFromJSON(json, { customObjects: { function: wrong(undefined) } });
    expect(mistaken).toThrow(/customObjects: .*`function`, expected a class of layers or a function\. .*undefined/);
  });

  test('with the package under which Keras registers it', () => {
    const { compile_config: config, ...json } = compiled({ loss: squared }).toJSON();
    const loss = { class_name: 'function', config: 'mine>squared' };
    const load = (customObjects: object) =>
      modelFromJSON(
        { ...json, compile_config: { ...(config as object), loss } },
        { customObjects: wrong(customObjects) },
      );
    expect(() => load({ squared })).toThrow(/load with { customObjects: { 'mine>squared': squared } }, or/);
    expect(load({ 'mine>squared': squared }).compiled).toBeDefined();
  });

  test('or left out', async () => {
    const model = await saved();
    await expect(loadModel(store, { customObjects: { rmse } })).rejects.toThrow(
      /^The store, config\.json: The loss or metric `squared` is not one of those here\. If it is a function of your own.*{ compile: false }\.$/,
    );
    expect((await loadModel(store, { compile: false })).predict(x)).toEqual(model.predict(x));
  });

  test('but TensorFlow.js has no such thing', async () => {
    const model = await saved();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await model.save(memoryStore('model.json'));
    expect(warn.mock.calls.join()).toMatch(/has no loss squared, metric with options/);
    warn.mockRestore();
  });

  test('a function without a name has no way back', async () => {
    const nameless = (
      (): TensorFunction => (yTrue, yPred) =>
        ops.square(ops.subtract(yTrue, yPred))
    )();
    const store = memoryStore('nameless.keras');
    const model = regression();
    model.compile({ loss: nameless });
    await model.save(store);
    await expect(loadModel(store)).rejects.toThrow(/function of your own without a name.*{ compile: false }/);
    await expect(model.loadWeights(store, { byName: true } as never)).rejects.toThrow(
      /passed to loadWeights: `byName`/,
    );
  });

  test('and no class overrides what is not heard', () => {
    class OwnHuber extends losses.Huber {
      override call(yTrue: TensorLike): Tensor {
        return ops.abs(yTrue);
      }
    }
    class OwnError extends metrics.MeanAbsoluteError {
      override updateState(): void {}
    }
    expect(() => compiled({ loss: new OwnHuber() })).toThrow(
      /^A loss of your own is a function, made of `ops`: its `call` would/,
    );
    expect(() => compiled({ loss: 'mse', metrics: [new OwnError()] })).toThrow(
      /^A metric of your own is a function.*`updateState`/,
    );
  });

  test('and workers hold none', async () => {
    await expect(inWorker(await saved())).rejects.toThrow(
      /`squared` is a function of your own, which cannot be sent to a worker/,
    );
    const worker = await inWorker(regression());
    await expect(worker.compile({ loss: squared })).rejects.toThrow(/`squared` is a function of your own/);
    worker.terminate();
  });
});

/** Training with a loss that cannot be; the model stays as it was. */
const fitting = (loss: unknown, message: RegExp, kind: Mistake[2] = TypeError, options = {}): Mistake =>
  unchanged(
    () => compiled({ loss: wrong(loss) }),
    (model) => model.fit(x, y, { ...silent, ...options }),
    message,
    kind,
  );

const twoColumns: TensorFunction = (yTrue, yPred) => ops.concatenate([errors(yTrue, yPred), yPred], -1);

const failing = () => {
  throw new RangeError('mine');
};

test.each<[string, Mistake]>([
  ['a loss that is a number', fitting(() => 1, /must return what `ops` .* from a function: 1$/)],
  ['an asynchronous loss', fitting(async () => 1, /Received from .*<Promise>$/)],
  ['a loss that fails', fitting(failing, /^mine$/, RangeError)],
  [
    'several values for a weight',
    fitting(twoColumns, /weights or masks.* one value per sample, \(4,\)\. Received: \(4, 2\)$/, RangeError, {
      sampleWeight: [1, 2, 3, 4],
    }),
  ],
  [
    'a metric without new',
    [() => compiled({ loss: 'mse', metrics: [wrong(metrics.R2Score)] }), /function R2Score without `new`/, TypeError],
  ],
])('%s', (_, mistake) => check(mistake));
