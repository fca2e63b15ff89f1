import {
  Activation,
  Adam,
  AdamW,
  Add,
  Average,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Dense,
  Dropout,
  ELU,
  Embedding,
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
  Flatten,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  LayerNormalization,
  LeakyReLU,
  losses,
  LSTM,
  Masking,
  metrics,
  type LSTMOptions,
  Maximum,
  MaxNorm,
  Minimum,
  MinMaxNorm,
  Model,
  Multiply,
  NonNeg,
  Normalization,
  Permute,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  RMSprop,
  Sequential,
  setRandomSeed,
  SGD,
  Softmax,
  Subtract,
  TimeDistributed,
  UnitNorm,
} from '../../src/index.js';
import type { LossIdentifier } from '../../src/losses/index.js';
import type { MetricIdentifier } from '../../src/metrics/index.js';
import type { Values } from './agreement.js';

// Random models over all layers, compiled in all manners. exchange.py makes their like in Keras.

/** mulberry32. */
function generator(seed: number) {
  let state = seed * 7919 + 1;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <const T extends readonly unknown[]>(...options: T): T[number] =>
    options[Math.floor(next() * options.length)];
  const chance = (share: number) => next() < share;
  const whole = (limit: number) => Math.floor(next() * limit);
  /** About normal: the sum of uniform numbers. */
  const normal = () => next() + next() + next() + next() - 2;
  return { pick, chance, whole, normal };
}

type Random = ReturnType<typeof generator>;

/** Activations that Keras has only from 3.7.0 on. */
const youngActivations = ['log_sigmoid', 'hard_tanh', 'squareplus', 'celu', 'tanh_shrink'] as const;

// prettier-ignore
const activations = [
  'linear', 'relu', 'sigmoid', 'tanh', 'elu', 'selu', 'softplus', 'softsign', 'gelu', 'silu', 'hard_sigmoid',
  'leaky_relu', 'mish', 'relu6', 'hard_silu', ...youngActivations,
] as const;

const regularizer = ({ pick }: Random) =>
  pick(null, null, 'l1', 'l2', { class_name: 'L1L2', config: { l1: 0.01, l2: 0.02 } });
const constraint = ({ pick }: Random) =>
  pick(
    null,
    null,
    new MaxNorm({ maxValue: 1.5 }),
    new NonNeg(),
    new UnitNorm({ axis: 0 }),
    new MinMaxNorm({ minValue: 0.2, maxValue: 1.1, rate: 0.5 }),
  );

function dense(random: Random, units: number): Dense {
  const { pick, chance } = random;
  return new Dense(units, {
    activation: pick(...activations),
    useBias: chance(0.8),
    kernelInitializer: pick('glorotUniform', 'glorotNormal', 'heNormal', 'lecunUniform', 'orthogonal', 'randomNormal'),
    biasInitializer: pick('zeros', 'ones'),
    kernelRegularizer: regularizer(random),
    biasRegularizer: regularizer(random),
    kernelConstraint: constraint(random),
    activityRegularizer: pick(null, null, 'l2'),
  });
}

function lstm(random: Random, units: number, returnSequences: boolean, options: LSTMOptions = {}): LSTM {
  const { pick, chance } = random;
  return new LSTM(units, {
    activation: pick('tanh', 'tanh', 'relu', 'softsign'),
    recurrentActivation: pick('sigmoid', 'sigmoid', 'hard_sigmoid'),
    useBias: chance(0.8),
    unitForgetBias: chance(0.7),
    goBackwards: chance(0.3),
    recurrentInitializer: pick('orthogonal', 'identity', 'glorotUniform'),
    kernelRegularizer: regularizer(random),
    recurrentRegularizer: regularizer(random),
    biasRegularizer: regularizer(random),
    kernelConstraint: constraint(random),
    recurrentConstraint: constraint(random),
    biasConstraint: pick(null, null, new NonNeg()),
    returnSequences,
    ...options,
  });
}

