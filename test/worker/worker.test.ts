import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { Concatenate, Dense, Input, loadModel, Model, Sequential, setRandomSeed, tensor } from '../../src/index.js';
import { inWorker } from '../../src/worker/index.js';
import { flatten, nest } from '../../src/worker/nested.js';
import { numbers, silent } from '../models/helpers.js';
import { hideFiles } from '../storage/helpers.js';
import { crash, data, local, remote, x, y } from './helpers.js';

const long = { ...silent, epochs: 1_000_000 };
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('calls are answered in order, with the data as they were', async () => {
  const [here, model] = [local(), await remote(local())];
  setRandomSeed(1);
  const order: string[] = [];
  const batch = tensor(x);
  const note = (name: string) => () => order.push(name);
  const calls = [
    model.fit(x, y, { ...silent, epochs: 20 }).then(note('fit')),
    model.predict(batch).then((prediction) => (note('predict')(), prediction)),
    model.getWeights().then(note('getWeights')),
  ] as const;
  batch.data.fill(0);
  await Promise.all(calls);
  expect(order).toEqual(['fit', 'predict', 'getWeights']);
  setRandomSeed(1);
  await here.fit(x, y, { ...silent, epochs: 20 });
  expect(await calls[1]).toEqual(here.predict(x));
});

test('the program goes on while the model trains', async () => {
  const model = await remote();
  const training = model.fit(x, y, { ...long });
  let longest = 0;
  for (let i = 0, before = performance.now(); i < 20; i++) {
    await later(5);
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }
  model.stopTraining = true;
  await training;
  expect(longest).toBeLessThan(500);
});

test('an error in the worker tells where the call was', async () => {
  const model = await remote();
  const error = await model.fit([[1]], y, silent).catch((error: unknown) => error as Error);
  expect((error as Error).stack).toMatch(/worker\.test\.ts/);
});

test('a signal ends fit and evaluate with its reason, and the next call is answered', async () => {
  const model = await remote();
  const controller = new AbortController();
  const reason = new Error('enough');
  const [training, waiting] = [
    model.fit(x, y, { ...long, signal: controller.signal }),
    model.evaluate(x, y, { ...silent, signal: controller.signal }),
  ];
  setTimeout(() => controller.abort(reason), 50);
  await expect(training).rejects.toBe(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(model.fit(x, y, { ...long, signal: controller.signal })).rejects.toBe(reason);
  expect((await model.fit(x, y, silent)).epoch).toEqual([0]);
});

test('transfer moves the buffers, else they are copied', async () => {
  const model = await remote();
  const copies = () => [tensor(x), tensor(y), tensor(y)] as const;
  const lengths = (tensors: readonly { data: Float32Array }[]) => tensors.map((one) => one.data.length);
  for (const transfer of [false, true]) {
    const [a, b, sampleWeight] = copies();
    await model.fit(a, b, { ...silent, sampleWeight: sampleWeight.data.fill(1), transfer });
    const [c, d] = copies();
    await model.evaluate(c, d, { ...silent, transfer });
    const [e] = copies();
    await model.predict(e.data.length ? { shape: e.shape, data: e.data } : e, { transfer });
    const sizes = transfer ? [0, 0, 0] : [x.size, y.size, y.size];
    expect(lengths([a, b, sampleWeight])).toEqual(sizes);
    expect(lengths([c, d, e])).toEqual(transfer ? [0, 0, 0] : [x.size, y.size, x.size]);
  }
});

test('data whose buffers have been moved before are refused, here too', async () => {
  const [here, model] = [local(), await remote()];
  const moved = tensor(x);
  await model.predict(moved, { transfer: true });
  for (const transfer of [false, true]) {
    const again = model.fit(moved, y, { ...silent, transfer });
    await expect(again).rejects.toThrow(
      /^fit: an argument cannot be sent to a worker: .* as `transfer: true` does\. Give/,
    );
  }
  await expect(here.fit(moved, y, silent)).rejects.toThrow('x of shape (24, 4, 2) has 192 values, but 0 were given.');
  expect(() => here.predict(moved)).toThrow('has 192 values, but 0 were given.');
});

test('of a view only its part is copied; a part of shared memory is sent as it is', async () => {
  const [here, model] = [local(), await remote(local())];
  const shared = new Float32Array(new SharedArrayBuffer(x.size * 4));
  shared.set(x.data);
  const large = new Float32Array(3 * x.size);
  large.set(x.data, x.size);
  const buffer = Buffer.from([1, 2, 3, 4]);
  await model.predict({ shape: [1, 4, 1], data: buffer }).catch(() => {});
  expect(buffer).toEqual(Buffer.from([1, 2, 3, 4]));
  for (const view of [shared, large.subarray(x.size, 2 * x.size)]) {
    expect(await model.predict({ shape: x.shape, data: view })).toEqual(here.predict(x));
  }
  expect(large.length).toBe(3 * x.size);
});

test('arrays that a reactive framework has put proxies around are sent', async () => {
  const model = await remote();
  const reactive = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(...args) {
        const value = Reflect.get(...args) as unknown;
        return Array.isArray(value) ? reactive(value) : value;
      },
    });
  const samples = x.toArray<number[][][]>();
  expect(await model.predict(reactive(samples))).toEqual(await model.predict(samples));
  const flat = { shape: [...x.shape], data: [...x.data] };
  expect(await model.predict(reactive(flat))).toEqual(await model.predict(flat));
});

