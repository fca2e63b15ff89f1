import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  BackupAndRestore,
  Callback,
  EarlyStopping,
  LearningRateScheduler,
  loadModel,
  ModelCheckpoint,
  ReduceLROnPlateau,
  Tensor,
  tensor,
} from '../../src/index.js';
import { sizeOf } from '../../src/shape.js';
import { silent } from '../models/helpers.js';
import { data, local, remote, x, y } from './helpers.js';

const options = { ...silent, epochs: 4, batchSize: 8 };

/** All hooks with what they are given. */
function recorder(): { told: unknown[][]; hooks: Record<string, (...args: unknown[]) => void> } {
  const told: unknown[][] = [];
  const names = ['Train', 'Epoch', 'TrainBatch', 'Test', 'TestBatch'].flatMap((stage) => [
    `on${stage}Begin`,
    `on${stage}End`,
  ]);
  return {
    told,
    hooks: Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => told.push([name, ...args])])),
  };
}

test('hooks are told what they are told without a worker, in the same order', async () => {
  const [here, there] = [recorder(), recorder()];
  await local().fit(x, y, { ...options, validationSplit: 0.5, callbacks: here.hooks });
  const worker = await remote(local());
  await worker.fit(x, y, { ...options, validationSplit: 0.5, callbacks: there.hooks });
  expect(there.told).toEqual(here.told);
  expect(here.told.length).toBeGreaterThan(40);
  const [scores, scoresThere] = [recorder(), recorder()];
  await local().evaluate(x, y, { ...silent, callbacks: scores.hooks });
  await (await remote(local())).evaluate(x, y, { ...silent, callbacks: scoresThere.hooks });
  expect(scoresThere.told).toEqual(scores.told);
});

