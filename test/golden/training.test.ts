import { expect } from 'vitest';
import { Dense, modelFromJSON, Sequential, SGD } from '../../src/index.js';
import { Tensor } from '../../src/tensor.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, toNumbers } from './golden.js';

const known = ['InputLayer', 'Dense', 'Embedding', 'LSTM'];

type Json = Record<string, unknown>;

/** Sequential models trained from given weights: history, weights, predictions and scores as Keras has them. */
async function checkTraining(one: GoldenCase): Promise<void> {
  const layers = one.architecture as Json[];
  const { optimizer, loss, metrics = null } = one.compile as Json;
  const model = modelFromJSON({
    class_name: 'Sequential',
    config: { name: null, layers },
    compile_config: { optimizer, loss, metrics },
  });
  model.setWeights((one.initial_weights as { value: GoldenTensor }[]).map(({ value }) => toNumbers(value)));
  const x = toNumbers(one.x);
  const y = toNumbers(one.y);
  const fit = one.fit as Json;
  const history = await model.fit(x, y, {
    verbose: 0,
    epochs: fit.epochs as number,
    batchSize: (fit.batch_size as number) ?? null,
    shuffle: fit.shuffle as boolean,
    validationSplit: (fit.validation_split as number) ?? 0,
    validationFreq: (fit.validation_freq as number) ?? 1,
    initialEpoch: (fit.initial_epoch as number) ?? 0,
  });
  const expected = one.history as Record<string, number[]>;
  expect(Object.keys(history.history)).toEqual(Object.keys(expected));
  expect(history.epoch).toEqual(one.epoch);
  for (const [name, values] of Object.entries(expected)) {
    expectGolden(history.history[name], values, one.tol, `${one.id}: ${name}`);
  }
  for (const [i, weight] of (one.final_weights as GoldenTensor[]).entries()) {
    expectGolden(model.getWeights()[i].data, weight, one.tol, `${one.id}: weight ${i}`);
  }
  // The lessons predict the number after their last sequence.
  const questions =
    (one.predict as GoldenTensor).shape[0] === 1 ? new Tensor([1, 3, 1], Float32Array.of(0.05, 0.06, 0.07)) : x;
  expectGolden(model.predict(questions).data, one.predict, one.tol, `${one.id}: predict`);
  const scores = await model.evaluate(x, y, { verbose: 0, returnDict: true });
  for (const [name, value] of Object.entries(one.evaluate as Record<string, number>)) {
    expectGolden([scores[name]], value, one.tol, `${one.id}: evaluate ${name}`);
  }
}

function checkTrainOnBatch(one: GoldenCase): void {
  const model = new Sequential([
    new Dense(4, { activation: 'relu', inputDim: 6 }),
    new Dense(3, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: new SGD(0.5), loss: 'categorical_crossentropy', metrics: ['accuracy'] });
  model.setWeights((one.initial_weights as GoldenTensor[]).map(toNumbers));
  const [x, y] = [toNumbers(one.x), toNumbers(one.y)];
  for (const expected of one.returns as number[][])
    expectGolden(model.trainOnBatch(x, y) as number[], expected, one.tol, one.id);
  // `test_on_batch` is left out: it was asked about samples that the case does not hold.
  expectGolden(
    model.predictOnBatch({ shape: [2, 6], data: x.data.slice(0, 12) }).data,
    one.predict_on_batch,
    one.tol,
    one.id,
  );
}

checkGolden(
  'training',
  (one) => (one.kind === 'training' ? checkTraining(one) : checkTrainOnBatch(one)),
  (one) => {
    const layers = ((one.architecture ?? []) as { class_name: string }[]).map(({ class_name }) => class_name);
    const missing = layers.find((name) => !known.includes(name));
    return missing && `with ${missing}`;
  },
);
