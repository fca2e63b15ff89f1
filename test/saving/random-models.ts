import {
  Activation,
  Adam,
  AdamW,
  Add,
  Concatenate,
  Dense,
  Dropout,
  ExponentialDecay,
  Flatten,
  Input,
  losses,
  LSTM,
  MaxNorm,
  MinMaxNorm,
  Model,
  NonNeg,
  Reshape,
  RMSprop,
  Sequential,
  setRandomSeed,
  SGD,
  UnitNorm,
} from '../../src/index.js';

// Random models over all layers, compiled in all manners. exchange.py makes their like in Keras.

type Values = [shape: number[], values: number[]];

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

// prettier-ignore
const activations = [
  'linear', 'relu', 'sigmoid', 'tanh', 'elu', 'selu', 'softplus', 'softsign', 'gelu', 'silu', 'hard_sigmoid',
  'leaky_relu', 'mish', 'relu6', 'hard_silu', 'log_sigmoid', 'hard_tanh', 'squareplus', 'celu', 'tanh_shrink',
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

function lstm(random: Random, units: number, returnSequences: boolean): LSTM {
  const { pick, chance } = random;
  return new LSTM(units, {
    activation: pick('tanh', 'tanh', 'relu', 'softsign'),
    recurrentActivation: pick('sigmoid', 'sigmoid', 'hard_sigmoid'),
    useBias: chance(0.8),
    unitForgetBias: chance(0.7),
    goBackwards: chance(0.3),
    kernelRegularizer: regularizer(random),
    recurrentRegularizer: regularizer(random),
    recurrentConstraint: constraint(random),
    returnSequences,
  });
}

function optimizer({ pick, chance }: Random) {
  return pick(
    () => new Adam({ learningRate: 0.01 }),
    () => new Adam({ learningRate: 0.01, amsgrad: true, clipnorm: 0.5 }),
    () =>
      new Adam({
        learningRate: new ExponentialDecay({
          initialLearningRate: 0.02,
          decaySteps: 2,
          decayRate: 0.9,
          staircase: chance(0.5),
        }),
      }),
    () => new Adam({ learningRate: 0.01, useEma: true, emaMomentum: 0.9 }),
    () => new Adam({ learningRate: 0.01, gradientAccumulationSteps: 2 }),
    () => new AdamW({ learningRate: 0.01, weightDecay: 0.05 }),
    () => new SGD({ learningRate: 0.05 }),
    () => new SGD({ learningRate: 0.05, momentum: 0.8, nesterov: true, globalClipnorm: 1 }),
    () => new RMSprop({ learningRate: 0.005 }),
    () => new RMSprop({ learningRate: 0.005, centered: true, momentum: 0.5, clipvalue: 0.5 }),
  )();
}

interface Head {
  units: number;
  activation: 'linear' | 'sigmoid' | 'softmax';
  loss:
    | 'mse'
    | 'binary_crossentropy'
    | 'sparse_categorical_crossentropy'
    | InstanceType<typeof losses.MeanAbsoluteError>;
  metrics: ('mae' | 'mse' | 'accuracy')[];
  /** A row of the target. */
  row(random: Random): number[];
}

const numbers = (units: number) => (random: Random) => Array.from({ length: units }, random.normal);

/** The last layer, a loss and metrics for it, and targets. */
export const heads: ((units: number) => Head)[] = [
  (units) => ({ units, activation: 'linear', loss: 'mse', metrics: ['mae'], row: numbers(units) }),
  (units) => ({
    units,
    activation: 'linear',
    loss: new losses.MeanAbsoluteError(),
    metrics: ['mse', 'mae'],
    row: numbers(units),
  }),
  () => ({
    units: 1,
    activation: 'sigmoid',
    loss: 'binary_crossentropy',
    metrics: ['accuracy'],
    row: ({ whole }) => [whole(2)],
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }) as never,
    metrics: ['accuracy'],
    row: ({ whole }) => {
      const label = whole(4);
      return [0, 1, 2, 3].map((i) => (i === label ? 1 : 0));
    },
  }),
  () => ({
    units: 4,
    activation: 'softmax',
    loss: 'sparse_categorical_crossentropy',
    metrics: ['accuracy'],
    row: ({ whole }) => [whole(4)],
  }),
];

