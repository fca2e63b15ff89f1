import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHdf5, writeHdf5 } from '../../src/formats/hdf5/index.js';
import { readZip, writeZip, type ZipMember } from '../../src/formats/zip.js';
import { theArena } from '../../src/graph/index.js';
import { Concatenate, Dense, Dropout, Input, loadModel, LSTM, metrics, Model, Sequential } from '../../src/index.js';

// Files that someone made to do harm, and files that were damaged. A model comes out, or an error that names the file.

const name = 'model.keras';
const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function saved(model: Sequential | Model): Promise<Uint8Array> {
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  model.trainOnBatch(
    model.inputs.map(({ shape }) => ({
      shape: [2, ...(shape.slice(1) as number[])],
      data: new Float32Array(2 * size(shape)),
    })),
    [[1], [2]],
  );
  let bytes = new Uint8Array();
  await model.save({ write: async ([file]) => void (bytes = new Uint8Array(file.bytes)) });
  return bytes;
}

const size = (shape: readonly (number | null)[]) => (shape.slice(1) as number[]).reduce((a, b) => a * b, 1);

function sequential(): Sequential {
  return new Sequential([new LSTM(3, { inputShape: [4, 2], kernelRegularizer: 'l2' }), new Dropout(0.2), new Dense(1)]);
}

function functional(): Model {
  const [a, b] = [Input({ shape: [3] }), Input({ shape: [2] })];
  const inner = new Sequential([new Dense(2, { inputShape: [3], activation: 'relu' })]);
  const both = new Concatenate().apply([inner.apply(a), b]);
  return new Model({ inputs: [a, b], outputs: new Dense(1).apply(both) });
}

let originals: Uint8Array[];
beforeAll(async () => {
  originals = [await saved(sequential()), await saved(functional())];
});

async function members(bytes: Uint8Array): Promise<ZipMember[]> {
  const archive = readZip(bytes);
  return Promise.all(archive.names.map(async (name) => ({ name, bytes: await archive.read(name) })));
}

/** Another file with a member changed. */
async function change(bytes: Uint8Array, member: string, by: (bytes: Uint8Array) => Uint8Array): Promise<Uint8Array> {
  const all = await members(bytes);
  return writeZip(all.map((one) => (one.name === member ? { ...one, bytes: by(one.bytes) } : one)));
}

const changeConfig = (bytes: Uint8Array, by: (config: Json) => unknown) =>
  change(bytes, 'config.json', (json) => encoder.encode(JSON.stringify(by(JSON.parse(decoder.decode(json)) as Json))));

// Configurations have any form here.
type Json = { [key: string]: any }; // oxlint-disable-line no-explicit-any

const load = (bytes: Uint8Array) => loadModel(new File([bytes as Uint8Array<ArrayBuffer>], name));

/** A model, or an error of ours that says which file. */
async function check(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  try {
    await load(bytes);
    return 'loaded';
  } catch (error) {
    const { message } = error as Error;
    if ((error instanceof RangeError || error instanceof TypeError) && message.includes(name)) return 'refused';
    throw error;
  }
}

