import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { theArena } from '../../src/graph/index.js';
import { loadModel } from '../../src/index.js';

// Descriptions that someone made to do harm, and damaged ones. A model comes out, or an error that names the file.

type Json = Record<string, any>; // oxlint-disable-line no-explicit-any

const read = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, 'data', name)));
const original = (name: string): Json => JSON.parse(new TextDecoder().decode(read(`${name}.json`)));

/** Opens a description with the weights of the file that it was made of. */
function open(name: string, description: unknown, weights = read(`${name}.bin`)) {
  const file = (name: string, content: Uint8Array | string) => new File([content as Uint8Array<ArrayBuffer>], name);
  return loadModel([file('model.json', JSON.stringify(description)), file(`${name}.bin`, weights)]);
}

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

test.each<[string, RegExp, (file: Json) => unknown]>([
  ['a list', /is no file of a model/, () => [1]],
  ['no topology', /no modelTopology.*modelFromJSON/, ({ modelTopology }) => modelTopology],
  ['a graph model', /is a graph model of TensorFlow.js/, (f) => ({ ...f, format: 'graph-model' })],
  ['no weights', /says of no weights/, (f) => ({ ...f, weightsManifest: null })],
  [
    'a group without paths',
    /weightsManifest\[0\] must have a list of paths/,
    (f) => ({ ...f, weightsManifest: [{ weights: [] }] }),
  ],
  [
    'weights read many times',
    /there are two of/,
    (f) => ({ ...f, weightsManifest: [...f.weightsManifest, ...f.weightsManifest] }),
  ],
  [
    'a path out of the folder',
    /^model.json: .*plain name or a path below/,
    (f) => ((f.weightsManifest[0].paths = ['../secret.bin']), f),
  ],
  [
    'an unknown dtype',
    /weights\[0\].*one of the dtypes float32/,
    (f) => ((f.weightsManifest[0].weights[0].dtype = 'string'), f),
  ],
  [
    'a scale that is no number',
    /scale and min that are numbers/,
    (f) => ((f.weightsManifest[0].weights[0].quantization = { dtype: 'uint8', scale: '1', min: 0 }), f),
  ],
  [
    'a huge shape',
    /weights\[0\].*larger than 64 axes and 2\^32 values/,
    (f) => ((f.weightsManifest[0].weights[0].shape = [2 ** 40]), f),
  ],
  [
    'a huge layer',
    /needs a weight 'kernel'.*more than the file holds/,
    (f) => ((f.modelTopology.config.layers[0].config.units = 1e8), f),
  ],
  [
    'another layer',
    /has shape \(2, 16\), but \w+\/lstm_cell\/kernel has \(2, 12\)/,
    (f) => ((f.modelTopology.config.layers[0].config.units = 3), f),
  ],
  [
    'no layers',
    /a model's configuration has a list of layers/,
    (f) => ((f.modelTopology.config = { layers: 'all' }), f),
  ],
  ['a cell of its own', /Unknown layer class: RNN/, (f) => ((f.modelTopology.config.layers[0].class_name = 'RNN'), f)],
  [
    'time in front',
    /layers\[0\] \(LSTM\): time_major is not supported/,
    (f) => ((f.modelTopology.config.layers[0].config.time_major = true), f),
  ],
])('%s is refused', async (_, message, change) => {
  const before = theArena().bytes;
  const opened = open('tensorflow-lstm', change(original('tensorflow-lstm')));
  await expect(opened).rejects.toThrow(message);
  expect(theArena().bytes - before).toBeLessThan(2 ** 20);
});

test.each<[string, RegExp, (training: Json) => unknown]>([
  ['an optimizer', /not compiled.*Ftrl/, (t) => (t.optimizer_config.class_name = 'Ftrl')],
  ['a loss', /not compiled.*cosineProximity/, (t) => (t.loss = 'cosineProximity')],
  ['a metric', /not compiled.*cosine/, (t) => (t.metrics = ['cosine'])],
])('%s that is not known leaves the model uncompiled, and that is said', async (_, message, change) => {
  const file = original('tensorflow-lstm');
  change(file.trainingConfig);
  expect((await open('tensorflow-lstm', file)).optimizer).toBeUndefined();
  expect(vi.mocked(console.warn).mock.calls.flat().join('\n')).toMatch(message);
});

test('float16 and integers', async () => {
  const file = original('tensorflow-lstm');
  const dense = { class_name: 'Dense', config: { name: 'd', units: 1, batch_input_shape: [null, 3] } };
  file.modelTopology = { model_config: { class_name: 'Sequential', config: [dense] } };
  const half = { dtype: 'float16', original_dtype: 'float32' };
  file.weightsManifest[0].weights = [
    { name: 'sequential/d/kernel', shape: [3, 1], dtype: 'float32', quantization: half },
    { name: 'sequential/d/bias', shape: [1], dtype: 'int32', quantization: { dtype: 'uint8', scale: 0.25, min: -3 } },
  ];
  // 1, -2, 0.5; then 6 · 0.25 - 3 = -1.5, which as a whole number is -1.
  const model = await open('tensorflow-lstm', file, Uint8Array.of(0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 6));
  expect(model.getWeights().map(({ data }) => [...data])).toEqual([[1, -2, 0.5], [-1]]);
});

test('keys of the prototype change nothing', async () => {
  const text = JSON.stringify(original('tensorflow-lstm'));
  const evil = '"__proto__":{"polluted":1},"constructor":{"polluted":1},';
  const file = JSON.parse(text.replaceAll('"config":{"', `"config":{${evil}"`)) as Json;
  await open('tensorflow-lstm', file);
  expect(({} as Json).polluted).toBeUndefined();
});

const runs = Number(process.env.FUZZ_RUNS ?? 500);

/** Everywhere in a description, by the keys that lead there. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => paths(one, [...path, key]))];
}

const odd = fc.oneof(
  fc.constantFrom(null, -1, 1e9, 0.5, '', 'constructor', 'LSTM', 'x', 'inner', [], {}, [null], true, [['x', 0, 0, {}]]),
  fc.integer({ min: -2, max: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

test(`${runs} damaged descriptions: a model or an error that names the file`, { timeout: 3_600_000 }, async () => {
  const names = ['tensorflow-lstm', 'tensorflow-functional'];
  const places = new Map(names.map((name) => [name, paths(original(name))]));
  const change = fc.tuple(fc.nat(), odd);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.array(change, { minLength: 1, maxLength: 3 }), async (name, all) => {
      const file = { root: original(name) };
      for (const [at, value] of all) {
        const known = places.get(name)!;
        const path = ['root', ...known[at % known.length]];
        const key = path.pop()!;
        const parent = path.reduce((one: Json | undefined, part) => one?.[part], file);
        if (typeof parent === 'object' && parent !== null) parent[key] = value;
      }
      try {
        await open(name, file.root);
      } catch (error) {
        const { message } = error as Error;
        if (!message.includes('model.json')) throw error;
        expect(message).not.toMatch(/Cannot read|is not a function|is not iterable/);
      }
    }),
    { numRuns: runs },
  );
});