function schedule({ pick, chance }: Random) {
  const decay = { initialLearningRate: 0.02, decaySteps: 3 };
  return pick(
    () => new CosineDecay({ ...decay, alpha: 0.1, ...(chance(0.5) && { warmupSteps: 2, warmupTarget: 0.03 }) }),
    () => new CosineDecayRestarts({ initialLearningRate: 0.02, firstDecaySteps: 3, tMul: 1.5, mMul: 0.8 }),
    () => new ExponentialDecay({ ...decay, decayRate: 0.9, staircase: chance(0.5) }),
    () => new InverseTimeDecay({ ...decay, decayRate: 0.9, staircase: chance(0.5) }),
    () => new PiecewiseConstantDecay({ boundaries: [1, 4], values: [0.02, 0.01, 0.005] }),
    () => new PolynomialDecay({ ...decay, endLearningRate: 0.001, power: 2, cycle: chance(0.5) }),
  )();
}

function optimizer(random: Random) {
  return random.pick(
    () => new Adam({ learningRate: 0.01 }),
    () => new Adam({ learningRate: 0.01, amsgrad: true, clipnorm: 0.5 }),
    () => new Adam({ learningRate: schedule(random) }),
    () => new Adam({ learningRate: 0.01, useEma: true, emaMomentum: 0.9 }),
    () => new Adam({ learningRate: 0.01, useEma: true, emaOverwriteFrequency: 2 }),
    () => new Adam({ learningRate: 0.01, gradientAccumulationSteps: 2 }),
    () => new Adam({ learningRate: 0.01, weightDecay: 0.02 }),
    () => new AdamW({ learningRate: 0.01, weightDecay: 0.05 }),
    () => new SGD({ learningRate: 0.05 }),
    () => new SGD({ learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 }),
    () => new SGD({ learningRate: 0.05, momentum: 0.8, nesterov: true, globalClipnorm: 1 }),
    () => new RMSprop({ learningRate: 0.005 }),
    () => new RMSprop({ learningRate: 0.005, centered: true, momentum: 0.5, clipvalue: 0.5 }),
  )();
}

interface Head {
  units: number;
  activation: 'linear' | 'sigmoid' | 'softmax';
  loss: LossIdentifier;
  metrics: MetricIdentifier[];
  /** A row of the target. */
  row(random: Random): number[];
}

const numbers = (units: number) => (random: Random) => Array.from({ length: units }, random.normal);
const binary = ({ whole }: Random) => [whole(2)];
const label = ({ whole }: Random) => [whole(4)];
const oneHot = ({ whole }: Random) => {
  const chosen = whole(4);
  return [0, 1, 2, 3].map((i) => (i === chosen ? 1 : 0));
};

const regression = (units: number): Head => ({
  units,
  activation: 'linear',
  loss: 'mse',
  metrics: ['mae'],
  row: numbers(units),
});

