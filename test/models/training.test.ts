import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  Adam,
  Callback,
  type CompileOptions,
  Dense,
  Initializer,
  EarlyStopping,
  ExponentialDecay,
  type FitOptions,
  Input,
  L2,
  type Logs,
  losses,
  LSTM,
  Model,
  modelFromJSON,
  metrics,
  Sequential,
  SGD,
  setRandomSeed,
  type TensorLike,
} from '../../src/index.js';
import type { LossIdentifier } from '../../src/losses/index.js';
import type { MetricIdentifier } from '../../src/metrics/index.js';
import { memoryOf } from '../../src/optimizers/index.js';
import { expectClose } from '../kernels/check-kernel.js';
import { caught, labels, numbers, setNumbers, silent, weightsOf } from './helpers.js';

const x = numbers([10, 3], 1);
const y = numbers([10, 1], 2);

function dense(): Sequential {
  const model = new Sequential([Input({ shape: [3] }), new Dense(4, { activation: 'tanh' }), new Dense(1)]);
  setNumbers(model);
  model.compile({ optimizer: new SGD(0.1), loss: 'mse', metrics: ['mae'] });
  return model;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const busy = /is training or being evaluated/;
const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const fitted = (model: Sequential, options: FitOptions = {}) =>
  model.fit(x, y, { ...silent, shuffle: false, ...options });

describe('frozen layers', () => {
  test('do not move; the others do', async () => {
    const model = dense();
    model.layers[0].trainable = false;
    model.compile({ optimizer: 'adam', loss: 'mse' });
    const before = weightsOf(model);
    await fitted(model, { epochs: 3 });
    expect(weightsOf(model).slice(0, 2)).toEqual(before.slice(0, 2));
    expect(weightsOf(model)[2]).not.toEqual(before[2]);
  });

  test('are not decayed nor punished', async () => {
    const model = new Sequential([
      new Dense(2, { inputDim: 3, kernelRegularizer: new L2(1), trainable: false }),
      new Dense(1),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 0.1, weightDecay: 0.5 }), loss: 'mse', metrics: ['mse'] });
    const before = weightsOf(model)[0];
    const { loss, mse } = (await fitted(model)).history;
    expectClose(loss, mse, 1e-6, 'loss');
    expect(weightsOf(model)[0]).toEqual(before);
  });

  test('a layer in a frozen model trains where it is set free, as in Keras', () => {
    const inner = new Sequential([new Dense(2, { inputDim: 3 }), new Dense(2)], { trainable: false });
    inner.layers[1].trainable = true;
    const model = new Sequential([inner, new Dense(1)]);
    const counts = (one: Model | Sequential) =>
      [one, one.layers[0]].map(({ trainableVariables }) => trainableVariables.length);
    expect(counts(model)).toEqual([4, 0]);
    expect(counts(modelFromJSON(model.toJSON()))).toEqual([4, 0]);
    const input = Input({ shape: [3] });
    const frozen = new Model({ inputs: input, outputs: new Dense(1).apply(input), trainable: false });
    expect(new Sequential([frozen]).trainableVariables).toEqual([]);
  });

  test('are punished until the next compile', () => {
    const model = new Sequential([new Dense(1, { inputDim: 1, kernelInitializer: 'ones', kernelRegularizer: 'l2' })]);
    const compile = () => model.compile({ optimizer: new SGD(0), loss: 'mse' });
    const lossOf = (count: number) => model.trainOnBatch(numbers([count, 1]), numbers([count, 1]));
    compile();
    expect(lossOf(1)).toBeCloseTo(0.01, 6);
    model.layers[0].trainable = false;
    for (const count of [1, 2]) expect(() => lossOf(count)).toThrow(/`trainable` has changed .* Call `compile` again/);
    expect(model.testOnBatch([[1]], [[1]])).toBeCloseTo(0.01, 6);
    compile();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect([lossOf(1), lossOf(2)]).toEqual([0, 0]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^Model '.*' has no trainable weights\.$/)]]);
    warn.mockRestore();
  });

  test('a wholly frozen model can be evaluated and trained, and stays', async () => {
    const model = dense();
    model.trainable = false;
    model.compile({ loss: 'mse' });
    const before = weightsOf(model);
    await fitted(model);
    expect(weightsOf(model)).toEqual(before);
  });
});

