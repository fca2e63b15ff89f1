import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  Add,
  cloneModel,
  Concatenate,
  Dense,
  Embedding,
  Input,
  LSTM,
  loadModel,
  Masking,
  Model,
  modelFromJSON,
  Subtract,
} from '../../src/index.js';
import type { SerializedObject } from '../../src/registry.js';
import { readKeras, writeKeras } from '../../src/saving/index.js';
import { kerasLayers } from '../../src/saving/keras-order.js';
import orders from '../golden/masked-orders.json' with { type: 'json' };

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

test.each(orders.map((one, i) => [i, one] as const))('masked model %i: layers are sorted as in Keras', (_, one) => {
  const model = modelFromJSON(one.config);
  expect(kerasLayers(model).map(({ name }) => name)).toEqual(one.layers);
});

test('without masks the order is that of the model', () => {
  const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
  const model = new Model({ inputs: [a, b], outputs: new Add().apply([new Dense(2).apply(b), new Dense(2).apply(a)]) });
  expect(kerasLayers(model)).toEqual(model.layers);
});

type Entry = SerializedObject & { name: string; inbound_nodes: { args: unknown[] }[] };

const joined = (name: string) => {
  const [a, b] = [Input({ shape: [4, 2] }), Input({ shape: [4] })];
  const both = new Concatenate({ name }).apply([new Masking().apply(a), new Embedding(5, 2).apply(b)]);
  return new Model({ inputs: [a, b], outputs: new LSTM(2).apply(both) });
};

test.each([
  ['concatenate_2', false],
  ['both', true],
])('a layer called %s, where masks are joined: named in the file: %s', async (name, isNamed) => {
  const bytes = writeKeras(joined(name));
  const { config } = await readKeras(bytes, 'model.keras');
  const { layers } = (config as SerializedObject).config as { layers: Entry[] };
  const layer = layers.find((one) => one.class_name === 'Concatenate')!;
  expect([layer.name, layer.config.name]).toEqual([name, isNamed ? name : undefined]);
  expect((await loadModel(bytes)).layers.map((one) => one.name)).toContain(name);
});

test('the operations that stand for masks have names that no layer has', () => {
  expect(() => kerasLayers(joined('operation 0'))).not.toThrow();
});

test('a comparison that no layer makes by itself is no mask that may be left out', () => {
  const { config } = orders[0];
  const changed = structuredClone(config);
  const comparison = (changed.config.layers as Entry[]).find(({ class_name: name }) => name === 'NotEqual')!;
  comparison.inbound_nodes[0].args[1] = 3;
  expect(() => modelFromJSON(config)).not.toThrow();
  expect(() => modelFromJSON(changed)).toThrow(/`NotEqual` is an operation of keras\.ops/);
});

/** A model whose Concatenate is, in its configuration, an operation of this class. */
function withOperation(name: string) {
  const [a, b] = [Input({ shape: [2] }), Input({ shape: [3] })];
  const model = new Model({ inputs: [a, b], outputs: new Dense(1).apply(new Concatenate().apply([a, b])) });
  const json = structuredClone(model.toJSON()) as { config: { layers: object[] } };
  Object.assign(json.config.layers[2], { class_name: name, config: { name: 'concatenate', axis: -1 } });
  return json;
}

test('an operation that concatenates what is no mask is a layer', () => {
  expect(modelFromJSON(withOperation('Concatenate')).layers.map(({ name }) => name)).toContain('concatenate');
  expect(() => modelFromJSON(withOperation('Any'))).toThrow(/Unknown layer class: Any/);
});

test('what `a + b` has become in Keras is the layer of that name, where no number stands beside the tensor', () => {
  const inputs = [Input({ shape: [2] }), Input({ shape: [2] })];
  const model = new Model({ inputs, outputs: new Subtract().apply(inputs) });
  const json = model.toJSON() as { config: { layers: Entry[] } };
  const operation = json.config.layers.at(-1)!;
  Object.assign(operation, { module: 'keras.src.ops.numpy', registered_name: 'Subtract' });
  const [node] = operation.inbound_nodes;
  [node.args] = node.args as [unknown[]];
  expect(
    modelFromJSON(json)
      .predictAll([[[5, 7]], [[1, 2]]])[0]
      .toArray(),
  ).toEqual([[4, 5]]);
  node.args[1] = { class_name: '__numpy__', config: { value: [1, 2] } };
  expect(() => modelFromJSON(json)).toThrow(/has numbers beside a tensor/);
  node.args[1] = 3;
  expect(() => modelFromJSON(json)).toThrow(/'subtract\w*', Subtract of keras\.ops, has numbers beside a tensor/);
});

test('an operation hands no mask on, as in Keras, and that is said', () => {
  const words = Input({ shape: [3] });
  const embedded = new Embedding(3, 2, { maskZero: true }).apply(words);
  const sum = (outputs: typeof embedded) => new Model(words, new LSTM(1).apply(outputs));
  const model = sum(new Add().apply([embedded, embedded]));
  const unmasked = sum(new Add().apply([new Embedding(3, 2).apply(words), new Embedding(3, 2).apply(words)]));
  const json = model.toJSON() as { config: { layers: Entry[] } };
  const operation = json.config.layers.find(({ class_name: name }) => name === 'Add')!;
  Object.assign(operation, { module: 'keras.src.ops.numpy', registered_name: 'Add' });
  const [node] = operation.inbound_nodes;
  [node.args] = node.args as [unknown[]];
  const read = modelFromJSON(json);
  expect(console.warn).toHaveBeenLastCalledWith(expect.stringMatching(/an operation of keras\.ops, hands no mask on/));
  const [embeddings, ...rest] = model.getWeights();
  read.setWeights([embeddings, ...rest]);
  unmasked.setWeights([embeddings, embeddings, ...rest]);
  expect(read.predict([[1, 2, 0]])).toEqual(unmasked.predict([[1, 2, 0]]));
  expect(read.predict([[1, 2, 0]])).not.toEqual(model.predict([[1, 2, 0]]));
  const clone = cloneModel(read);
  clone.setWeights(read.getWeights());
  expect(clone.predict([[1, 2, 0]])).toEqual(read.predict([[1, 2, 0]]));
});
