import { expect, test } from 'vitest';
import { Dense, Input, losses, metrics, modelFromJSON, Sequential } from '../../src/index.js';
import { numbers, silent } from '../models/helpers.js';
import { check, compile, wrong } from '../models/mistakes.js';

const { AUC, FBetaScore, Precision, PrecisionAtRecall, R2Score, Recall, TrueNegatives } = metrics;
const column = (...data: number[]) => ({ shape: [data.length, 1], data });

test('AUC is the share of pairs in which the positive has the larger prediction', () => {
  const predictions = Array.from({ length: 300 }, (_, i) => ((i * 61) % 300) / 300);
  const positive = predictions.map((p, i) => +((i * 7919) % 100 < 100 * p));
  const auc = new AUC({ numThresholds: 301 });
  for (let i = 0; i < 300; i += 50)
    auc.updateState(column(...positive.slice(i, i + 50)), column(...predictions.slice(i, i + 50)));
  const pick = (wanted: number) => predictions.filter((_, i) => positive[i] === wanted);
  const pairs = pick(1).flatMap((p) => pick(0).map((q) => +(p > q)));
  expect(auc.result()).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 12);
});

test.each([new AUC(), new AUC({ multiLabel: true }), new PrecisionAtRecall(0.5), new TrueNegatives(), new Recall()])(
  '$className is 0 before the first batch and after a reset',
  (metric) => {
    expect(metric.result()).toBe(0);
    metric.updateState(column(1, 0, 1), column(0.9, 0.3, 0.6));
    expect(metric.result()).not.toBe(0);
    metric.resetState();
    expect(metric.result()).toBe(0);
  },
);

test('a prediction of 0 is above no threshold of an operating point', () => {
  const metric = new metrics.RecallAtPrecision(0.3);
  metric.updateState(column(1, 0, 1, 0), column(0, 0, 1, 1));
  expect(metric.result()).toBe(0.5);
});

test('several thresholds give several figures', () => {
  const metric = new Precision({ thresholds: [0.2, 0.5, 0.8] });
  metric.updateState(column(0, 0, 1, 1), column(0.1, 0.6, 0.3, 0.9));
  expect(metric.result()).toEqual([2 / 3, 0.5, 1]);
  expect(metric.scalar).toBeCloseTo((2 / 3 + 0.5 + 1) / 3, 12);
});

test('a file may name metrics that compile takes as objects only', async () => {
  const json = { ...new Sequential([Input({ shape: [3] }), new Dense(1, { activation: 'sigmoid' })]).toJSON() };
  const model = modelFromJSON({
    ...json,
    compile_config: { optimizer: 'adam', loss: 'binary_crossentropy', metrics: ['accuracy', 'AUC', 'true_positives'] },
  });
  const { history } = await model.fit(numbers([4, 3]), column(0, 1, 1, 0), silent);
  expect(Object.keys(history)).toEqual(['AUC', 'accuracy', 'loss', 'true_positives']);
  expect(modelFromJSON(model.toJSON()).toJSON()).toEqual(model.toJSON());
});

test('infinite weights give no area, and an end', () => {
  const auc = new AUC({ curve: 'PR' });
  auc.updateState(column(1, 0, 1), column(0.9, 0.3, 0.6), { shape: [3], data: [1, Infinity, 1] });
  expect(auc.result()).toBeNaN();
});

const update = (metric: InstanceType<typeof Precision | typeof Recall | typeof AUC>, columns: number) => () =>
  metric.updateState(numbers([4, columns]), numbers([4, columns]));

test.each<Parameters<typeof check>[0]>([
  [
    compile({ loss: 'mse', metrics: ['auc'] }),
    /identifier: auc\. .*Others are objects, such as `new metrics\.AUC\(\)`\.$/,
  ],
  [() => new AUC({ curve: wrong('roq') }), /^AUC: .*`curve`, expected one of ROC, PR, PRGAIN\. Received: curve='ROQ'$/],
  [
    () => new AUC({ summationMethod: wrong('left') }),
    /`summationMethod`, expected one of interpolation, minoring, majoring/,
  ],
  [() => new AUC({ numThresholds: 1 }), /`numThresholds`, expected an integer above 1/],
  [
    () => new AUC({ thresholds: [0.5, 2] }),
    /`thresholds`, expected a number between 0 and 1\. Received: thresholds=2$/,
  ],
  [() => new AUC({ labelWeights: [1, 2] }), /Add `multiLabel: true`/],
  [update(new AUC({ multiLabel: true, numLabels: 2 }), 3), /^AUC with multiLabel .* output \(4, 3\), numLabels=2/],
  [
    update(new Precision({ classId: 3 }), 3),
    /^Metric 'precision': .*, expected one of 3 classes\. Received: classId=3$/,
  ],
  [update(new Recall({ classId: 0.5 }), 3), /classId=0\.5/],
  [() => new Precision({ thresholds: -1 }), /`thresholds`, expected a number between 0 and 1/],
  [() => new TrueNegatives(wrong({ classId: 1 })), /Unrecognized option passed to TrueNegatives: `classId`/, TypeError],
  [() => new PrecisionAtRecall(wrong({ recal: 0.5 })), /`recall`, expected a number between 0 and 1/],
  [() => new FBetaScore({ beta: 0 }), /`beta`, expected a number above 0/],
  [() => new R2Score({ classAggregation: wrong('mean') }), /^Invalid value for argument `classAggregation`\..*=mean$/],
  [() => new R2Score({ numRegressors: -1 }), /`numRegressors`, expected a number from 0/],
  [
    () => new R2Score().updateState(numbers([4, 2, 2]), numbers([4, 2, 2])),
    /^R2Score expects 2D inputs .*y_pred\.shape=\(4, 2, 2\)/,
  ],
  [() => new metrics.TopKCategoricalAccuracy({ k: 0 }), /`k`, expected an integer from 1/],
  [() => new losses.BinaryFocalCrossentropy({ labelSmoothing: 2 }), /`labelSmoothing`, expected a number between 0/],
  [compile({ loss: 'log_cosh' }), /identifier: log_cosh\. .*Others are objects, such as `new losses\.LogCosh\(\)`\.$/],
])('%s is refused', (...mistake) => check(mistake));