describe('callbacks', () => {
  class Recorder extends Callback {
    readonly calls: string[] = [];
    constructor(private readonly stopAt = '') {
      super();
      for (const name of ['onTrainBegin', 'onTrainEnd', 'onTestBegin', 'onTestEnd'] as const)
        this[name] = () => this.record(name);
      for (const name of [
        'onEpochBegin',
        'onEpochEnd',
        'onTrainBatchBegin',
        'onTrainBatchEnd',
        'onTestBatchEnd',
      ] as const)
        this[name] = (index: number) => this.record(`${name} ${index}`);
    }
    private record(call: string): void {
      this.calls.push(call);
      if (call === this.stopAt) this.model.stopTraining = true;
    }
  }

  test('are called in order', async () => {
    const recorder = new Recorder();
    await fitted(dense(), { callbacks: recorder, batchSize: 5, validationData: [x, y] });
    expect(recorder.calls).toEqual([
      'onTrainBegin',
      'onEpochBegin 0',
      'onTrainBatchBegin 0',
      'onTrainBatchEnd 0',
      'onTrainBatchBegin 1',
      'onTrainBatchEnd 1',
      'onTestBegin',
      'onTestBatchEnd 0',
      'onTestBatchEnd 1',
      'onTestEnd',
      'onEpochEnd 0',
      'onTrainEnd',
    ]);
  });

  test('stopTraining ends after the batch, and the next fit runs', async () => {
    const recorder = new Recorder('onTrainBatchEnd 0');
    const model = dense();
    expect((await fitted(model, { callbacks: recorder, batchSize: 5, epochs: 3 })).epoch).toEqual([0]);
    expect(recorder.calls).not.toContain('onTrainBatchBegin 1');
    expect((await fitted(model, { epochs: 2 })).epoch).toEqual([0, 1]);
  });

  test('batch logs are running means', async () => {
    const logs: Logs[] = [];
    const model = dense();
    const { history } = await fitted(model, {
      batchSize: 4,
      callbacks: { onTrainBatchEnd: (_, log) => logs.push(log!) },
    });
    expect(logs.map(({ loss }) => loss).at(-1)).toBe(history.loss[0]);
    expect(Object.keys(logs[0])).toEqual(['loss', 'mae']);
  });

  test('what a callback throws rejects fit, and the model stays usable', async () => {
    const model = dense();
    const error = new Error('stop');
    const callbacks = {
      onEpochEnd() {
        throw error;
      },
    };
    expect(await caught(() => fitted(model, { callbacks }))).toBe(error);
    expect((await fitted(model)).epoch).toEqual([0]);
  });

  test('EarlyStopping gives back the best weights', async () => {
    const model = dense();
    model.compile({ optimizer: new SGD(3), loss: 'mse' });
    const seen: number[][][] = [];
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const callbacks = [{ onEpochEnd: () => seen.push(weightsOf(model)) }, stopping];
    const { epoch } = await fitted(model, { epochs: 50, callbacks });
    expect(epoch.length).toBeLessThan(50);
    expect(weightsOf(model)).toEqual(seen[stopping.bestEpoch]);
    expect(stopping.bestEpoch).toBe(epoch.length - 3);
  });
});

