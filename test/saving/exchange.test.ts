import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, type Model, type Sequential, type Tensor } from '../../src/index.js';
import { hasPython } from '../python.js';
import { heads, randomModel } from './random-models.js';

// Models that go to Keras and come from there. exchange.py is Keras's side.

type Values = [shape: number[], values: number[]];
interface Entry {
  x: Values[];
  y: Values[];
  predictions: Values[];
  losses: number[];
  error?: string;
}

const count = Number(process.env.EXCHANGE_MODELS ?? 40);
const script = join(import.meta.dirname, 'exchange.py');
const keras = (python: string, ...args: string[]) =>
  promisify(execFile)(python, [script, ...args], { env: { ...process.env, KERAS_BACKEND: 'jax' } });
const oldest = process.env.MARKHOR_PYTHON_OLDEST;

const plain = ({ shape, data }: Tensor): Values => [[...shape], [...data]];
const tensors = (list: Values[]) => list.map(([shape, data]) => ({ shape, data: Float32Array.from(data) }));

/** Predictions, and the losses of the next steps. */
function measure(
  model: Sequential | Model,
  x: Values[],
  y: Values[],
  steps = 5,
): Pick<Entry, 'predictions' | 'losses'> {
  const predictions = model.predictAll(tensors(x)).map(plain);
  const losses = Array.from({ length: steps }, () => {
    const scores = model.trainOnBatch(tensors(x), tensors(y));
    return typeof scores === 'number' ? scores : scores[0];
  });
  return { predictions, losses };
}

/** The largest difference, relative to 1 + the size of what is expected. */
function difference(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(0, ...actual.map((value, i) => Math.abs(value - expected[i]) / (1 + Math.abs(expected[i]))));
}

function agree(actual: Pick<Entry, 'predictions' | 'losses'>, expected: Pick<Entry, 'predictions' | 'losses'>): void {
  expect(actual.predictions.map(([shape]) => shape)).toEqual(expected.predictions.map(([shape]) => shape));
  for (const [i, [, values]] of actual.predictions.entries())
    expect(difference(values, expected.predictions[i][1])).toBeLessThan(1e-5);
  expect(difference(actual.losses, expected.losses)).toBeLessThan(1e-5);
}

describe.skipIf(!hasPython)(
  'Keras (skipped unless MARKHOR_PYTHON names a Python with it)',
  { timeout: 900_000 },
  () => {
    const folders = ['from', 'to', 'h5'].map((name) => mkdtempSync(join(tmpdir(), `markhor-${name}-`)));
    const [from, to, legacy] = folders;
    afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
    const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Entry;
    const numbers = Array.from({ length: count }, (_, i) => i);

    beforeAll(async () => {
      const python = process.env.MARKHOR_PYTHON!;
      const made = keras(python, 'make', from, String(count));
      for (const i of numbers) {
        const { model, x, y } = randomModel(i);
        for (let step = 0; step < 3; step++) model.trainOnBatch(tensors(x), tensors(y));
        await model.save(join(to, `${i}.keras`));
        await model.saveWeights(join(to, `${i}.weights.h5`));
        writeFileSync(join(to, `${i}.json`), JSON.stringify({ x, y, ...measure(model, x, y) }));
      }
      const checked = keras(python, 'check', to);
      await made;
      await keras(python, 'h5', legacy, String(Math.ceil(count / 2)));
      await checked;
      if (oldest) await keras(oldest, 'check', to, '.oldest.json');
    }, 900_000);

    test('there are models of every kind', () => {
      expect(readdirSync(from).filter((name) => name.endsWith('.keras'))).toHaveLength(count);
      expect(heads.length).toBeGreaterThan(3);
    });

    test.each(numbers)('model %i made there opens here, predicts the same and trains on', async (i) => {
      const entry = read(from, `${i}.json`);
      agree(measure(await loadModel(join(from, `${i}.keras`)), entry.x, entry.y), entry);
    });

    test.each(numbers)('model %i made here opens there, predicts the same and trains on', (i) => {
      const result = read(to, `${i}.out.json`);
      expect(result.error).toBeUndefined();
      agree(result, read(to, `${i}.json`));
    });

    test.each(numbers.slice(0, Math.ceil(count / 2)))('model %i in the older format opens here', async (i) => {
      const { x, y, predictions } = read(legacy, `${i}.json`);
      const model = await loadModel(join(legacy, `${i}.h5`));
      agree({ ...measure(model, x, y, 0) }, { predictions, losses: [] });
    });

    let opened = 0;
    test.skipIf(!oldest).each(numbers.filter((i) => i % 5 < 2))(
      'Sequential %i made here opens in the oldest release (skipped unless MARKHOR_PYTHON_OLDEST names a Python with Keras 3.3.3)',
      (i) => {
        const result = read(to, `${i}.oldest.json`);
        // Some activations are younger.
        if (result.error?.includes('Could not interpret activation function identifier')) return;
        expect(result.error).toBeUndefined();
        opened++;
        agree({ ...result, losses: [] }, { ...read(to, `${i}.json`), losses: [] });
      },
    );

    test.skipIf(!oldest)('most of those opened', () => expect(opened).toBeGreaterThan(count / 5));
  },
);
