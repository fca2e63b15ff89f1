import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloneModel, Embedding, Input, LSTM, loadModel, Model, modelFromJSON } from '../../src/index.js';
import type { SerializedObject } from '../../src/registry.js';
import { readKeras, writeKeras } from '../../src/saving/index.js';

// Masks that a call is given by name, as Keras writes them: operations among the layers.

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: object[];
}

const tensor = (name: string) => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } });
const layer = (class_name: string, name: string, config: object, from?: unknown, kwargs = {}): Entry => {
  const calls = from === undefined ? [] : [{ args: [from].flat(), kwargs }];
  return { module: 'keras.layers', class_name, config: { name, ...config }, name, inbound_nodes: calls };
};
const operation = (class_name: string, name: string, from: unknown, config = {}) => {
  return { ...layer(class_name, name, config, from), module: 'keras.src.ops.numpy', registered_name: class_name };
};
const input = (name: string, ...shape: number[]) => layer('InputLayer', name, { batch_shape: [null, ...shape] });
const words = (name: string, from: string) =>
  layer('Embedding', name, { input_dim: 4, output_dim: 2, mask_zero: true }, tensor(from));
const masking = layer('Masking', 'k', { mask_value: 0 }, tensor('i'));
const reshape = layer('Reshape', 'r', { target_shape: [4, 2] }, tensor('k'));
const notZero = (name: string, from: string) => operation('NotEqual', name, [tensor(from), 0]);
const ofRows = [notZero('n', 'i'), operation('Any', 'any', tensor('n'), { axis: -1 })];
const lstm = (from: string, mask: unknown, kwargs = {}) =>
  layer('LSTM', 'lstm', { units: 3 }, tensor(from), { ...kwargs, mask });
const states = { initial_state: [tensor('h'), tensor('c')] };

const functional = (inputs: Entry[], ...layers: Entry[]) => ({
  class_name: 'Functional',
  config: {
    layers: [...inputs, ...layers],
    input_layers: inputs.map(({ name }) => [name, 0, 0]),
    output_layers: [[layers.at(-1)!.name, 0, 0]],
  },
});

const [i, j, h, c, vectors] = [input('i', 4), input('j', 4), input('h', 3), input('c', 3), input('i', 4, 2)];
const asked = [[1, 2, 0, 3]];
const state = [[1, 2, 3]];
const rows = [[[1, 2], [2, 1], [0, 0], [3, 1]]]; // prettier-ignore

/** An LSTM that reads vectors or words, and has its mask and states from inputs. */
function withMask(x: 'words' | 'vectors', ...initialState: ReturnType<typeof Input>[]) {
  const [first, mask] = [Input({ shape: x === 'words' ? [4] : [4, 2] }), Input({ shape: [4] })];
  const sequence = x === 'words' ? new Embedding(4, 2).apply(first) : first;
  const outputs = new LSTM(3).apply(sequence, { mask, ...(initialState.length > 0 && { initialState }) });
  return new Model({ inputs: [first, ...initialState, mask], outputs });
}

test.each([
  [
    'its own, where it is given states',
    functional([i, h, c], words('e', 'i'), notZero('n', 'i'), lstm('e', tensor('n'), states)),
    [asked, state, state],
    () => withMask('words', Input({ shape: [3] }), Input({ shape: [3] })),
  ],
  [
    'one that a layer in between has lost',
    functional([vectors], masking, reshape, ...ofRows, lstm('r', tensor('any'))),
    [rows],
    () => withMask('vectors'),
  ],
])('an LSTM is given a mask: %s', async (_, json, inputs, reference) => {
  const [model, expected] = [modelFromJSON(json), reference()];
  expected.setWeights(model.getWeights());
  const numbers = expected.predict([...inputs, [[1, 1, 0, 1]]] as never);
  const clone = cloneModel(model);
  clone.setWeights(model.getWeights());
  for (const one of [model, clone, await loadModel(writeKeras(model))])
    expect(one.predict((inputs.length > 1 ? inputs : inputs[0]) as never)).toEqual(numbers);
});