describe('the end of a fit', () => {
  test('AbortSignal rejects with its reason; the model stays usable', async () => {
    const model = dense();
    const controller = new AbortController();
    const reason = new Error('enough');
    const callbacks = { onTrainBatchEnd: (batch: number) => batch === 1 && controller.abort(reason) };
    expect(await caught(() => fitted(model, { epochs: 9, batchSize: 2, callbacks, signal: controller.signal }))).toBe(
      reason,
    );
    expect(weightsOf(model).flat().every(Number.isFinite)).toBe(true);
    expect(await caught(() => fitted(model, { signal: controller.signal }))).toBe(reason);
    expect((await fitted(model)).history.loss[0]).toBeGreaterThan(0);
  });

  test('evaluate can be aborted too', async () => {
    expect((await caught(() => dense().evaluate(x, y, { ...silent, signal: AbortSignal.abort() }))).name).toBe(
      'AbortError',
    );
  });

  test('one fit at a time', async () => {
    const model = dense();
    const onTrainBatchEnd = async () => {
      for (const second of [
        () => fitted(model),
        () => model.evaluate(x, y, silent),
        () => model.trainOnBatch(x, y),
        () => model.testOnBatch(x, y),
        () => model.compile({ loss: 'mse' }),
      ]) {
        expect((await caught(second)).message).toMatch(busy);
      }
      expect(model.predict(x).shape).toEqual([10, 1]);
    };
    expect((await fitted(model, { epochs: 5, callbacks: { onTrainBatchEnd } })).epoch).toHaveLength(5);
  });

  test.each([true, false])('between epochs hooks evaluate, waited for %s', async (waits) => {
    const other = [numbers([7, 3], 3), numbers([7, 1], 4)] as const;
    const plain = dense();
    const expected = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      await fitted(plain);
      expected.push(await plain.evaluate(...other, silent), await plain.evaluate(x, y, silent));
    }
    const model = dense();
    const results: Promise<unknown>[] = [];
    const onEpochEnd = async () => {
      results.push(model.evaluate(...other, silent), model.evaluate(x, y, silent));
      if (waits) await Promise.all(results);
    };
    const { history } = await fitted(model, { epochs: 3, callbacks: { onEpochEnd } });
    expect(await Promise.all(results)).toEqual(expected);
    expect(history).toEqual((await fitted(dense(), { epochs: 3 })).history);
    expect(weightsOf(model)).toEqual(weightsOf(plain));
  });

  test('an evaluation by a hook that fails is its own affair, and one that ends a fit leaves the model usable', async () => {
    const model = dense();
    const failing = () => model.evaluate(numbers([2, 5]), y, silent);
    expect((await fitted(model, { callbacks: { onEpochEnd: () => void failing().catch(() => {}) } })).epoch).toEqual([
      0,
    ]);
    await expect(fitted(model, { callbacks: { onEpochEnd: failing } })).rejects.toThrow(/expects data of shape/);
    expect(await model.evaluate(x, y, silent)).toBeDefined();
  });

  test('an evaluation that begins while another ends is waited for, too', async () => {
    const model = dense();
    const many = [numbers([100_000, 3]), numbers([100_000, 1], 2), { ...silent, batchSize: 1 }] as const;
    const results: Promise<unknown>[] = [];
    const onEpochEnd = (epoch: number) => {
      if (epoch > 0) return;
      results.push(model.evaluate(...many));
      setTimeout(() => results.push(model.evaluate(...many)), 1);
    };
    const callbacks = { onEpochEnd, onTrainBatchEnd: () => later(1) };
    const { history } = await fitted(model, { epochs: 2, batchSize: 5, callbacks });
    const [one, other] = await Promise.all(results);
    expect(results).toHaveLength(2);
    expect(other).toEqual(one);
    expect(history).toEqual((await fitted(dense(), { epochs: 2, batchSize: 5 })).history);
  });

  test('where a hook throws beside the evaluation of another, that is waited for', async () => {
    const model = dense();
    let result: unknown;
    const evaluating = () => {
      void model.evaluate(x, y, { ...silent, callbacks: { onTestEnd: () => later(5) } }).then((one) => (result = one));
    };
    const throwing = () => {
      throw new Error('enough');
    };
    const callbacks = [{ onEpochEnd: evaluating }, { onEpochEnd: throwing }];
    await expect(fitted(model, { callbacks })).rejects.toThrow('enough');
    expect(result).toEqual(await model.evaluate(x, y, silent));
  });

  test('who waits for a hook cannot be waited for by it', async () => {
    const model = dense();
    const again = () => model.evaluate(x, y, silent);
    const within = () =>
      model.evaluate(x, y, { ...silent, callbacks: { onTestEnd: async () => void (await again()) } });
    await expect(fitted(model, { callbacks: { onEpochEnd: async () => void (await within()) } })).rejects.toThrow(busy);
    expect((await fitted(model)).epoch).toEqual([0]);
  });

  test('what was recorded of an ended fit is there', async () => {
    const model = dense();
    const onEpochEnd = (epoch: number) => {
      expect(model.history!.epoch).toHaveLength(epoch);
      if (epoch === 2) throw new Error('enough');
    };
    await expect(fitted(model, { epochs: 5, callbacks: { onEpochEnd } })).rejects.toThrow('enough');
    expect(model.history!.epoch).toEqual([0, 1]);
  });

  test('a fit that was aborted is waited for by the next, one alone is not', async () => {
    const model = dense();
    const controller = new AbortController();
    const first = caught(() => fitted(model, { epochs: 1_000_000, signal: controller.signal }));
    controller.abort(new Error('enough'));
    const second = fitted(model, { epochs: 2 });
    expect((await caught(() => fitted(model))).message).toMatch(/is training/);
    expect((await first).message).toBe('enough');
    expect((await second).epoch).toEqual([0, 1]);
  });

  test('so are several that were aborted, also with wrong options', async () => {
    const model = dense();
    const fits = [...Array(5).keys()].map((i) => {
      const controller = new AbortController();
      const epochs = i === 4 ? 1 : i === 2 ? -1 : 1_000_000;
      const fit = fitted(model, { epochs, signal: controller.signal });
      if (i < 4) controller.abort(new Error(`aborted ${i}`));
      return fit.catch(({ message }: Error) => message);
    });
    const [first, second, third, fourth, last] = await Promise.all(fits);
    expect([first, second, fourth]).toEqual(['aborted 0', 'aborted 1', 'aborted 3']);
    expect(third).toMatch(/`epochs`, expected/);
    expect(last).toMatchObject({ epoch: [0] });
    expect((await fitted(model)).epoch).toEqual([0]);
  });

  test('timers get their turn', async () => {
    let fired = 0;
    const timer = setInterval(() => fired++, 5);
    const started = performance.now();
    const stop = new (class extends Callback {
      override onEpochEnd(): void {
        this.model.stopTraining = performance.now() - started > 200;
      }
    })();
    await fitted(dense(), { epochs: 1_000_000, callbacks: stop });
    clearInterval(timer);
    expect(fired).toBeGreaterThan(0);
  });

  test('timers get their turn between short trainings, too', async () => {
    const model = dense();
    let fired = 0;
    const timer = setInterval(() => fired++, 5);
    for (const started = performance.now(); performance.now() - started < 200; ) await fitted(model, { epochs: 1 });
    clearInterval(timer);
    expect(fired).toBeGreaterThan(0);
  });

  test('tests with fake timers, which never fire, see its end', async () => {
    let now = 1e6;
    vi.useFakeTimers({ toFake: ['setImmediate'] });
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 20));
    await fitted(dense(), { batchSize: 1, epochs: 2 });
  });

  test('where there is neither setImmediate nor MessageChannel, as under Jest with jsdom, a timer gives the turn', async () => {
    for (const name of ['setImmediate', 'MessageChannel']) vi.stubGlobal(name, undefined);
    vi.resetModules();
    const { giveTurn } = await import('../../src/models/pause.js');
    const passed = vi.fn<() => void>();
    setTimeout(passed);
    await giveTurn();
    vi.unstubAllGlobals();
    expect(passed).toHaveBeenCalled();
  });

  test('each long step is followed by a turn, whatever short ones a hook has done before', async () => {
    const [model, other] = [dense(), dense()];
    let now = 1e6;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    vi.spyOn(model.trainer!, 'train').mockImplementation(() => void (now += 20));
    let turns = 0;
    let next = setImmediate(function count() {
      turns++;
      next = setImmediate(count);
    });
    const onEpochBegin = async () => void (await other.evaluate(x, y, { ...silent, batchSize: 1 }));
    await fitted(model, { batchSize: 1, epochs: 2, callbacks: { onEpochBegin } });
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(2 * x.shape[0]);
  });
});

