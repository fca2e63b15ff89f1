import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import {
  BackupAndRestore,
  type CallbackLike,
  Dense,
  Dropout,
  LambdaCallback,
  LearningRateScheduler,
  LSTM,
  metrics,
  ModelCheckpoint,
  type NamedBytes,
  Sequential,
  setRandomSeed,
  SGD,
} from '../../src/index.js';
import { NotFoundError } from '../../src/storage/index.js';

const folder = mkdtempSync(join(tmpdir(), 'markhor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A store in memory, of a user's own. */
function memory() {
  let files: readonly NamedBytes[] = [];
  return {
    writes: 0,
    async read() {
      if (files.length === 0) throw new NotFoundError('Nothing was written.');
      return files[0].bytes;
    },
    async write(given: readonly NamedBytes[]) {
      this.writes++;
      files = given;
    },
    async remove() {
      files = [];
    },
    get isEmpty() {
      return files.length === 0;
    },
  };
}

const x = { shape: [22, 4, 2], data: Float32Array.from({ length: 176 }, (_, i) => Math.sin(i)) };
const y = Float32Array.from({ length: 22 }, (_, i) => Math.cos(i));

function build(seed: number): Sequential {
  setRandomSeed(seed);
  const model = new Sequential([new LSTM(4, { inputShape: [4, 2], dropout: 0.3 }), new Dropout(0.2), new Dense(1)]);
  model.compile({ optimizer: { class_name: 'Adam', config: { use_ema: true } }, loss: 'mse', metrics: ['mae'] });
  return model;
}

const train = (model: Sequential, callbacks: CallbackLike[]) =>
  model.fit(x, y, { batchSize: 5, epochs: 4, validationSplit: 0.1, verbose: 0, callbacks });

/** Throws when this epoch begins. */
const interruptAt = (last: number): CallbackLike => ({
  onEpochBegin(epoch: number) {
    if (epoch === last) throw new Error('interrupted');
  },
});

const bits = (model: Sequential) => model.getWeights().map(({ data }) => [...data]);

/** Throws when the hook has been called `count` times. */
const interruption = (hook: 'onTrainBatchEnd' | 'onEpochEnd' | 'onEpochBegin', count: number) => {
  let calls = 0;
  return new LambdaCallback({
    [hook]: () => {
      if (++calls === count) throw new Error('interrupted');
    },
  });
};

test.each([
  ['onTrainBatchEnd', 2, 1],
  ['onTrainBatchEnd', 6, 1],
  ['onTrainBatchEnd', 7, 2],
  ['onTrainBatchEnd', 7, 'epoch'],
  ['onEpochEnd', 2, 'epoch'],
  ['onEpochEnd', 3, 2],
  ['onEpochBegin', 2, 'epoch'],
  ['onEpochBegin', 4, 3],
] as const)('interrupted in %s number %i, saved every %s: the same bits', async (hook, count, saveFreq) => {
  const straight = build(1);
  const expected = await train(straight, [new BackupAndRestore(memory(), { saveFreq: 'epoch' })]);
  const store = memory();
  const callback = () => new BackupAndRestore(store, { saveFreq });
  await expect(train(build(1), [callback(), interruption(hook, count)])).rejects.toThrow('interrupted');
  // Another process: other weights and another place in the random numbers until the backup is read.
  const resumed = build(2);
  const { history, epoch } = await train(resumed, [callback()]);
  expect(bits(resumed)).toEqual(bits(straight));
  expect({ history, epoch }).toEqual({ history: expected.history, epoch: expected.epoch });
  expect(store.isEmpty).toBe(true);
});

test.each<[string, (model: Sequential) => CallbackLike]>([
  ['a schedule', () => new LearningRateScheduler((_, rate) => rate * 0.9)],
  ['a hook of the beginning', (model) => ({ onTrainBegin: () => void (model.optimizer!.learningRate = 0.02) })],
  ['a hook of epochs', (model) => ({ onEpochEnd: () => void (model.optimizer!.learningRate *= 0.93) })],
  ['a hook of batches', (model) => ({ onTrainBatchEnd: () => void (model.optimizer!.learningRate *= 0.97) })],
])('%s that changes the rate, before or behind the backup: the same bits', async (_, change) => {
  const straight = build(1);
  await train(straight, [change(straight)]);
  for (const saveFreq of ['epoch', 3] as const) {
    for (const order of [1, -1]) {
      const store = memory();
      const callbacks = (model: Sequential) => [change(model), new BackupAndRestore(store, { saveFreq })];
      const ordered = (model: Sequential) => (order > 0 ? callbacks(model) : callbacks(model).reverse());
      const first = build(1);
      await expect(train(first, [...ordered(first), interruption('onTrainBatchEnd', 11)])).rejects.toThrow('interr');
      const resumed = build(2);
      await train(resumed, ordered(resumed));
      expect(bits(resumed)).toEqual(bits(straight));
    }
  }
});

test('a checkpoint of the beginning lets the optimizer begin anew', async () => {
  const store = memory();
  const model = build(1);
  const saving = { onEpochBegin: (epoch: number) => (epoch === 0 ? model.saveCheckpoint(store) : undefined) };
  await train(model, [saving]);
  const once = bits(model);
  await model.loadCheckpoint(store);
  expect(model.optimizer!.iterations).toBe(0);
  await train(model, []);
  expect(bits(model)).toEqual(once);
});

test('a checkpoint is loaded for the next fit, and only for that', async () => {
  const store = memory();
  const straight = build(1);
  await train(straight, [new BackupAndRestore(store, { deleteCheckpoint: false })]);
  const model = build(2);
  await model.loadCheckpoint(store);
  expect((await train(model, [])).epoch).toEqual([0, 1, 2, 3]);
  expect(bits(model)).toEqual(bits(straight));
  expect((await model.fit(x, y, { epochs: 1, verbose: 0 })).epoch).toEqual([0]);
});

test('amidst an epoch a checkpoint is for the same metrics', async () => {
  const store = memory();
  const callback = () => new BackupAndRestore(store, { saveFreq: 2 });
  await expect(train(build(1), [callback(), interruption('onTrainBatchEnd', 3)])).rejects.toThrow('interrupted');
  const other = build(1);
  other.compile({ optimizer: other.optimizer, loss: 'mse', metrics: [new metrics.AUC({ numThresholds: 7 })] });
  await expect(train(other, [callback()])).rejects.toThrow(/amidst an epoch, with other metrics/);
});

test('what is no checkpoint of the model', async () => {
  const plain = memory();
  await build(1).save(plain);
  await expect(build(1).loadCheckpoint(plain)).rejects.toThrow(/The store: there is no member 'checkpoint.json'/);
  const store = memory();
  await train(build(1), [new BackupAndRestore(store, { deleteCheckpoint: false })]);
  const other = new Sequential([new LSTM(4, { inputShape: [4, 2] }), new Dense(1)]);
  other.compile({ loss: 'mse' });
  const before = bits(other);
  await expect(other.loadCheckpoint(store)).rejects.toThrow(/checkpoint.json is no checkpoint of model 'sequential/);
  expect(bits(other)).toEqual(before);
  const frozen = build(1);
  frozen.layers[0].trainable = false;
  frozen.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  await expect(frozen.loadCheckpoint(store)).rejects.toThrow(/slots of Adam. Compile the model as it was when/);
  await expect(build(1).saveCheckpoint(store)).rejects.toThrow('from `onEpochBegin` or `onTrainBatchEnd`');
});

test('other callbacks than before: nothing has changed', async () => {
  const store = memory();
  await train(build(1), [new BackupAndRestore(store, { deleteCheckpoint: false })]);
  const model = build(2);
  await model.loadCheckpoint(store);
  const states = () => model.states.map((state) => [...state.words]);
  const before = states();
  await expect(train(model, [new ModelCheckpoint(memory())])).rejects.toThrow(
    'taken with 0 callbacks that remember something. Received: 1',
  );
  expect(states()).toEqual(before);
});

test('ModelCheckpoint fills in names, and keeps the best only where asked', async () => {
  const at = (name: string) => join(folder, name);
  await train(build(1), [new ModelCheckpoint(at('{epoch:02d}-{mae:.1f}.keras'))]);
  expect(readdirSync(folder).sort()).toEqual(
    ['01', '02', '03', '04'].map((n) => expect.stringMatching(`^${n}-\\d\\.\\d\\.keras$`)),
  );
  const store = memory();
  const best = new ModelCheckpoint(store, { saveBestOnly: true, monitor: 'val_loss', initialValueThreshold: 0 });
  await train(build(1), [best]);
  expect(store.writes).toBe(0);
  const weights = new ModelCheckpoint({ filepath: at('w.weights.h5'), saveWeightsOnly: true, saveFreq: 2 });
  await train(build(1), [weights]);
  expect(existsSync(at('w.weights.h5'))).toBe(true);
  await train(build(1), [new ModelCheckpoint(at('{loss:.1e} at {epoch:3d}:00.keras'))]);
  expect(readdirSync(folder).filter((name) => /^\d\.\de[+-]\d\d at {3}\d:00\.keras$/.test(name))).toHaveLength(4);
  expect(() => new ModelCheckpoint(at('{loss:.2g}.keras'))).toThrow(/holds {loss:.2g}. Write {name}, {name:03d}/);
  await expect(train(build(1), [new ModelCheckpoint(at('{los}.keras'))])).rejects.toThrow('Did you mean `loss`?');
});

test('ModelCheckpoint says what Keras says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const best = new ModelCheckpoint('e{epoch}.keras', { saveBestOnly: true, monitor: 'loss', verbose: 1 });
  best.setModel({ async save() {} } as never);
  for (const [epoch, loss] of [1, 0.9604, 2].entries()) await best.onEpochEnd(epoch, { loss });
  expect(log.mock.calls.flat()).toEqual([
    '\nEpoch 1: loss improved from None to 1.00000, saving model to e1.keras',
    '\nEpoch 1: finished saving model to e1.keras',
    '\nEpoch 2: loss improved from 1.00000 to 0.96040, saving model to e2.keras',
    '\nEpoch 2: finished saving model to e2.keras',
    '\nEpoch 3: loss did not improve from 0.96040',
  ]);
  log.mockRestore();
});

const kills = Number(process.env.KILLS ?? 5);
const program = 'test/models/resumable.js';

/** Runs until it ends by itself; killed after so many milliseconds. */
const run = (backup: string, milliseconds?: number) =>
  new Promise<string | undefined>((resolve, reject) => {
    const child = execFile(process.execPath, [program, backup], (error, stdout) => {
      if (error && !error.killed && error.signal !== 'SIGKILL') reject(error);
      else resolve(stdout.trim() || undefined);
    });
    if (milliseconds !== undefined) setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });

test(`killed ${kills} times at random moments, it ends with the same bits`, { timeout: 600_000 }, async () => {
  const started = performance.now();
  const expected = execFileSync(process.execPath, [program], { encoding: 'utf8' }).trim();
  const took = performance.now() - started;
  let killed = 0;
  for (let round = 0; killed < kills; round++) {
    const backup = join(folder, `backup-${round}.keras`);
    let hash: string | undefined;
    while (hash === undefined) {
      const more = killed < kills;
      hash = await run(backup, more ? took * (0.3 + 0.9 * Math.random()) : undefined);
      if (hash === undefined) killed++;
    }
    expect(hash).toBe(expected);
    expect(existsSync(backup)).toBe(false);
  }
});

test('a checkpoint keeps a loss that is no number', async () => {
  const store = memory();
  const broken = new LambdaCallback({
    onTrainBatchEnd: (batch) => batch === 1 && Promise.reject(new Error('interrupted')),
  });
  const model = () => {
    const model = new Sequential([new Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: { class_name: 'SGD', config: { learning_rate: 1e38 } }, loss: 'mse' });
    return model;
  };
  const [inputs, targets] = [
    [[1], [2], [3], [4]],
    [1e19, 2, 3, 4],
  ];
  const fit = (callbacks: CallbackLike[]) =>
    model().fit(inputs, targets, { batchSize: 1, epochs: 2, verbose: 0, shuffle: false, callbacks });
  await expect(fit([new BackupAndRestore(store, { saveFreq: 1 }), broken])).rejects.toThrow('interrupted');
  const { history } = await fit([
    new BackupAndRestore(store, { saveFreq: 1 }),
    new LambdaCallback({ onTrainBatchEnd() {} }),
  ]);
  expect(history.loss).toEqual([Number.NaN, Number.NaN]);
});

test('a checkpoint keeps the history of one epoch whose loss is infinite', async () => {
  const store = memory();
  const model = () => {
    const model = new Sequential([new Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: new SGD(0), loss: 'mse' });
    return model;
  };
  const fit = (...callbacks: CallbackLike[]) =>
    model().fit([[1]], [[3e30]], { epochs: 2, verbose: 0, callbacks: [new BackupAndRestore(store), ...callbacks] });
  await expect(fit(interruptAt(1))).rejects.toThrow('interrupted');
  expect((await fit()).history.loss).toEqual([Infinity, Infinity]);
});

test('a backup that was read for a training which then failed to begin is not for the next', async () => {
  const store = memory();
  const model = build(1);
  await expect(train(model, [new BackupAndRestore(store), interruptAt(2)])).rejects.toThrow('interrupted');
  const failing = { onTrainBegin: () => Promise.reject(new Error('not now')) };
  await expect(train(model, [new BackupAndRestore(store), failing])).rejects.toThrow('not now');
  const begun: number[] = [];
  await train(model, [{ onEpochBegin: (epoch) => begun.push(epoch) }]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('numbers in the name of a file are those of Python', async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: new SGD(0), loss: 'mse' });
  const names: string[] = [];
  vi.spyOn(model, 'save').mockImplementation(async (target) => void names.push(String(target)));
  const callbacks = [new ModelCheckpoint('{loss:.1f} {loss:.0e} {infinite:.1f}')];
  const adding = { onEpochEnd: (_: number, logs: Record<string, number>) => (logs.infinite = Infinity) };
  await model.fit([[1]], [[0.5]], { verbose: 0, callbacks: [adding, ...callbacks] });
  // '{:.1f} {:.0e} {:.1f}'.format(0.25, 0.25, float('inf'))
  expect(names).toEqual(['0.2 2e-01 inf']);
});