test('the mask of another layer, which comes later', () => {
  const json = functional([i, j], words('e', 'i'), notZero('n', 'j'), lstm('e', tensor('n')), words('f', 'j'));
  json.config.output_layers = [['lstm', 0, 0]];
  const model = modelFromJSON(json);
  const predict = (second: number[]) => model.predict([asked, [second]] as never);
  expect(predict([1, 1, 0, 1])).toEqual(predict([2, 3, 0, 1]));
  expect(predict([1, 1, 0, 1])).not.toEqual(predict([1, 1, 1, 1]));
});

test('a mask that the input carries anyway is no part of the model, whatever its operations are called', () => {
  const twice = ofRows.map(({ name, ...one }) => ({ ...one, name: `${name}_1`, config: { ...one.config, name } }));
  const again = operation('Any', 'any_1', tensor('n_1'), { axis: -1 });
  const model = modelFromJSON(functional([vectors], masking, ...ofRows, twice[0], again, lstm('k', tensor('any_1'))));
  expect(model.layers.map(({ name }) => name)).toEqual(['i', 'k', 'lstm']);
});

test('a mask by name is written as Keras writes it, before it is used', async () => {
  const model = modelFromJSON(functional([vectors], masking, reshape, ...ofRows, lstm('r', tensor('any'))));
  const { config } = await readKeras(writeKeras(model), 'model.keras');
  const { layers } = (config as SerializedObject).config as { layers: Entry[] };
  const classes = layers.map(({ class_name: name }) => name);
  expect(classes.filter((name) => name !== 'Reshape')).toEqual(['InputLayer', 'Masking', 'NotEqual', 'Any', 'LSTM']);
  const { kwargs } = layers.at(-1)!.inbound_nodes[0] as { kwargs: object };
  const { name } = layers.find(({ class_name: one }) => one === 'Any')!;
  expect(kwargs).toMatchObject({ mask: { config: { keras_history: [name, 0, 0] } } });
});

const average = (from: string, mask: object) => layer('GlobalAveragePooling1D', 'gap', {}, tensor(from), { mask });
const either = operation('LogicalOr', 'or', [tensor('n'), tensor('m')]);
const two = [words('e', 'i'), words('f', 'j'), notZero('n', 'i'), notZero('m', 'j')];

test.each([
  ['a layer that takes none', functional([vectors], masking, reshape, ...ofRows, average('r', tensor('any'))), /'gap'/],
  ['an input for such a layer', functional([vectors, j], average('i', tensor('j'))), /'gap' .* not that of its input/],
  [
    'one that no layer makes',
    functional([i, j], ...two, either, lstm('e', tensor('or'))),
    /'lstm' .* none which a layer/,
  ],
  ['no tensor', functional([vectors], lstm('i', { class_name: '__numpy__', config: {} })), /'lstm' .*Leave `mask` out/],
])('a mask that cannot be given: %s', (_, json, message) => {
  expect(() => modelFromJSON(json)).toThrow(message);
});

test('an operation whose output is the model’s is no mask', () => {
  const json = functional([i], operation('ExpandDims', 'expand_dims', tensor('i'), { axis: -1 }));
  expect(() => modelFromJSON(json)).toThrow(/`ExpandDims` is an operation of keras\.ops/);
});

test('older formats do not say whose a class is', () => {
  const json = functional([i], words('e', 'i'), notZero('n', 'i'), lstm('e', tensor('n')));
  const older = structuredClone(json) as { config: { layers: Partial<Entry>[] } };
  for (const entry of older.config.layers) {
    delete entry.module;
    delete entry.registered_name;
    if (['Embedding', 'LSTM'].includes(entry.class_name!)) entry.config!.trainable = true;
  }
  expect(modelFromJSON(older).layers.map(({ name }) => name)).toEqual(['i', 'e', 'lstm']);
});