describe('validation', () => {
  test('validationSplit takes the last samples', async () => {
    const [split, given] = [dense(), dense()];
    const cut = (tensor: typeof x, from: number, to: number) => {
      const width = tensor.shape[1];
      return { shape: [to - from, width], data: tensor.data.slice(from * width, to * width) };
    };
    const first = await fitted(split, { validationSplit: 0.25, epochs: 3 });
    const second = await given.fit(cut(x, 0, 7), cut(y, 0, 7), {
      ...silent,
      epochs: 3,
      shuffle: false,
      validationData: [cut(x, 7, 10), cut(y, 7, 10)],
    });
    expect(first.history).toEqual(second.history);
    expect(Object.keys(first.history)).toEqual(['loss', 'mae', 'val_loss', 'val_mae']);
  });

  test('validation weighs with its own sample weights', async () => {
    const weights = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const model = dense();
    const { history } = await fitted(model, { validationData: [x, y, weights] });
    expect(history.val_loss[0]).toBe(
      await model.evaluate(x, y, { ...silent, sampleWeight: weights }).then((s) => (s as number[])[0]),
    );
  });

  test.each([
    [2, [1, 3]],
    [
      [1, 5],
      [0, 4],
    ],
  ])('validationFreq %j', async (validationFreq, epochs) => {
    const validated: number[] = [];
    const onEpochEnd = (epoch: number, logs?: Logs) => void ('val_loss' in logs! && validated.push(epoch));
    await fitted(dense(), { epochs: 5, validationFreq, validationData: [x, y], callbacks: { onEpochEnd } });
    expect(validated).toEqual(epochs);
  });
});