describe('refused with the place and the cure', () => {
  const first = (config: Json): Json => config.config.layers[1];
  test.each<[string, RegExp, (config: Json) => void]>([
    [
      'an unknown class',
      /config.json: layers\[1\] \(GRU\): Unknown layer class: GRU/,
      (c) => (first(c).class_name = 'GRU'),
    ],
    ['a lambda', /layers\[1\] \(__lambda__\): Unknown layer class/, (c) => (first(c).class_name = '__lambda__')],
    [
      'a function as activation',
      /\(LSTM\): `activation` is a __lambda__, but must be a name here/,
      (c) => (first(c).config.activation = { class_name: '__lambda__', config: {} }),
    ],
    ['a name from the prototype', /Unknown layer class: constructor/, (c) => (first(c).class_name = 'constructor')],
    [
      'a huge layer',
      /needs a weight 'kernel' of shape \(2, 4000000000\), which is more than the file holds/,
      (c) => (first(c).config.units = 1e9),
    ],
    ['a large layer', /which is more than the file holds/, (c) => (first(c).config.units = 5000)],
    ['no layers', /must have a list of layers/, (c) => (c.config.layers = 'all')],
    ['no model', /takes the JSON of a Sequential or functional model/, (c) => (c.class_name = 'toString')],
    [
      'other weights',
      /model.keras: layers\/lstm\/cell\/vars\/0 has shape \(2, 12\), but lstm\w*\/lstm_cell\/kernel has \(2, 8\)/,
      (c) => (first(c).config.units = 2),
    ],
    [
      'an optimizer with slots of other shapes',
      /optimizer\/vars does not hold the 10 slots of RMSprop.*compile: false/,
      (c) => (c.compile_config.optimizer = { class_name: 'RMSprop', config: { momentum: 0.9 } }),
    ],
  ])('%s', async (_, message, by) => {
    const bytes = await changeConfig(originals[0], (config) => (by(config), config));
    const before = theArena().bytes;
    await expect(load(bytes)).rejects.toThrow(message);
    await expect(load(bytes)).rejects.toThrow(name);
    expect(theArena().bytes - before).toBeLessThan(2 ** 20);
  });

  test('a cycle of layers', async () => {
    const bytes = await changeConfig(originals[1], (config) => {
      const dense = config.config.layers.at(-1);
      dense.inbound_nodes[0].args[0].config.keras_history[0] = dense.name;
      return config;
    });
    await expect(load(bytes)).rejects.toThrow(/config.json: The model's configuration is broken: the inputs of 'dense/);
  });

  test.each([null, {}, { args: [], kwargs: {} }, [['input', 0, 0, {}]]])(
    'nodes that Keras 3 does not write: %j',
    async (node) => {
      const bytes = await changeConfig(originals[1], (config) => {
        config.config.layers.at(-1).inbound_nodes = [node];
        return config;
      });
      await expect(load(bytes)).rejects.toThrow(
        /config.json: layers.*: inbound_nodes are \{ args, kwargs \}, as Keras 3/,
      );
    },
  );

  test('an argument that Python was given by its name', async () => {
    const bytes = await changeConfig(originals[1], (config) => {
      const dense = config.config.layers.at(-1);
      dense.inbound_nodes = [{ args: [], kwargs: { inputs: dense.inbound_nodes[0].args[0] } }];
      return config;
    });
    await expect(load(bytes)).resolves.toHaveProperty('built', true);
  });

  test.each([5, null, { a: 'b' }])('ends of the model that are no tensors: %j', async (ends) => {
    const bytes = await changeConfig(originals[1], (config) => {
      config.config.output_layers = ends;
      return config;
    });
    await expect(load(bytes)).rejects.toThrow(/config.json: .*`output_layers` must have references to tensors/);
  });

  test('no JSON, no HDF5, no zip, nothing', async () => {
    await expect(load(await change(originals[0], 'config.json', () => encoder.encode('{')))).rejects.toThrow(
      /model.keras, config.json is no JSON/,
    );
    await expect(load(await change(originals[0], 'model.weights.h5', (h5) => h5.subarray(0, 900)))).rejects.toThrow(
      /^model.keras/,
    );
    await expect(load(encoder.encode('<!doctype html>'))).rejects.toThrow(name);
    await expect(load(new Uint8Array())).rejects.toThrow(name);
  });

  test('an absent group', async () => {
    const bytes = await change(originals[0], 'model.weights.h5', (h5) => {
      const root = readHdf5(h5);
      root.children.delete('layers');
      return writeHdf5(root);
    });
    await expect(load(bytes)).rejects.toThrow(
      /layers\/lstm\/cell\/vars must hold the 3 weights of 'lstm_cell', but holds 0/,
    );
  });
});

test('keys of the prototype change nothing', async () => {
  const bytes = await change(originals[0], 'config.json', (json) =>
    encoder.encode(
      decoder
        .decode(json)
        .replace('"units":', '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"units":'),
    ),
  );
  const warn = console.warn;
  const warnings: string[] = [];
  console.warn = (text: string) => warnings.push(text);
  await load(bytes).finally(() => (console.warn = warn));
  expect(({} as Json).polluted).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringMatching(/model.keras: options that are not known here are left out: .*constructor of LSTM/),
  ]);
});