/** The last layer, a loss and metrics for it, and targets. */
const heads: ((units: number) => Head)[] = [
  regression,
  (units) => ({
    ...regression(units),
    loss: new losses.MeanAbsoluteError(),
    metrics: ['mse', new metrics.RootMeanSquaredError()],
  }),
  (units) => ({
    ...regression(units),
    loss: new losses.MeanSquaredError({ reduction: 'sum' }),
    metrics: [new metrics.MeanSquaredError({ name: 'other' })],
  }),
  (units) => ({ ...regression(units), loss: new losses.Huber(), metrics: ['mape'] }),
  (units) => ({
    ...regression(units),
    loss: new losses.LogCosh(),
    metrics: [new metrics.LogCoshError(), new metrics.R2Score({ classAggregation: 'variance_weighted_average' })],
  }),
  (units) => ({
    ...regression(units),
    loss: new losses.CosineSimilarity(),
    metrics: [new metrics.CosineSimilarity({ name: 'other' })],
  }),
  () => ({
    units: 1,
    activation: 'sigmoid',
    loss: new losses.BinaryFocalCrossentropy({ gamma: 1.5, applyClassBalancing: true }),
    metrics: [new metrics.Hinge(), new metrics.Poisson()],
    row: binary,
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: new losses.CategoricalFocalCrossentropy({ labelSmoothing: 0.1 }),
    metrics: [new metrics.TopKCategoricalAccuracy({ k: 2 }), new metrics.KLDivergence()],
    row: oneHot,
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: new losses.Dice(),
    metrics: [new metrics.CategoricalHinge(), new metrics.MeanSquaredLogarithmicError()],
    row: oneHot,
  }),
  () => ({
    units: 1,
    activation: 'sigmoid',
    loss: 'binary_crossentropy',
    metrics: ['accuracy', new metrics.Precision(), new metrics.Recall(), new metrics.AUC({ curve: 'PR' })],
    row: binary,
  }),
  () => ({
    units: 1,
    activation: 'linear',
    loss: new losses.BinaryCrossentropy({ fromLogits: true }),
    // Keras 3.3.3 takes no threshold of 0.
    metrics: [new metrics.BinaryAccuracy({ threshold: 0.1 }), new metrics.BinaryCrossentropy({ fromLogits: true })],
    row: binary,
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: 'categorical_crossentropy',
    metrics: [
      new metrics.F1Score({ average: 'macro' }),
      new metrics.FBetaScore({ average: 'micro', beta: 0.5 }),
      new metrics.PrecisionAtRecall(0.5, { classId: 2 }),
    ],
    row: oneHot,
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }),
    metrics: ['accuracy', new metrics.CategoricalCrossentropy(), new metrics.TrueNegatives()],
    row: oneHot,
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: 'sparse_categorical_crossentropy',
    metrics: ['accuracy'],
    row: label,
  }),
  () => ({
    units: 4,
    activation: 'linear',
    loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['sparse_categorical_accuracy'],
    row: label,
  }),
];

interface Built {
  model: Sequential | Model;
  shapes: number[][];
  used: Head[];
}

