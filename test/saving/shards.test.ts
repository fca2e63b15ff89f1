import { expect, test } from 'vitest';
import { emptyGroup, readHdf5, writeHdf5 } from '../../src/formats/hdf5/index.js';
import { Dense, loadModel, Sequential } from '../../src/index.js';
import { memoryStore } from './memory-store.js';

const model = () => new Sequential([new Dense(2, { inputShape: [3] }), new Dense(1)]);

test("the shards of Keras's max_shard_size", async () => {
  const store = memoryStore('model.weights.h5');
  const saved = model();
  await saved.saveWeights(store);
  const files: Record<string, Uint8Array> = {};
  const map: Record<string, string[]> = {};
  const root = readHdf5(await store.read());
  const layers = root.children.get('layers')!;
  if (!('children' in layers)) throw new Error();
  for (const [i, [name, layer]] of [...layers.children].entries()) {
    const [shard, inside] = [emptyGroup(), emptyGroup()];
    shard.children.set('layers', inside);
    inside.children.set(name, layer);
    files[`model_0000${i}.weights.h5`] = writeHdf5(shard);
    map[`/layers/${name}/vars`] = [`model_0000${i}.weights.h5`];
  }
  const json = new TextEncoder().encode(JSON.stringify({ metadata: { total_size: 44 }, weight_map: map }, null, 4));
  const source = { read: async (name?: string) => (name === undefined ? json : files[name]) };
  const loaded = model();
  await loaded.loadWeights(source);
  expect(loaded.getWeights()).toEqual(saved.getWeights());
  await expect(loadModel(source)).rejects.toThrow('lists files of weights, but has no model. Make the model as it was');
});