test('arrays in arrays are sent as one buffer, and are there what they were', async () => {
  const flat = nest(flatten([[[1, 2], [3, 4]], 5])) as unknown; // prettier-ignore
  expect(flat).toEqual([[[1, 2], [3, 4]], 5]); // prettier-ignore
  expect(flatten([[1, 2], [3, 4]])).toEqual({ '/nested': [2, 2], data: Float32Array.of(1, 2, 3, 4) }); // prettier-ignore
  const same = [[[1], [2, 3]], [['a']], [], [[]], [1, 2], { a: [[1n]], b: null }, [tensor([1])], [[tensor([[1]])]]];
  for (const one of same) expect(nest(flatten(one))).toEqual(one);
  const [here, model] = [local(), await remote(local())];
  const [samples, targets] = [x.toArray<number[][][]>(), y.toArray<number[][]>()];
  const data = { ...silent, validationData: [samples, targets] } as const;
  setRandomSeed(1);
  const { history } = await model.fit(samples, targets, data);
  setRandomSeed(1);
  expect(history).toEqual((await here.fit(x, y, data)).history);
});

test('inputs may be called as they like', async () => {
  const inputs = ['nested', 'data'].map((name) => Input({ shape: [2], name }));
  const here = new Model(inputs, new Concatenate().apply(inputs));
  const named = { nested: [[1, 2]], data: [[3, 4]] };
  expect(await (await remote(here)).predict(named)).toEqual(here.predict(named));
});

test('a worker is an end of what nobody has any more', { timeout: 20_000 }, async () => {
  const { link } = (await inWorker(local())) as unknown as { link: { hasEnded: boolean } };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await vi.waitFor(() => (collect(), expect(link.hasEnded).toBe(true)), { timeout: 15_000 });
});

test('what a fit has recorded is there however it ends', async () => {
  const model = await remote();
  const stop = (epoch: number) => {
    if (epoch === 2) throw new Error('enough');
  };
  await expect(model.fit(x, y, { ...silent, epochs: 9, callbacks: { onEpochEnd: stop } })).rejects.toThrow('enough');
  expect(model.history!.epoch).toEqual([0, 1]);
  expect(model.history!.history.loss).toHaveLength(2);
});

test('what cannot be sent says what to do', async () => {
  const model = await remote();
  expect(() => JSON.stringify({ model })).toThrow(/JSON\.stringify\(await worker\.toJSON\(\)\)/);
  expect(JSON.stringify(await model.toJSON())).toContain('Sequential');
  const source = function* () {
    yield [x, y];
  };
  await expect(model.fit(source as never, silent as never)).rejects.toThrow(/source of batches .* `trainOnBatch`/);
  await expect(model.evaluate(source as never, silent as never)).rejects.toThrow(/source of batches .* `testOnBatch`/);
  await expect(model.fit(x, y, { validationData: source as never })).rejects.toThrow(/^fit: a source of batches/);
});

test('errors are of the same kind and say the same', async () => {
  const [here, model] = [local(), await remote(local())];
  const wrong = numbers([24, 5, 3]);
  const cases: [(m: typeof here | typeof model) => unknown, new () => Error][] = [
    [(m) => m.predict(wrong), RangeError],
    [(m) => m.fit(x, y, { ...silent, epoch: 3 } as never), TypeError],
    [(m) => m.fit(x, y, { ...silent, batchSize: -1 }), RangeError],
    [(m) => m.setWeights([]), RangeError],
    [(m) => m.compile({ loss: 'nonsense' as never }), RangeError],
  ];
  for (const [call, Kind] of cases) {
    const [expected, received] = [await errorOf(() => call(here)), await errorOf(() => call(model))];
    expect(received).toBeInstanceOf(Kind);
    expect(received.message.replaceAll(/_\d/g, '')).toBe(expected.message.replaceAll(/_\d/g, ''));
    expect(received.stack).toContain(received.message);
  }
  await expect(model.predict((() => 1) as never)).rejects.toThrow(/^predict: an argument cannot be sent to a worker/);
});

async function errorOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('There was no error.');
}