test('options without which figures would be others are not left out', async () => {
  const model = new Sequential([new Dense(2, { inputShape: [3] })]);
  model.compile({ loss: 'mse', metrics: [new metrics.Precision()] });
  let bytes = new Uint8Array();
  await model.save({ write: async ([file]) => void (bytes = new Uint8Array(file.bytes)) });
  const changed = await change(bytes, 'config.json', (json) =>
    encoder.encode(decoder.decode(json).replace('"class_name":"Precision","config":{', '$&"topK":1,')),
  );
  await expect(load(changed)).rejects.toThrow(/Precision has no option `topK` here/);
});

test('weights that do not fit change nothing', async () => {
  const model = sequential();
  const before = JSON.stringify(model.getWeights());
  await expect(model.loadWeights(new Blob([originals[1] as Uint8Array<ArrayBuffer>]))).rejects.toThrow(
    'of another model',
  );
  expect(JSON.stringify(model.getWeights())).toBe(before);
});

// Random damage.

type Edit = (value: unknown) => unknown;
const values: unknown[] = [
  null,
  -1,
  0,
  1,
  3.5,
  1e9,
  2 ** 53,
  1e308,
  true,
  '',
  'Dense',
  '__proto__',
  '__lambda__',
  [],
  {},
  [[]],
  [null, 1],
  { class_name: 'LSTM', config: {} },
];
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom(...values).map(
    (value): Edit =>
      () =>
        structuredClone(value),
  ),
  fc.nat(40).map(
    (depth): Edit =>
      (value) =>
        Array.from({ length: depth }).reduce((inner) => [inner], value),
  ),
  fc.constant<Edit>((value) =>
    Array.isArray(value) ? [...value, ...(structuredClone(value) as unknown[])] : [value, structuredClone(value)],
  ),
  fc.constant<Edit>((value) =>
    typeof value === 'object' && value ? Object.fromEntries(Object.entries(value).slice(1)) : undefined,
  ),
);

/** Edits the `place`-th of all values inside. */
function editAt(root: unknown, place: number, edit: Edit): unknown {
  const all: { owner: Json; key: string }[] = [];
  const holder: Json = { root };
  (function walk(owner: Json) {
    for (const key of Object.keys(owner)) {
      all.push({ owner, key });
      if (typeof owner[key] === 'object' && owner[key] !== null) walk(owner[key]);
    }
  })(holder);
  const { owner, key } = all[place % all.length];
  owner[key] = edit(owner[key]);
  return holder.root;
}

type Damage = (bytes: Uint8Array) => Promise<Uint8Array>;
const place = fc.nat(2 ** 16);
const flip = (bytes: Uint8Array, at: number, bit: number) =>
  bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << bit) : byte));

const damages: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.tuple(place, edits), { minLength: 1, maxLength: 3 }).map(
      (list): Damage =>
        (bytes) =>
          changeConfig(bytes, (config) => list.reduce((value: unknown, [at, edit]) => editAt(value, at, edit), config)),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, fc.nat(7)).map(
      ([at, bit]): Damage =>
        (bytes) =>
          change(bytes, 'model.weights.h5', (h5) => flip(h5, at, bit)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(place, fc.nat(7)).map(
      ([at, bit]): Damage =>
        async (bytes) =>
          flip(bytes, at, bit),
    ),
  },
  {
    weight: 1,
    arbitrary: place.map(
      (at): Damage =>
        async (bytes) =>
          bytes.slice(0, at % bytes.length),
    ),
  },
);

const runs = Number(process.env.FUZZ_RUNS ?? 500);

test(`${runs} damaged files: a model or an error that names the file`, { timeout: 3_600_000 }, async () => {
  const warn = console.warn;
  console.warn = () => {};
  const counts = { loaded: 0, refused: 0 };
  const before = theArena().bytes;
  try {
    await fc.assert(
      fc.asyncProperty(fc.nat(1), damages, async (which, damage) => {
        const started = performance.now();
        counts[await check(await damage(originals[which]))]++;
        expect(performance.now() - started).toBeLessThan(5000);
      }),
      { numRuns: runs },
    );
  } finally {
    console.warn = warn;
  }
  expect(Math.min(counts.loaded, counts.refused)).toBeGreaterThan(runs / 50);
  expect(theArena().bytes - before).toBeLessThan(2 ** 28);
});