test('training waits for hooks that return a promise', async () => {
  const order: string[] = [];
  const onEpochEnd = async (epoch: number) => {
    order.push(`begin ${epoch}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`end ${epoch}`);
  };
  await (await remote()).fit(x, y, { ...options, epochs: 2, callbacks: { onEpochEnd } });
  expect(order).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
});

test('what callbacks add to the logs of an epoch is in the history', async () => {
  const callbacks = [new ReduceLROnPlateau({ monitor: 'loss' }), new LearningRateScheduler((_, rate) => rate / 2)];
  const here = local();
  here.optimizer!.learningRate = 0.5;
  const { history } = await (await remote(here)).fit(x, y, { ...options, epochs: 2, callbacks });
  expect(history.learning_rate).toEqual([0.25, 0.125]);
});

test('stopTraining in a hook ends training after the batch, outside soon', async () => {
  const model = await remote();
  const stop = () => (model.stopTraining = true);
  const batches: number[] = [];
  const onTrainBatchEnd = (batch: number) => {
    batches.push(batch);
    if (batch === 1) stop();
  };
  expect((await model.fit(x, y, { ...options, callbacks: { onTrainBatchEnd } })).epoch).toEqual([0]);
  expect(batches).toEqual([0, 1]);
  const long = model.fit(x, y, { ...options, epochs: 1_000_000 });
  setTimeout(stop, 100);
  expect((await long).epoch.length).toBeLessThan(1_000_000);
  expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
});

test('stopTraining ends a fit that waits for another, too, but none that is called later', async () => {
  const model = await remote();
  const [first, second] = [0, 1].map(() => model.fit(x, y, { ...options, epochs: 1_000_000 }));
  setTimeout(() => (model.stopTraining = true), 100);
  await first;
  expect((await second).epoch).toEqual([0]);
  expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
});

test('a callback that stops its fit leaves those that wait alone', async () => {
  const model = await remote();
  const stopping = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 1 });
  const fits = [stopping, []].map((callbacks) => model.fit(x, y, { ...options, callbacks }));
  expect((await Promise.all(fits)).map(({ epoch }) => epoch.length)).toEqual([2, 4]);
});

test('EarlyStopping restores the best weights', async () => {
  const stopping = () => new EarlyStopping({ monitor: 'loss', patience: 2, minDelta: 1, restoreBestWeights: true });
  const here = local();
  const { history, epoch } = await here.fit(x, y, { ...options, epochs: 9, callbacks: stopping() });
  const there = await remote(local());
  expect(await there.fit(x, y, { ...options, epochs: 9, callbacks: stopping() })).toMatchObject({ history, epoch });
  expect(epoch.length).toBeLessThan(9);
  expect(data(await there.getWeights())).toEqual(data(here.getWeights()));
});

test('what a callback sets is there for the next call of its hook', async () => {
  class Setting extends Callback {
    override onEpochEnd(): void {
      this.model.setWeights(
        this.model.getWeights().map(({ shape }) => new Tensor(shape, new Float32Array(sizeOf(shape)).fill(1))),
      );
    }
  }
  const there = await remote(local());
  const seen: number[] = [];
  const onEpochEnd = async () => data(await there.getWeights()).forEach((weights) => seen.push(...weights));
  await there.fit(x, y, { ...options, epochs: 1, callbacks: [new Setting(), { onEpochEnd }] });
  expect([...new Set(seen)]).toEqual([1]);
  class Wrong extends Callback {
    override onEpochEnd(): void {
      this.model.setWeights([]);
    }
  }
  await expect(there.fit(x, y, { ...options, callbacks: new Wrong() })).rejects.toThrow(/expecting \d weights/);
  class Predicting extends Callback {
    declare model: ReturnType<typeof local>;
    override onEpochEnd(): void {
      this.model.predict(x);
    }
  }
  await expect(there.fit(x, y, { ...options, callbacks: new Predicting() })).rejects.toThrow(/await worker\.predict/);
});

test('a callback reads and sets weights and learning rate at epochs, and is told where it cannot', async () => {
  class Halving extends Callback {
    override onEpochEnd(): void {
      this.model.optimizer!.learningRate /= 2;
      this.model.setWeights(
        this.model.getWeights().map(({ shape, data }) =>
          tensor(
            data.map((w) => w / 2),
            shape,
          ),
        ),
      );
    }
  }
  const here = local();
  await here.fit(x, y, { ...options, callbacks: new Halving() });
  const there = await remote(local());
  await there.fit(x, y, { ...options, callbacks: new Halving() });
  expect(data(await there.getWeights())).toEqual(data(here.getWeights()));
  expect(await there.toJSON()).toEqual(here.toJSON());
  class Reading extends Callback {
    override onTrainBatchEnd(): void {
      this.model.getWeights();
    }
  }
  await expect(there.fit(x, y, { ...options, callbacks: new Reading() })).rejects.toThrow(/not in `onTrainBatchEnd`/);
});

test('what a hook throws is what fit rejects with, and the model goes on', async () => {
  const model = await remote();
  const error = new Error('mine');
  const onEpochEnd = () => {
    throw error;
  };
  await expect(model.fit(x, y, { ...options, callbacks: { onEpochEnd } })).rejects.toBe(error);
  expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
});

test('logs that cannot be sent to the worker are what fit rejects with, and the model goes on', async () => {
  const model = await remote();
  const onEpochEnd = (_: number, logs: object) => void Object.assign(logs, { made: () => 1 });
  await expect(model.fit(x, y, { ...options, callbacks: { onEpochEnd } })).rejects.toThrow(
    /^onEpochEnd: what it has set cannot be sent to a worker: /,
  );
  expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
});

test('a hook can await a prediction, which does not disturb training', async () => {
  const here = local();
  await here.fit(x, y, options);
  const model = await remote(local());
  const predictions: number[] = [];
  const onEpochEnd = async () => void predictions.push((await model.predict(x)).data[0]);
  await model.fit(x, y, { ...options, callbacks: { onEpochEnd } });
  expect(new Set(predictions).size).toBe(4);
  expect(data(await model.getWeights())).toEqual(data(here.getWeights()));
  const evaluate = async () => void (await model.evaluate(x, y, silent));
  expect((await model.fit(x, y, { ...options, callbacks: { onEpochEnd: evaluate } })).epoch).toHaveLength(4);
  const amidst = model.fit(x, y, { ...options, callbacks: { onTrainBatchEnd: evaluate } });
  await expect(amidst).rejects.toThrow(/is training/);
});

test('ModelCheckpoint saves, and an interrupted training goes on with the same bits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const here = local();
  const { history } = await here.fit(x, y, options);
  const there = await remote(local());
  const interrupt = (epoch: number) => {
    if (epoch === 2) throw new Error('interrupted');
  };
  const backup = () => new BackupAndRestore({ backup: join(folder, 'backup.keras') });
  const first = there.fit(x, y, { ...options, callbacks: [backup(), { onEpochEnd: interrupt }] });
  await expect(first).rejects.toThrow('interrupted');
  const path = join(folder, 'model.keras');
  const checkpoint = new ModelCheckpoint(path, { monitor: 'loss' });
  const again = await (await remote(local(99))).fit(x, y, { ...options, callbacks: [backup(), checkpoint] });
  expect(again.history).toEqual(history);
  expect(data((await loadModel(path)).getWeights())).toEqual(data(here.getWeights()));
});

test('progress is written here', async () => {
  const texts: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
  try {
    await (await remote()).fit(x, y, { epochs: 2, verbose: 2 });
  } finally {
    write.mockRestore();
  }
  expect(texts.join('')).toMatch(/^Epoch 1\/2\n1\/1 - .* - loss: .*\nEpoch 2\/2\n1\/1 - .*\n$/);
});

test('after an abort the next fit does not wait for a hook, and the hook may wait for that', async () => {
  for (const isOfHook of [false, true]) {
    const model = await remote();
    const controller = new AbortController();
    let waited: Promise<unknown> | undefined;
    const onEpochEnd = async () => {
      controller.abort(new Error('enough'));
      if (isOfHook) waited = model.fit(x, y, options);
      await (waited ?? new Promise(() => {}));
    };
    const first = model.fit(x, y, { ...options, signal: controller.signal, callbacks: { onEpochEnd } });
    const ended = first.catch((error: Error) => error.message);
    while (!controller.signal.aborted) await new Promise((resolve) => setTimeout(resolve));
    if (isOfHook) expect(await waited).toMatchObject({ epoch: [0, 1, 2, 3] });
    expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
    expect(await ended).toBe('enough');
  }
});

test('after an abort from outside no hook of the former fit holds the next up', async () => {
  const model = await remote();
  const controller = new AbortController();
  const never = new Promise<void>(() => {});
  let batches = 0;
  const onTrainBatchEnd = () => (batches++ < 2 ? undefined : never);
  const first = model.fit(x, y, { ...options, signal: controller.signal, callbacks: { onTrainBatchEnd } });
  const ended = first.catch((error: Error) => error.name);
  controller.abort();
  expect((await model.fit(x, y, options)).epoch).toHaveLength(4);
  expect(await ended).toBe('AbortError');
});

test('a hook may throw undefined', async () => {
  const onEpochEnd = () => {
    throw undefined;
  };
  const thrown = await (await remote())
    .fit(x, y, { ...options, callbacks: { onEpochEnd } })
    .catch((one: unknown) => [one]);
  expect(thrown).toEqual([undefined]);
});