test('a crash rejects all that waits, and the next call begins anew from the last state', async () => {
  const [here, model] = [local(), await remote(local())];
  const train = async () => {
    for (const one of [here, model]) {
      setRandomSeed(1);
      await one.fit(x, y, { ...silent, epochs: 2 });
    }
    expect(data(await model.getWeights())).toEqual(data(here.getWeights()));
  };
  await train();
  const lost = [model.fit(x, y, long), model.predict(x), model.getWeights()];
  await later(50);
  crash(model);
  for (const call of lost) await expect(call).rejects.toThrow(/ended unexpectedly \(exit code 1\).*next call starts/);
  expect(data(await model.getWeights())).toEqual(data(here.getWeights()));
  await train();
});

test('a crash while nothing waits is not noticed', async () => {
  const model = await remote();
  const before = await model.predict(x);
  crash(model);
  await later(100);
  expect(await model.predict(x)).toEqual(before);
});

test('terminate rejects what waits and all that follows', async () => {
  const model = await remote();
  const training = model.fit(x, y, long);
  await later(20);
  model.terminate();
  await expect(training).rejects.toThrow(/ended by `terminate` before/);
  await expect(model.predict(x)).rejects.toThrow(/`predict` cannot be called/);
});

test('a model whose layers were frozen after training moves, and its optimizer begins anew', async () => {
  const model = local();
  await model.fit(x, y, { ...silent, epochs: 1 });
  model.layers[0].trainable = false;
  const there = await remote(model);
  expect(data(await there.getWeights())).toEqual(data(model.getWeights()));
  const kernel = model.getWeights()[0].data;
  await there.fit(x, y, { ...silent, epochs: 1 });
  expect((await there.getWeights())[0].data).toEqual(kernel);
});

test('it saves, and loads weights', async () => {
  const model = await remote(local());
  await model.fit(x, y, silent);
  const files: { name: string; bytes: Uint8Array }[] = [];
  const store = { write: async (written: readonly (typeof files)[number][]) => void files.push(...written) };
  await model.save(store);
  await model.saveWeights({ ...store, name: 'w.npz' });
  const [whole, weights] = files;
  expect(weights.name).toBe('w.npz');
  expect(data((await loadModel(whole.bytes)).getWeights())).toEqual(data(await model.getWeights()));
  const other = await remote(local(9));
  await other.loadWeights(weights.bytes);
  expect(data(await other.getWeights())).toEqual(data(await model.getWeights()));
});

test('inWorker says what it takes, and what cannot be made there', async () => {
  await expect(inWorker(3 as never)).rejects.toThrow(
    /^inWorker takes a Sequential or Model, or its JSON\. Received: 3/,
  );
  class Sequential2 {
    getWeights() {}
  }
  await expect(inWorker(new Sequential2())).rejects.toThrow(
    /Received: <Sequential2>\. It belongs to another copy of this package, as all of markhor\/slim does/,
  );
  await expect(inWorker(local(), { threads: 0 })).rejects.toThrow(RangeError);
  await expect(inWorker(local(), { workerUrl: '/nowhere/script.js' })).rejects.toThrow(
    /could not be started: .*nowhere/,
  );
  const mine = Object.defineProperty(new Dense(1, { inputShape: [2] }), 'className', { value: 'Mine' });
  await expect(inWorker(new Sequential([mine]))).rejects.toThrow(/Mine/);
});

test('where there are no workers, as in a service worker, it says so', async () => {
  hideFiles();
  vi.stubGlobal('Worker', undefined);
  const start = inWorker(local()).finally(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  await expect(start).rejects.toThrow('There are no workers here, as in a service worker');
});

const built = (path: string) => JSON.stringify(pathToFileURL(`dist/${path}`).href);

const program = (options: object) => `
  import { Dense, Sequential } from ${built('index.js')};
  import { inWorker } from ${built('worker/index.js')};
  const model = await inWorker(new Sequential([new Dense(1, { inputShape: [2] })]), ${JSON.stringify(options)});
  await model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit([[1, 2], [3, 4]], [1, 2], { verbose: 0 });
  console.log('trained');`;

test.each([
  ['an inlined script', {}],
  ['a script of its own', { workerUrl: pathToFileURL('dist/worker/script.js').href }],
])('a program with an idle worker of %s ends by itself', (_, options) => {
  const path = join(mkdtempSync(join(tmpdir(), 'worker-')), 'program.mjs');
  writeFileSync(path, program(options));
  const { stdout, stderr, status } = spawnSync(process.execPath, [path], { timeout: 30_000, encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'trained\n', stderr: '', status: 0 });
});

test('options that are no object are refused as here', async () => {
  const model = await remote();
  await expect(model.fit(x, y, null as never)).rejects.toThrow(/fit takes an object of options.*null/);
  await expect(model.predict(x, 5 as never)).rejects.toThrow(/predict takes an object of options.*5/);
});