describe('weights of samples', () => {
  const classes = (): Sequential => {
    const model = new Sequential([Input({ shape: [3] }), new Dense(3, { activation: 'softmax' })]);
    setNumbers(model);
    model.compile({ optimizer: new SGD(0.5), loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
    return model;
  };
  const trained = async (y: TensorLike, options: FitOptions, model = classes()) => {
    await model.fit(x, y, { ...silent, shuffle: false, batchSize: 4, ...options });
    return weightsOf(model);
  };

  test('class weights are sample weights by label', async () => {
    const y = labels(10, 3);
    const byClass = await trained(y, { classWeight: { 0: 2, 2: 0.5 } });
    expect(byClass).toEqual(await trained(y, { sampleWeight: y.map((label) => [2, 1, 0.5][label]) }));
    expect(byClass).not.toEqual(await trained(y, {}));
  });

  test('a weight of 0 leaves a sample out; weights of 1 change nothing', async () => {
    const y = labels(10, 3);
    const other = y.map((label, i) => (i < 5 ? label : (label + 1) % 3));
    const sampleWeight = y.map((_, i) => (i < 5 ? 1 : 0));
    expect(await trained(y, { sampleWeight })).toEqual(await trained(other, { sampleWeight }));
    expect(await trained(y, { sampleWeight: y.map(() => 1) })).toEqual(await trained(y, {}));
  });

  test('weights may be per step', async () => {
    const model = (): Sequential => {
      const made = new Sequential([Input({ shape: [4, 2] }), new LSTM(3, { returnSequences: true }), new Dense(1)]);
      setNumbers(made);
      made.compile({ optimizer: new SGD(0.1), loss: 'mse' });
      return made;
    };
    const steps = (weights: number[]) => Array.from({ length: 5 }, () => weights);
    const run = async (sampleWeight: TensorLike) => {
      const made = model();
      await made.fit(numbers([5, 4, 2]), numbers([5, 4, 1], 3), { ...silent, sampleWeight });
      return weightsOf(made);
    };
    setRandomSeed(1);
    const perSample = await run([2, 2, 2, 2, 2]);
    setRandomSeed(1);
    expect(await run(steps([2, 2, 2, 2]))).toEqual(perSample);
    setRandomSeed(1);
    // As Keras takes weights of the samples of sequences: a column.
    expect(await run([[2], [2], [2], [2], [2]])).toEqual(perSample);
    setRandomSeed(1);
    expect(await run(steps([2, 0, 0, 0]))).not.toEqual(perSample);
  });
});

describe('on one batch', () => {
  test('trainOnBatch is a fit of one batch, testOnBatch an evaluate', async () => {
    const [one, other] = [dense(), dense()];
    const { history } = await fitted(one, { batchSize: 10 });
    expect(other.trainOnBatch(x, y, { returnDict: true })).toEqual({ loss: history.loss[0], mae: history.mae[0] });
    expect(weightsOf(other)).toEqual(weightsOf(one));
    expect(other.testOnBatch(x, y)).toEqual(await one.evaluate(x, y, silent));
    expect(other.testOnBatch(x, y, { returnDict: true })).toEqual(
      await one.evaluate(x, y, { ...silent, returnDict: true }),
    );
  });

  test('scores come in the order of declaration, the loss alone as a number', async () => {
    const model = dense();
    model.compile({ loss: 'mse', metrics: ['mse', 'accuracy', 'mae'] });
    const scores = (await model.evaluate(x, y, silent)) as number[];
    const byName = await model.evaluate(x, y, { ...silent, returnDict: true });
    expect(scores).toEqual(['loss', 'mse', 'accuracy', 'mae'].map((name) => byName[name]));
    expect(Object.keys(byName)).toEqual(['accuracy', 'loss', 'mae', 'mse']);
    model.compile({ loss: 'mse' });
    expect(await model.evaluate(x, y, silent)).toBe(model.testOnBatch(x, y));
  });
});

test('dropout and recurrentDropout train', async () => {
  for (const options of [
    { dropout: 0.3 },
    { recurrentDropout: 0.3 },
    { dropout: 0.2, recurrentDropout: 0.2, seed: 3 },
  ]) {
    setRandomSeed(5);
    const model = new Sequential([Input({ shape: [5, 2] }), new LSTM(8, options), new Dense(1)]);
    model.compile({ optimizer: new Adam(0.01), loss: 'mse' });
    const [data, target] = [numbers([16, 5, 2]), numbers([16, 1], 2)];
    const before = await model.evaluate(data, target, silent);
    await model.fit(data, target, { ...silent, epochs: 60 });
    expect(await model.evaluate(data, target, silent)).toBeLessThan(before as number);
  }
});

describe('a stateful LSTM', () => {
  const stateful = (): Sequential => {
    const model = new Sequential([new LSTM(3, { stateful: true, batchInputShape: [2, 4, 2] }), new Dense(1)]);
    setNumbers(model);
    model.compile({ optimizer: new SGD(0.1), loss: 'mse' });
    return model;
  };
  const data = numbers([2, 4, 2]);
  const twice = { shape: [4, 4, 2], data: Float32Array.from([...data.data, ...data.data]) };

  test('remembers from batch to batch, until resetState', () => {
    const model = stateful();
    const [first, second] = [model.predict(data).data, model.predict(data).data];
    expect(second).not.toEqual(first);
    model.resetState();
    expect(Array.from(model.predict(twice).data)).toEqual([...first, ...second]);
    model.resetStates();
    expect(model.predictOnBatch(data).data).toEqual(first);
  });

  test('remembers over fit and evaluate', async () => {
    const [one, other] = [stateful(), stateful()];
    const y = numbers([4, 1], 4);
    for (const model of [one, other]) await model.fit(twice, y, { ...silent, shuffle: false });
    other.resetState();
    expect(await one.evaluate(twice, y, silent)).not.toBe(await other.evaluate(twice, y, silent));
    for (const model of [one, other]) model.resetState();
    expect(await one.evaluate(twice, y, silent)).toBe(await other.evaluate(twice, y, silent));
  });
});

test('an optimizer serves one model, and keeps its slots when that is compiled again', async () => {
  const model = dense();
  const optimizer = new Adam(0.01);
  model.compile({ optimizer, loss: 'mse' });
  await fitted(model, { epochs: 3 });
  model.compile({ optimizer, loss: 'mae' });
  await fitted(model, { epochs: 2 });
  expect(optimizer.iterations).toBe(5);
  const other = dense();
  other.compile({ optimizer, loss: 'mse' });
  const before = weightsOf(other);
  expect((await caught(() => fitted(other))).message).toMatch(/already trains another model/);
  expect(weightsOf(other)).toEqual(before);
  await fitted(model);
  expect(optimizer.iterations).toBe(6);
});

test('an optimizer that begins anew says so', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const model = dense();
  const optimizer = new Adam(0.01);
  model.compile({ optimizer, loss: 'mse' });
  model.trainOnBatch(x, y);
  model.layers[0].trainable = false;
  model.compile({ optimizer, loss: 'mse' });
  expect(warn).not.toHaveBeenCalled();
  model.trainOnBatch(x, y);
  expect(warn.mock.calls.flat()).toEqual([expect.stringMatching(/^Adam begins anew/)]);
  expect(optimizer.iterations).toBe(1);
  warn.mockRestore();
});

test('metrics of one output have names of their own, as in Keras', async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  const mae = new metrics.MeanAbsoluteError({ name: 'mae_1' });
  model.compile({ loss: 'mse', metrics: [mae, 'mae', 'mae'], weightedMetrics: ['mae', 'mae', 'mse'] });
  const scores = await model.evaluate([[1]], [[2]], { verbose: 0, returnDict: true });
  const names = ['loss', 'mae', 'mae_1', 'mae_1_1', 'mse', 'weighted_mae', 'weighted_mae_1'];
  expect(Object.keys(scores)).toEqual(names);
});

