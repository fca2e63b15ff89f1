import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, modelFromJSON, Sequential } from '../../src/index.js';
import { hasOldest, hasPython, requirePython } from '../python.js';
import { agree, type Entry, measure, tensors } from './agreement.js';
import { drops, isYoung, kinds, randomModel } from './random-models.js';

// Models that go to Keras and come from there. exchange.py is Keras's side.

const count = Number(process.env.EXCHANGE_MODELS ?? 6 * kinds);
const script = join(import.meta.dirname, 'exchange.py');
const keras = (python: string, ...args: string[]) =>
  promisify(execFile)(python, [script, ...args], { env: { ...process.env, KERAS_BACKEND: 'jax' } });
const numbers = Array.from({ length: count }, (_, i) => i);
const legacyNumbers = numbers.slice(0, Math.ceil(count / 2));
const sequential = numbers.filter((i) => randomModel(i).model instanceof Sequential);

/** What the other side found, about a model and its weights alone. */
type Result = Entry & { weights: boolean };

const folders = ['from', 'to', 'h5'].map((name) => mkdtempSync(join(tmpdir(), `markhor-${name}-`)));
const [from, to, legacy] = folders;
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
const read = <T extends Entry = Entry>(folder: string, name: string) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;

/** Models from here, trained a little, with what they predict and their next scores. */
async function makeModels(): Promise<void> {
  for (const i of numbers) {
    const { model, x, y } = randomModel(i);
    for (let step = 0; step < 3; step++) model.trainOnBatch(tensors(x), tensors(y));
    await model.save(join(to, `${i}.keras`));
    await model.saveWeights(join(to, `${i}.weights.h5`));
    const entry = { x, y, sequential: sequential.includes(i), ...measure(model, x, y, drops(i) ? 0 : 5) };
    writeFileSync(join(to, `${i}.json`), JSON.stringify(entry));
  }
}

describe.skipIf(!hasPython)(
  'Keras (skipped unless MARKHOR_PYTHON names a Python with it and JAX)',
  { timeout: 900_000 },
  () => {
    beforeAll(async () => {
      const newest = requirePython('MARKHOR_PYTHON');
      await makeModels();
      const come = async () => {
        await keras(newest, 'make', from, String(count));
        await keras(newest, 'h5', legacy, String(legacyNumbers.length));
      };
      const go = async () => {
        await keras(newest, 'check', to);
        if (hasOldest) await keras(requirePython('MARKHOR_PYTHON_OLDEST'), 'predict', to);
      };
      await Promise.all([come(), go()]);
    }, 900_000);

    test.each(numbers)('model %i made there opens here, predicts the same and trains on', async (i) => {
      const entry = read(from, `${i}.json`);
      const model = await loadModel(join(from, `${i}.keras`));
      agree(measure(model, entry.x, entry.y, entry.scores.length), entry);
    });

    test.each(numbers)('weights of model %i made there open here', async (i) => {
      const { x, y, predictions } = read(from, `${i}.json`);
      const model = modelFromJSON((await loadModel(join(from, `${i}.keras`))).toJSON());
      await model.loadWeights(join(from, `${i}.weights.h5`));
      agree(measure(model, x, y, 0), { predictions, scores: [] });
    });

    test.each(numbers)('model %i made here opens there, predicts the same and trains on', (i) => {
      const result = read<Result>(to, `${i}.out.json`);
      expect(result.error).toBeUndefined();
      expect(result.weights).toBe(true);
      agree(result, read(to, `${i}.json`));
    });

    test.each(legacyNumbers)('model %i in the older format opens here', async (i) => {
      const { x, y, predictions } = read(legacy, `${i}.json`);
      const model = await loadModel(join(legacy, `${i}.h5`));
      agree(measure(model, x, y, 0), { predictions, scores: [] });
    });

    test.skipIf(!hasOldest).each(sequential)(
      'Sequential %i made here opens in the oldest release (skipped unless MARKHOR_PYTHON_OLDEST names a Python with Keras 3.3.3)',
      (i) => {
        const result = read<Result>(to, `${i}.oldest.json`);
        // It has not all activations.
        if (isYoung(randomModel(i).model)) {
          expect(result.error).toContain('Could not interpret activation function identifier');
          return;
        }
        expect(result.error).toBeUndefined();
        expect(result.weights).toBe(true);
        agree(result, { ...read(to, `${i}.json`), scores: [] });
      },
    );
  },
);