test('R2Score adjusts as Keras 3.15.1 does, by the count of all outputs of all rows', () => {
  const target = { shape: [3, 3], data: [0, 0, 1, 0, 1, 0, 1, 0, 0] };
  const prediction = { shape: [3, 3], data: [0.4, 0.9, 1.6, 0.1, 1.2, 0.6, 1.5, 0.8, 0.6] };
  const result = (options: object, ...weights: number[]) => {
    const metric = new R2Score(options);
    metric.updateState(target, prediction, weights.length ? { shape: [3], data: weights } : undefined);
    return metric.result();
  };
  expect(result({ numRegressors: 1 }, 0.8, 0.1, 0.4)).toBeCloseTo(-3.641756534576416, 5);
  expect(result({ numRegressors: 2 })).toBeCloseTo(-0.9933334589004517, 6);
  expect(result({ numRegressors: 9 })).toBe(result({}));
  const each = result({ classAggregation: null, numRegressors: 1 }, 0.8, 0.1, 0.4) as number[];
  [0.05492061, -10.241904, -0.7382858].forEach((score, i) => expect(each[i]).toBeCloseTo(score, 6));
});

test('Tversky weighs what is missed by alpha, as Keras 3.15.1 does', () => {
  const rows = (...data: number[]) => ({ shape: [4, 4], data: [...data, ...data] });
  const [target, prediction] = [rows(1, 0, 1, 0, 0, 1, 0, 1), rows(0, 1, 0, 1, 1, 0, 1, 1)];
  const [loss] = new losses.Tversky({ alpha: 0.2, beta: 0.8 }).call(target, prediction).data;
  expect(loss).toBeCloseTo(0.7916666865348816, 6);
});

test.each([1, 3, 7])('R2Score of %i targets that do not vary is 0, whatever is rounded', (count) => {
  for (const value of [0.1, 0.3, 7])
    for (const weights of [undefined, numbers([count], 3)]) {
      const metric = new R2Score();
      metric.updateState(column(...Array<number>(count).fill(value)), numbers([count, 1]), weights);
      expect(metric.result()).toBe(0);
    }
});

test('R2Score of targets that vary little, with weights and without in turns', () => {
  const metric = new R2Score();
  const target = column(9999.5, 10000.5, 9999.5, 10000.5);
  const prediction = column(9999.75, 10000.75, 9999.75, 10000.75);
  const score = (...weights: number[][]) => {
    metric.resetState();
    metric.updateState(target, prediction, ...weights);
    return metric.result();
  };
  expect([score(), score([1, 1, 1, 1]), score()]).toEqual([0.75, 0.75, 0.75]);
  // Rounding may be all of it.
  expect([score([0.3, 0.7, 0.9, 1.3]), score()]).toEqual([0, 0.75]);
});

test.each([
  ...['sum', 'mean'].map((reduction) => new losses.MeanSquaredError({ reduction: reduction as 'sum' })),
  new losses.CosineSimilarity(),
  new losses.KLDivergence(),
])('targets of one axis less than the output are rows, as in Keras: %s', async (loss) => {
  const [target, prediction] = [numbers([3, 4], 1), numbers([3, 4, 1], 2)];
  const expected = loss.call(target, { shape: [3, 4], data: prediction.data });
  expect(loss.call(target, prediction)).toEqual(expected);
  const model = new Sequential([new Dense(1, { inputShape: [4, 1], useBias: false })]);
  model.setWeights([[[1]]]);
  model.compile({ loss, metrics: [new metrics.CosineSimilarity()] });
  const [total, cosine] = await model.evaluate<[number, number]>(prediction, target, { verbose: 0 });
  expect(total).toBeCloseTo(expected.data[0], 6);
  const metric = new metrics.CosineSimilarity();
  metric.updateState(target, { shape: [3, 4], data: prediction.data });
  expect(cosine).toBeCloseTo(metric.result() as number, 6);
});