test('a sample weight of 0 counts nothing', async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ loss: 'mse' });
  expect(await model.evaluate([[1]], [[20]], { verbose: 0, sampleWeight: 0 as never })).toBe(0);
});

/** Dense(1) from ones on x = 1 … 4. */
async function ones(y: number[], compile: CompileOptions, options: FitOptions) {
  const model = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
  model.compile({ loss: 'mse', ...compile });
  const { history } = await model.fit(
    [1, 2, 3, 4].map((x) => [x]),
    y,
    { shuffle: false, ...silent, ...options },
  );
  return { model, history };
}

test('a schedule counts the steps that only accumulate, too', async () => {
  const learningRate = new ExponentialDecay({ initialLearningRate: 0.01, decaySteps: 1, decayRate: 0.5 });
  const optimizer = new SGD({ learningRate, gradientAccumulationSteps: 2 });
  const { model } = await ones([2, 4, 6, 8], { optimizer }, { batchSize: 2, epochs: 2 });
  expectClose(weightsOf(model).flat(), [1.092188, 0.030719], 1e-6, 'weights');
  expect(optimizer.learningRate).toBeCloseTo(0.000625, 9);
});

test('accumulated gradients are without the scale of the loss', async () => {
  const optimizer = new SGD({ learningRate: 0, lossScaleFactor: 100, gradientAccumulationSteps: 2 });
  await ones([2, 4, 6, 8], { optimizer }, { batchSize: 4 });
  expectClose([...memoryOf(optimizer).slots[0].values], [-15], 1e-4, 'accumulator');
});

