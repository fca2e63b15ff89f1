import { expect } from 'vitest';
import { catalogue } from '../../src/metrics/catalogue.js';
import type { Metric } from '../../src/metrics/index.js';
import * as classes from '../../src/metrics/public.js';
import { Tensor } from '../../src/tensor.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, isTensor, toNumbers } from './golden.js';

interface Update {
  y_true: GoldenTensor;
  y_pred: GoldenTensor;
  sample_weight?: GoldenTensor | number | null;
}

const nameOf = (one: GoldenCase) => (one.class ?? one.metric) as string;

/** A metric as Keras names it. */
function make(one: GoldenCase): Metric {
  return catalogue.get({ class_name: nameOf(one), config: one.config as Record<string, unknown> });
}

/** The rows `from` to `to` of a tensor. */
function rows(tensor: GoldenTensor, from: number, to: number): Tensor {
  const { shape, data } = toNumbers(tensor);
  const width = data.length / shape[0];
  return new Tensor([to - from, ...shape.slice(1)], data.slice(from * width, to * width));
}

function update(metric: Metric, { y_true, y_pred, sample_weight }: Update): void {
  const weight = sample_weight === undefined || sample_weight === null ? undefined : toNumbers(sample_weight);
  metric.updateState(toNumbers(y_true), toNumbers(y_pred), weight);
}

function expectResult(metric: Metric, expected: unknown, one: GoldenCase, when = ''): void {
  const result = metric.result();
  expectGolden(
    typeof result === 'number' ? [result] : result,
    isTensor(expected) ? expected : [expected],
    one.tol,
    `${one.id}${when}`,
  );
}

const samplesOf = ({ shape, data }: GoldenTensor) =>
  shape.length === 1 ? data.length : data.length / shape[shape.length - 1];

function missing(one: GoldenCase): string | undefined {
  if (!Object.hasOwn(classes, nameOf(one))) return `metric ${nameOf(one)}`;
  const { top_k: topK, num_regressors: regressors } = one.config as Record<string, unknown>;
  if (topK) return 'with top_k';
  if (regressors) return 'with num_regressors of a later Keras, which counts rows';
  const updates = (one.updates ?? []) as Update[];
  if (
    updates.some(
      ({ y_true, y_pred }) => y_pred.shape.length > y_true.shape.length + 1 || y_true.shape[0] !== y_pred.shape[0],
    )
  )
    return 'as a function on other shapes';
  return updates.some(
    ({ y_pred, sample_weight }) => isTensor(sample_weight) && sample_weight.data.length !== samplesOf(y_pred),
  )
    ? 'with a weight per element'
    : undefined;
}

checkGolden(
  'metrics',
  (one) => {
    const metric = make(one);
    if (Array.isArray(one.updates)) {
      for (const step of one.updates as Update[]) update(metric, step);
      expectResult(metric, one.expected, one);
      return;
    }
    const [target, prediction] = [one.y_true as GoldenTensor, one.y_pred as GoldenTensor];
    for (const to of [2, 4]) {
      metric.updateState(rows(target, to - 2, to), rows(prediction, to - 2, to));
      expectResult(metric, one[`after_rows_0_${to}`], one, ` after ${to} rows`);
    }
    metric.resetState();
    metric.updateState(rows(target, 0, 2), rows(prediction, 0, 2));
    expectResult(metric, one.after_rows_0_2, one, ' after a reset');
    expect(catalogue.get(catalogue.serialize(metric)).getConfig()).toEqual(metric.getConfig());
  },
  missing,
);