/** By the kind of the model, as in exchange.py. */
const builders: readonly ((random: Random, head: () => Head) => Built)[] = [
  (random, head) => {
    const first = head();
    const layers = [dense(random, 6), new Dropout(0), dense(random, 4), last(first)];
    return { model: new Sequential([Input({ shape: [5] }), ...layers]), shapes: [[5]], used: [first] };
  },
  (random, head) => {
    const first = head();
    const middle = random.pick(
      () => [lstm(random, 3, false)],
      () => [new Flatten(), dense(random, 4)],
      () => [new Reshape([3, 10]), lstm(random, 4, false)],
      () => [dense(random, 3), new Flatten()],
    )();
    const layers = [lstm(random, 5, true), ...middle, new Activation(random.pick(...activations)), last(first)];
    return { model: new Sequential([Input({ shape: [6, 2] }), ...layers]), shapes: [[6, 2]], used: [first] };
  },
  (random, head) => {
    const first = head();
    const recurrent = lstm(random, 4, false, { dropout: 0.3, recurrentDropout: random.pick(0, 0.2), seed: 3 });
    const layers = [recurrent, new Dropout(0.4), last(first)];
    return { model: new Sequential([Input({ shape: [4, 2] }), ...layers]), shapes: [[4, 2]], used: [first] };
  },
  (random, head) => {
    const first = head();
    const [a, b] = [Input({ shape: [4] }), Input({ shape: [4] })];
    const branches = [dense(random, 5).apply(a), dense(random, 5).apply(b)];
    const merged = random.pick(new Add(), new Concatenate()).apply(branches);
    const outputs = last(first).apply(dense(random, 4).apply(merged));
    return { model: new Model({ inputs: [a, b], outputs }), shapes: [[4], [4]], used: [first] };
  },
  (random, head) => {
    const [a, b, i] = [Input({ shape: [4] }), Input({ shape: [4] }), Input({ shape: [4] })];
    const inner = random.pick(
      () => new Model({ inputs: i, outputs: dense(random, 3).apply(dense(random, 3).apply(i)) }),
      () => new Sequential([Input({ shape: [4] }), dense(random, 3), dense(random, 2)]),
    )();
    const [one, two] = [inner.apply(a), inner.apply(b)] as [typeof a, typeof b];
    const used = random.chance(0.5) ? [one, one].map(({ shape }) => regression(shape.at(-1)!)) : [head()];
    const outputs =
      used.length > 1 ? [new Add().apply([one, two]), one] : last(used[0]).apply(new Concatenate().apply([one, two]));
    return { model: new Model({ inputs: [a, b], outputs }), shapes: [[4], [4]], used };
  },
  // One input and one output; a model in a model in a model.
  (random, head) => {
    const first = head();
    const [i, j] = [Input({ shape: [4, 3] }), Input({ shape: [4, 3] })];
    const stack = new Sequential([Input({ shape: [4, 3] }), lstm(random, 4, false), dense(random, 3)]);
    const sum = new Add().apply([stack.apply(j), dense(random, 3).apply(new Flatten().apply(j))]);
    const middle = new Model({ inputs: j, outputs: sum });
    const outputs = last(first).apply(middle.apply(i) as typeof i);
    return { model: new Model({ inputs: i, outputs }), shapes: [[4, 3]], used: [first] };
  },
  // Shared layers, states handed on, two outputs.
  (random, head) => {
    const used = [head(), head()];
    const [s, a] = [Input({ shape: [5, 2] }), Input({ shape: [4] })];
    const [sequence, h, c] = new LSTM(4, { returnSequences: true, returnState: true }).apply(s);
    const decoded = new LSTM(4).apply(sequence, { initialState: [h, c] });
    const shared = dense(random, 4);
    const merged = new Concatenate().apply([shared.apply(decoded), shared.apply(h), a]);
    const outputs = used.map((one) => last(one).apply(merged));
    return { model: new Model({ inputs: [s, a], outputs }), shapes: [[5, 2], [4]], used };
  },
  // An encoder in both directions, a decoder of as many steps.
  (random, head) => {
    const first = head();
    const mergeMode = random.pick('concat', 'sum', 'mul', 'ave');
    // Keras 3.3.3 cannot copy a layer whose initializer is the identity.
    const options = { goBackwards: false, recurrentInitializer: 'orthogonal' } as const;
    const encoder = new Bidirectional(lstm(random, 4, false, options), { mergeMode });
    const decoder = random.pick(
      () => new Bidirectional(lstm(random, 3, true, options), { mergeMode }),
      () =>
        new Bidirectional(new LSTM(3, { returnSequences: true }), {
          backwardLayer: lstm(random, 3, true, { ...options, goBackwards: true }),
        }),
    )();
    const layers = [encoder, new RepeatVector(3), decoder, new TimeDistributed(dense(random, 2)), new Flatten()];
    return {
      model: new Sequential([Input({ shape: [4, 2] }), ...layers, last(first)]),
      shapes: [[4, 2]],
      used: [first],
    };
  },
  // Words and steps, of which some are no word and none.
  (random, head) => {
    const first = head();
    const [words, steps] = [Input({ shape: [5] }), Input({ shape: [5, 2] })];
    const vectors = new Embedding(7, 3, {
      maskZero: random.chance(0.7),
      embeddingsRegularizer: regularizer(random),
      embeddingsConstraint: constraint(random),
    }).apply(words);
    const options = { goBackwards: false, recurrentInitializer: 'orthogonal' } as const;
    const read = new Bidirectional(lstm(random, 2, true, options)).apply(vectors);
    const sequence = lstm(random, 3, true).apply(new Masking().apply(steps));
    const both = lstm(random, 4, false).apply(new Concatenate().apply([read, sequence]));
    return {
      model: new Model({ inputs: [words, steps], outputs: last(first).apply(both) }),
      shapes: [[5], [5, 2]],
      used: [first],
    };
  },
  // Layers without weights, element by element and over steps; words of which some are none.
  (random, head) => {
    const first = head();
    const [words, steps] = [Input({ shape: [5] }), Input({ shape: [5, 2] })];
    const vectors = new Embedding(7, 3, { maskZero: random.chance(0.7) }).apply(words);
    const scaled = new Rescaling(0.5, { offset: 0.1 }).apply(steps);
    const turned = new Flatten().apply(new Permute([2, 1]).apply(new Softmax({ axis: 1 }).apply(scaled)));
    const one = new Dense(3).apply(new GlobalAveragePooling1D().apply(vectors));
    const other = new Dense(3).apply(new Concatenate().apply([new GlobalMaxPooling1D().apply(scaled), turned]));
    const merged = random
      .pick(new Multiply(), new Average(), new Maximum(), new Minimum(), new Subtract())
      .apply([one, other]);
    const rectified = random
      .pick(
        new ReLU({ maxValue: 0.5, negativeSlope: 0.1, threshold: 0.05 }),
        new ReLU(),
        new LeakyReLU(0.2),
        new ELU(0.7),
      )
      .apply(merged);
    const sum = new Add().apply([new Dense(3).apply(steps), rectified]);
    const spread = new GlobalAveragePooling1D({ keepdims: true }).apply(sum);
    const largest = new Flatten().apply(new Maximum().apply([spread, rectified]));
    return {
      model: new Model({ inputs: [words, steps], outputs: last(first).apply(largest) }),
      shapes: [[5], [5, 2]],
      used: [first],
    };
  },
  // Layers that normalize.
  (random, head) => {
    const first = head();
    const normalization = new Normalization(random.pick<[number, number[], null]>(-1, [1, 2], null));
    normalization.adapt({ shape: [9, 4, 2], data: Array.from({ length: 72 }, random.normal) });
    const scale = random.chance(0.6);
    const layers = [
      Input({ shape: [4, 2] }),
      normalization,
      new BatchNormalization({ momentum: 0.8, scale, betaRegularizer: regularizer(random), axis: random.pick(-1, 1) }),
      new LSTM(3, { returnSequences: true }),
      new LayerNormalization({ epsilon: 1e-4, center: scale, gammaConstraint: constraint(random) }),
      new Flatten(),
      new BatchNormalization({ trainable: random.chance(0.7) }),
      new Normalization({ axis: null, mean: 0.5, variance: 2, invert: true }),
      last(first),
    ];
    return { model: new Sequential(layers), shapes: [[4, 2]], used: [first] };
  },
];