test('class weights may be a Map', async () => {
  const loss = (classWeight: FitOptions['classWeight']) => dense().trainOnBatch(x, ones, { classWeight });
  const ones = numbers([10, 1]);
  ones.data.fill(1);
  expect(loss(new Map([[1, 3]]))).toEqual(loss({ 1: 3 }));
  expect(loss(new Map([[1, 3]]))).not.toEqual(loss(null));
  expect(() => loss(new Map([['one', 3]]) as never)).toThrow(/^classWeight: .*`one`/);
});

test('labels of class weights are rounded half to even', async () => {
  const { history } = await ones([0.4, 1.5, 2.5, 8], {}, { classWeight: { 0: 2, 2: 0.5 } });
  expect(history.loss[0]).toBeCloseTo(4.2425, 6);
});

test('logs of an epoch are sorted by name, those of the validation among them', async () => {
  const validationData: FitOptions['validationData'] = [[[1]], [1]];
  const { history } = await ones([1, 2, 3, 4], { metrics: ['mae'], weightedMetrics: ['mae'] }, { validationData });
  const names = ['loss', 'mae', 'val_loss', 'val_mae', 'val_weighted_mae', 'weighted_mae'];
  expect(Object.keys(history)).toEqual(names);
});

test.each(['onTrainBegin', 'onEpochBegin'] as const)(
  'asked to stop by %s, training ends after a batch',
  async (hook) => {
    class Stop extends Callback {}
    Object.defineProperty(Stop.prototype, hook, {
      value(this: Callback) {
        this.model.stopTraining = true;
      },
    });
    const { model, history } = await ones([2, 4, 6, 8], {}, { batchSize: 2, epochs: 3, callbacks: new Stop() });
    expect(history.loss).toEqual([2.5]);
    expect(model.optimizer!.iterations).toBe(1);
  },
);

