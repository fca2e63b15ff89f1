import { expect } from 'vitest';
import { clearSession, LSTM, Model, modelFromJSON, Input, type TensorLike } from '../../src/index.js';
import { catalogue } from '../../src/metrics/catalogue.js';
import type { MetricIdentifier } from '../../src/metrics/index.js';
import { isFunctionConfig } from '../../src/saving/keras-config.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, isTensor, toNumbers } from './golden.js';
import { ownFunctions } from './own-functions.js';

type Json = Record<string, unknown>;

/** What newer releases of Keras write and older ones do not read, and what has no meaning here. `training` is an argument of calls. */
const left = [
  'input_axes',
  'output_axes',
  'quantization_config',
  'renorm',
  'renorm_momentum',
  'rms_scaling',
  'ragged',
  'optional',
  'sparse',
  'jit_compile',
  'training',
];

/** A configuration without what is null, empty or left out, and numbers as float32. */
function essence(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value);
  if (Array.isArray(value)) return value.map(essence);
  // Masks are numbers here.
  if (value === 'bool') return 'float32';
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, one]) => one !== null && !left.includes(key));
  const kept = entries.map(([key, one]) => [key, essence(one)] as const);
  // Metrics have one type here, as all else, and do not write it.
  if ('module' in value && value.module === 'keras.metrics') {
    const { config } = value as unknown as { config: Json };
    return { ...Object.fromEntries(kept), config: essence({ ...config, dtype: null }) };
  }
  // Keras forgets the gain of an Identity.
  if ('class_name' in value && value.class_name === 'Identity') return { ...Object.fromEntries(kept), config: {} };
  return Object.fromEntries(
    kept.filter(([key, one]) => !(['compile_config', 'build_config'].includes(key) && isEmpty(one))),
  );
}

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const data = (value: unknown) =>
  (isTensor(value) ? toNumbers(value) : (value as GoldenTensor[]).map(toNumbers)) as TensorLike;
const scalar = (value: unknown) =>
  isTensor(value) ? [...toNumbers(value).data].reduce((sum, n) => sum + n, 0) / value.data.length : Number(value);
const values = (value: unknown) => (isTensor(value) ? [...toNumbers(value).data] : (value as unknown[]).map(scalar));

type Options = Record<string, unknown>;

/** A function for its name. */
const ownOf = (given: unknown) => (isFunctionConfig(given) ? ownFunctions[given.config] : given);

/** Metrics are names, class and options, or functions. */
const metricOf = (given: string | [name: string, options: Options]): MetricIdentifier =>
  Array.isArray(given) ? catalogue.get({ class_name: given[0], config: given[1] }) : (ownOf(given) as MetricIdentifier);

function build(one: GoldenCase) {
  clearSession();
  const model = modelFromJSON(one.config as object, { customObjects: ownFunctions });
  const weights = one.initialWeights as { path: string; value: GoldenTensor }[] | undefined;
  if (weights) model.setWeights(weights.map(({ value }) => toNumbers(value)));
  return model;
}

