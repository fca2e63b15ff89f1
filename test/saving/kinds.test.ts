import { expect, test } from 'vitest';
import { Dense, Sequential } from '../../src/index.js';
import { memoryStore } from './memory-store.js';

test('safetensors whose header is as long as `PK` says', async () => {
  // The names of the weights are the header's length: 0x4b50, in the file `PK`.
  const named = (length: number) => new Sequential([new Dense(1, { inputShape: [1], name: 'a'.repeat(length) })]);
  const store = memoryStore('weights.safetensors');
  await named(1000).saveWeights(store);
  const [header] = new Uint32Array((await store.read()).slice(0, 4).buffer);
  const model = named(1000 + (0x4b50 - header) / 2);
  await model.saveWeights(store);
  expect(String.fromCharCode(...(await store.read()).subarray(0, 2))).toBe('PK');
  await model.loadWeights(store);
});