test('what compile was given is written as Keras reads it', async () => {
  const { model } = await ones(
    [1, 2, 3, 4],
    { loss: 'meanSquaredError', metrics: ['rootMeanSquaredError'], lossWeights: 2 },
    {},
  );
  const { loss, metrics, loss_weights } = model.toJSON().compile_config as Record<string, unknown>;
  expect({ loss, metrics, loss_weights }).toEqual({
    loss: 'mean_squared_error',
    metrics: ['root_mean_squared_error'],
    loss_weights: [2],
  });
});

test('losses and metrics given in short are written as objects are', async () => {
  const written = async (loss: LossIdentifier, metric: MetricIdentifier) =>
    (await ones([1, 2, 3, 4], { loss, metrics: [metric] }, {})).model.toJSON().compile_config;
  const short = await written(
    { class_name: 'MeanSquaredError', config: { reduction: 'sum' } },
    { class_name: 'BinaryAccuracy', config: { threshold: 0.3 } },
  );
  expect(short).toEqual(
    await written(new losses.MeanSquaredError({ reduction: 'sum' }), new metrics.BinaryAccuracy({ threshold: 0.3 })),
  );
});

test.each([
  [
    'a schedule has no variable',
    { learningRate: new ExponentialDecay({ initialLearningRate: 0.01, decaySteps: 1, decayRate: 0.5 }) },
    1,
  ],
  ['steps that only accumulate count', { gradientAccumulationSteps: 4 }, 4],
])('optimizer parameters in a summary: %s', async (_, options, count) => {
  const { model } = await ones([1, 2, 3, 4], { optimizer: new SGD(options) }, {});
  expect(model.summary({ printFn() {} }).parameters.optimizer).toBe(count);
});

test('no epochs are an empty history', async () => {
  const { model, history } = await ones([1, 2, 3, 4], {}, { epochs: 0 });
  expect(history).toEqual({});
  expect(model.optimizer!.iterations).toBe(0);
});

test('an initializer of one’s own', () => {
  class Halves extends Initializer {
    override readonly className = 'Halves';
    fill(...[arena, address, shape]: Parameters<Initializer['fill']>): void {
      arena.floats(address, shape[0] * shape[1]).fill(0.5);
    }
  }
  const layer = new Dense(2, { kernelInitializer: new Halves() });
  layer.build([null, 3]);
  expect([...layer.getWeights()[0].data]).toEqual(Array(6).fill(0.5));
});