const last = ({ units, activation }: Head) => new Dense(units, { activation });

export const kinds = builders.length;
const dropping = 2;
const speaking = 8;

/** What drops at random goes on otherwise there. */
export const drops = (seed: number) => seed % kinds === dropping;

export const isYoung = (model: Sequential | Model) =>
  youngActivations.some((name) => JSON.stringify(model.toJSON()).includes(name));

/** A compiled model, always the same for a seed, with a batch of data. */
export function randomModel(seed: number): { model: Sequential | Model; x: Values[]; y: Values[] } {
  setRandomSeed(seed);
  const random = generator(seed);
  const { model, shapes, used } = builders[seed % kinds](random, () => random.pick(...heads)(random.pick(1, 3)));
  const several = used.length > 1;
  model.compile({
    optimizer: optimizer(random),
    loss: several ? used.map(({ loss }) => loss) : used[0].loss,
    lossWeights: several ? [1, 0.5] : null,
    metrics: several ? used.map(({ metrics }) => metrics) : used[0].metrics,
    weightedMetrics: used[0].loss === 'mse' && !several ? ['mse'] : null,
  });
  const batch = 6;
  const size = (shape: number[]) => shape.reduce((one, other) => one * other, batch);
  const x = shapes.map((shape): Values => [[batch, ...shape], Array.from({ length: size(shape) }, random.normal)]);
  if ([speaking, 9].includes(seed % kinds)) {
    const [[, words], [, steps]] = x;
    for (const i of words.keys()) words[i] = random.whole(7);
    for (const i of steps.keys()) if (words[i >> 1] === 0) steps[i] = 0;
  }
  const y = used.map(({ row }): Values => {
    const rows = Array.from({ length: batch }, () => row(random));
    return [[batch, rows[0].length], rows.flat()];
  });
  return { model, x, y };
}