async function checkTraining(one: GoldenCase): Promise<void> {
  const model = build({ ...one, config: { ...(one.config as Json), compile_config: undefined } });
  const {
    optimizer,
    loss,
    loss_weights: lossWeights = null,
    metrics = null,
    weighted_metrics: weightedMetrics = null,
  } = one.compile as Json;
  const [plain, weighted] = [metrics, weightedMetrics].map(
    (list) =>
      (list as never[] | null)?.map((entry: unknown) =>
        Array.isArray(entry) && entry.length === 1 ? entry : metricOf(entry as string),
      ) ?? null,
  );
  model.compile({ optimizer, loss: ownOf(loss), lossWeights, metrics: plain, weightedMetrics: weighted } as Parameters<
    typeof model.compile
  >[0]);
  const {
    epochs,
    batch_size: batchSize,
    shuffle,
  } = one.fit as { epochs: number; batch_size: number; shuffle: boolean };
  const sampleWeight = one.sampleWeight ? toNumbers(one.sampleWeight) : null;
  const validation = one.validation as [unknown, unknown] | undefined;
  const validationData = validation ? ([data(validation[0]), data(validation[1])] as const) : null;
  const [x, y] = [data(one.x), data(one.y)];
  const classWeight = (one.classWeight as Record<number, number>) ?? null;
  const history = await model.fit(x, y, {
    verbose: 0,
    epochs,
    batchSize,
    shuffle,
    sampleWeight,
    classWeight,
    validationData,
  });
  const expected = one.history as Record<string, unknown>;
  expect(Object.keys(history.history)).toEqual(Object.keys(expected));
  for (const [name, logs] of Object.entries(expected))
    expectGolden(history.history[name], values(logs), one.tol, `${one.id}: ${name}`);
  for (const [i, { value, path }] of (one.finalWeights as { path: string; value: GoldenTensor }[]).entries()) {
    expectGolden(model.getWeights()[i].data, value, one.tol, `${one.id}: ${path}`);
  }
  if (!one.evaluate) return;
  const scores = await model.evaluate(x, y, { verbose: 0, batchSize, sampleWeight, returnDict: true });
  for (const [name, value] of Object.entries(one.evaluate as Json))
    expectGolden([scores[name]], [scalar(value)], one.tol, `${one.id}: evaluate ${name}`);
  const predictions = isTensor(one.predict) ? [one.predict] : (one.predict as GoldenTensor[]);
  for (const [i, actual] of model.predictAll(x).entries())
    expectGolden(actual.data, predictions[i], one.tol, `${one.id}: prediction ${i}`);
}

function checkStateful(one: GoldenCase): void {
  const calls = one.calls as { x: GoldenTensor; resetBefore: boolean }[];
  const input = Input({ batchShape: calls[0].x.shape });
  const layer = new LSTM({
    units: one.units as number,
    returnSequences: one.returnSequences as boolean,
    stateful: true,
    returnState: true,
  });
  const model = new Model({ inputs: input, outputs: layer.apply(input) });
  model.setWeights((one.initialWeights as { value: GoldenTensor }[]).map(({ value }) => toNumbers(value)));
  for (const [i, { x, resetBefore }] of calls.entries()) {
    if (resetBefore) model.resetState();
    const results = model.predictAll(toNumbers(x));
    const expected = [(one.outputs as GoldenTensor[])[i], ...(one.states as GoldenTensor[][])[i]];
    for (const [k, result] of results.entries())
      expectGolden(result.data, expected[k], one.tol, `${one.id}: call ${i}, output ${k}`);
  }
}

function checkConfig(one: GoldenCase): void {
  const model = build(one);
  const expected = one.weights as { path: string; shape: number[] }[];
  expect(model.variables.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  const written = JSON.parse(JSON.stringify(model.toJSON()));
  // Masks that layers make by themselves are in Keras's configuration of a functional model, but not in ours.
  const isMasked = JSON.stringify(one.config).includes('keras.src.ops');
  if (!isMasked) expect(essence(written)).toEqual(essence(one.config));
  expect(essence(modelFromJSON(written, { customObjects: ownFunctions }).toJSON())).toEqual(essence(written));
}

function missing(one: GoldenCase): string | undefined {
  const given = ((one.compile as Json | undefined)?.metrics ?? []) as (string | [string, Options])[];
  const unknown = given.some((metric) => typeof metric[1] === 'object' && 'top_k' in metric[1]);
  return unknown ? 'with top_k' : undefined;
}

for (const name of ['generated', 'masking', 'trained-metrics', 'trained-functions', 'normalization'])
  checkGolden(name, checkCase, missing);

async function checkCase(one: GoldenCase): Promise<void> {
  if (one.kind === 'stateful') return checkStateful(one);
  if (one.kind === 'config') return checkConfig(one);
  const weights = one.initialWeights as { path: string; value: GoldenTensor }[];
  checkConfig({ ...one, weights: weights.map(({ path, value }) => ({ path, shape: value.shape })) });
  await checkTraining(one);
}