function build(random: Random, kind: number): { model: Sequential | Model; shapes: number[][]; used: Head[] } {
  const { pick } = random;
  const head = () => pick(...heads)(pick(1, 3));
  const first = head();
  const last = new Dense(first.units, { activation: first.activation });
  if (kind === 0) {
    const layers = [Input({ shape: [5] }), dense(random, 6), new Dropout(0), dense(random, 4), last];
    return { model: new Sequential(layers), shapes: [[5]], used: [first] };
  }
  if (kind === 1) {
    const middle = pick(
      () => [lstm(random, 3, false)],
      () => [new Flatten(), dense(random, 4)],
      () => [new Reshape([3, 10]), lstm(random, 4, false)],
      () => [dense(random, 3), new Flatten()],
    )();
    const layers = [
      Input({ shape: [6, 2] }),
      lstm(random, 5, true),
      ...middle,
      new Activation(pick(...activations)),
      last,
    ];
    return { model: new Sequential(layers), shapes: [[6, 2]], used: [first] };
  }
  const [a, b] = [Input({ shape: [4] }), Input({ shape: [4] })];
  const shapes = [[4], [4]];
  if (kind === 2) {
    const merged = pick(new Add(), new Concatenate()).apply([dense(random, 5).apply(a), dense(random, 5).apply(b)]);
    return {
      model: new Model({ inputs: [a, b], outputs: last.apply(dense(random, 4).apply(merged)) }),
      shapes,
      used: [first],
    };
  }
  if (kind === 3) {
    const i = Input({ shape: [4] });
    const inner = pick(
      () => new Model({ inputs: i, outputs: dense(random, 3).apply(dense(random, 3).apply(i)) }),
      () => new Sequential([Input({ shape: [4] }), dense(random, 3), dense(random, 2)]),
    )();
    const [one, two] = [inner.apply(a), inner.apply(b)] as [typeof a, typeof b];
    if (random.chance(0.3)) {
      const width = one.shape.at(-1)!;
      const model = new Model({ inputs: [a, b], outputs: [new Add().apply([one, two]), one] });
      return { model, shapes, used: [heads[0](width), heads[0](width)] };
    }
    return {
      model: new Model({ inputs: [a, b], outputs: last.apply(new Concatenate().apply([one, two])) }),
      shapes,
      used: [first],
    };
  }
  // Shared layers, states handed on, two outputs.
  const s = Input({ shape: [5, 2] });
  const [sequence, h, c] = new LSTM(4, { returnSequences: true, returnState: true }).apply(s);
  const decoded = new LSTM(4).apply(sequence, { initialState: [h, c] });
  const shared = dense(random, 4);
  const merged = new Concatenate().apply([shared.apply(decoded), shared.apply(h), a]);
  const second = head();
  const outputs = [last.apply(merged), new Dense(second.units, { activation: second.activation }).apply(merged)];
  return { model: new Model({ inputs: [s, a], outputs }), shapes: [[5, 2], [4]], used: [first, second] };
}

/** A compiled model, always the same for a seed, with a batch of data. */
export function randomModel(seed: number): { model: Sequential | Model; x: Values[]; y: Values[] } {
  setRandomSeed(seed);
  const random = generator(seed);
  const { model, shapes, used } = build(random, seed % 5);
  const several = used.length > 1;
  model.compile({
    optimizer: optimizer(random),
    loss: several ? used.map(({ loss }) => loss) : used[0].loss,
    metrics: several ? used.map(({ metrics }) => metrics) : used[0].metrics,
  });
  const batch = 6;
  const size = (shape: number[]) => shape.reduce((one, other) => one * other, batch);
  const x = shapes.map((shape): Values => [[batch, ...shape], Array.from({ length: size(shape) }, random.normal)]);
  const y = used.map(({ row }): Values => {
    const rows = Array.from({ length: batch }, () => row(random));
    return [[batch, rows[0].length], rows.flat()];
  });
  return { model, x, y };
}
