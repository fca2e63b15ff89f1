import { expect, test } from 'vitest';
import {
  Activation,
  Add,
  Average,
  Bidirectional,
  type CompileOptions,
  Concatenate,
  Dense,
  Dropout,
  ELU,
  Flatten,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  L1,
  L1L2,
  L2,
  type Layer,
  LeakyReLU,
  LSTM,
  Maximum,
  Minimum,
  Model,
  Multiply,
  Permute,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  setRandomSeed,
  Softmax,
  Subtract,
  type SymbolicTensor,
  type Tensor,
  TimeDistributed,
} from '../../src/index.js';
import { referenceMachine, wasmMachine } from '../../src/kernels/index.js';
import { expectNear, TrainingStep } from './gradients.js';
import { type AnyModel, numbers, on, setNumbers } from './helpers.js';

interface Made {
  model: AnyModel;
  x: Tensor[];
  y: Tensor[];
}

/** The gradients in 64 bits beside central differences, and those of WebAssembly beside them. */
async function checkGradients(make: () => Made, differences = true): Promise<void> {
  const prepare = () => {
    setRandomSeed(3);
    const { model, x, y } = make();
    return new TrainingStep(model, x, y);
  };
  const exact = await on(referenceMachine('reference64'), () => {
    const step = prepare();
    expect(step.run()).toBeGreaterThan(0);
    const { gradients } = step;
    if (differences) expectNear(gradients, step.differences(), 1e-6, step.model);
    return gradients;
  });
  await on(wasmMachine(), () => {
    const step = prepare();
    step.run();
    expectNear(step.gradients, exact, 1e-4, step.model);
  });
}

const batch = 3;

/** A model of these inputs and outputs with numbers for weights, inputs and targets. */
function compiled(
  inputs: SymbolicTensor[],
  outputs: SymbolicTensor[],
  options: CompileOptions = { loss: 'mse' },
): Made {
  const model = new Model({ inputs, outputs });
  setNumbers(model);
  model.compile(options);
  const data = (tensors: readonly SymbolicTensor[], seed: number) =>
    tensors.map(({ shape }, i) => numbers([batch, ...(shape.slice(1) as number[])], seed + i));
  return { model, x: data(inputs, 10), y: data(outputs, 20) };
}

const over =
  (shape: number[], ...layers: (() => Layer<SymbolicTensor>)[]) =>
  () => {
    const input = Input({ shape });
    return compiled([input], [layers.reduce<SymbolicTensor>((tensor, make) => make().apply(tensor), input)]);
  };
/** Weights before and behind, so that gradients pass through the layer and into it. */
const between = (shape: number[], ...layers: (() => Layer<SymbolicTensor>)[]) =>
  over(
    shape,
    () => new Dense(shape.at(-1)!, { activation: 'tanh' }),
    ...layers,
    () => new Dense(2),
  );

const cases: Record<string, () => Made> = {
  Dense: between([4], () => new Dense(3)),
  'Dense without bias': between([4], () => new Dense(3, { useBias: false })),
  'Dense over steps': between([5, 3], () => new Dense(4, { activation: 'gelu' })),
  'Dense with softmax': between([4], () => new Dense(3, { activation: 'softmax' })),
  'Dense with log_softmax': between([4], () => new Dense(3, { activation: 'log_softmax' })),
  'Dense with regularizers': between(
    [4],
    () => new Dense(3, { kernelRegularizer: new L1L2({ l1: 0.1, l2: 0.2 }), biasRegularizer: new L2(0.3) }),
  ),
  'Dense with an activity regularizer': between(
    [4],
    () => new Dense(3, { activityRegularizer: new L1L2({ l1: 0.1, l2: 0.2 }) }),
  ),
  LSTM: between([5, 3], () => new LSTM(4)),
  'LSTM with sequences': between([5, 3], () => new LSTM(4, { returnSequences: true })),
  'LSTM on LSTM': between(
    [4, 2],
    () => new LSTM(3, { returnSequences: true }),
    () => new LSTM(2),
  ),
  'LSTM backwards': between([4, 3], () => new LSTM(2, { goBackwards: true, returnSequences: true })),
  'LSTM without bias': between([4, 3], () => new LSTM(2, { useBias: false })),
  'LSTM with other activations': between(
    [4, 3],
    () => new LSTM(2, { activation: 'softsign', recurrentActivation: 'softplus' }),
  ),
  'LSTM with regularizers': between(
    [4, 3],
    () =>
      new LSTM(2, {
        kernelRegularizer: new L2(0.1),
        recurrentRegularizer: new L1(0.1),
        biasRegularizer: new L1L2({ l1: 0.1, l2: 0.1 }),
      }),
  ),
  'LSTM with an activity regularizer': between(
    [4, 3],
    () => new LSTM(2, { returnSequences: true, activityRegularizer: new L2(0.3) }),
  ),
  Flatten: between([3, 2], () => new Flatten()),
  Reshape: between(
    [3, 4],
    () => new Reshape([6, -1]),
    () => new Activation('sigmoid'),
  ),
  RepeatVector: between(
    [3],
    () => new RepeatVector(4),
    () => new LSTM(2),
  ),
  TimeDistributed: between([5, 3], () => new TimeDistributed(new Dense(4, { activation: 'tanh' }))),
  'LSTM inside of TimeDistributed': between([2, 4, 3], () => new TimeDistributed(new LSTM(2))),
  ...Object.fromEntries(
    (['concat', 'sum', 'mul', 'ave'] as const).flatMap((mergeMode) =>
      [true, false].map((returnSequences) => [
        `Bidirectional, ${mergeMode}${returnSequences ? ' of sequences' : ''}`,
        between([4, 3], () => new Bidirectional(new LSTM(2, { returnSequences }), { mergeMode })),
      ]),
    ),
  ),
  'Bidirectional with penalties': between(
    [4, 3],
    () => new Bidirectional(new LSTM(2, { kernelRegularizer: new L2(0.1), activityRegularizer: new L2(0.1) })),
  ),
  'states of a Bidirectional': () => {
    const input = Input({ shape: [4, 2] });
    const options = { mergeMode: null };
    const lstm = () => new LSTM(3, { returnSequences: true, returnState: true });
    const [forward, , ...states] = new Bidirectional(lstm(), options).apply(input);
    return compiled([input], new Bidirectional(lstm(), options).apply(forward, { initialState: states }));
  },
  'Dropout of 0': between([4], () => new Dropout(0)),
  ...Object.fromEntries(
    (
      [
        'tanh',
        'sigmoid',
        'softplus',
        'softsign',
        'gelu',
        'silu',
        'exponential',
        'mish',
        'log_sigmoid',
        'squareplus',
        'tanh_shrink',
      ] as const
    ).map((name) => [`Activation ${name}`, between([4], () => new Activation(name))]),
  ),
  'Concatenate along steps': () => {
    const [a, b] = [Input({ shape: [2, 3] }), Input({ shape: [4, 3] })];
    const dense = new Dense(2, { activation: 'tanh' });
    return compiled([a, b], [new LSTM(2).apply(new Concatenate({ axis: 1 }).apply([dense.apply(a), dense.apply(b)]))]);
  },
  'Add of three': () => {
    const input = Input({ shape: [3] });
    const parts = [1, 2, 3].map(() => new Dense(2, { activation: 'tanh' }).apply(input));
    return compiled([input], [new Dense(1).apply(new Add().apply(parts))]);
  },
  'a tensor added to itself': () => {
    const input = Input({ shape: [3] });
    const one = new Dense(2, { activation: 'tanh' }).apply(input);
    return compiled([input], [new Add().apply([one, one])]);
  },
  'a layer on its own output': () => {
    const input = Input({ shape: [3] });
    const layer = new Dense(3, { activation: 'tanh', activityRegularizer: new L2(0.1) });
    return compiled([input], [layer.apply(layer.apply(layer.apply(input)))]);
  },
  'states of an LSTM': () => {
    const input = Input({ shape: [4, 2] });
    const [sequence, h, c] = new LSTM(3, { returnSequences: true, returnState: true }).apply(input);
    const next = new LSTM(3, { returnSequences: true }).apply(sequence, { initialState: [h, c] });
    return compiled([input], [next, h, c]);
  },
  'an output that is also inside': () => {
    const input = Input({ shape: [3] });
    const hidden = new Dense(2, { activation: 'tanh' }).apply(input);
    return compiled([input], [hidden, new Dense(2).apply(hidden)], { loss: ['mse', 'mse'], lossWeights: [0.3, 2] });
  },
};

test.each(Object.keys(cases))('gradients: %s', (name) => checkGradients(cases[name]));

/** A stream of integers below n, always the same for a seed. */
function stream(seed: number): (n: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const smooth = ['tanh', 'sigmoid', 'softplus', 'gelu', 'linear'] as const;

/** A random acyclic graph of layers, some used several times, with all its loose ends as outputs. */
function randomModel(seed: number, withDropout: boolean): Made {
  const pick = stream(seed);
  const any = <T>(list: readonly T[]): T => list[pick(list.length)];
  const inputs = Array.from({ length: 1 + pick(2) }, () => Input({ shape: [2 + pick(3), 1 + pick(3)] }));
  const tensors: SymbolicTensor[] = [...inputs];
  const used = new Set<SymbolicTensor>();
  const states: [SymbolicTensor, SymbolicTensor][] = [];
  const shareable: (Dense | LSTM)[] = [];
  const use = <T extends readonly SymbolicTensor[]>(...some: T): T => {
    for (const tensor of some) used.add(tensor);
    return some;
  };
  const alike = (one: SymbolicTensor, axes: (shape: SymbolicTensor['shape']) => unknown) =>
    tensors.filter(({ shape }) => JSON.stringify(axes(shape)) === JSON.stringify(axes(one.shape)));
  const steps: ((x: SymbolicTensor) => SymbolicTensor | undefined)[] = [
    (x) => {
      const layer = new Dense(1 + pick(4), {
        activation: any(smooth),
        activityRegularizer: pick(4) ? null : new L2(0.05),
      });
      shareable.push(layer);
      return layer.apply(...use(x));
    },
    (x) => {
      if (x.shape.length !== 3) return new Reshape([-1, 1]).apply(...use(x));
      const units = 1 + pick(3);
      const start = states.find(([h]) => h.shape[1] === units);
      const initialState = start && use(...start);
      const layer = new LSTM(units, { returnSequences: pick(2) === 0, returnState: true });
      const [output, h, c] = layer.apply(...use(x), initialState && { initialState });
      states.push([h, c]);
      return output;
    },
    (x) => {
      const layer = new LSTM(2, { returnSequences: pick(2) === 0, goBackwards: pick(2) === 0 });
      if (x.shape.length !== 3) return undefined;
      shareable.push(layer);
      return layer.apply(...use(x));
    },
    (x) => new Add().apply(use(x, any(alike(x, (shape) => shape)))),
    (x) =>
      any([new Multiply(), new Average(), new Maximum(), new Minimum(), new Subtract()]).apply(
        use(x, any(alike(x, (shape) => shape))),
      ),
    (x) =>
      any([new ELU(0.7), new LeakyReLU(0.2), new ReLU({ negativeSlope: 0.1 }), new Rescaling(0.5)]).apply(...use(x)),
    (x) => new Softmax({ axis: 1 }).apply(...use(x)),
    (x) =>
      x.shape.length === 3
        ? any([new GlobalAveragePooling1D(), new GlobalMaxPooling1D(), new Permute([2, 1])]).apply(...use(x))
        : undefined,
    (x) => new Concatenate().apply(use(x, any(alike(x, (shape) => shape.slice(0, -1))), x)),
    (x) => new Flatten().apply(...use(x)),
    (x) => new Activation(any(smooth)).apply(...use(x)),
    (x) => (withDropout ? new Dropout(0.3).apply(...use(x)) : undefined),
    (x) => {
      const known = shareable.filter(
        (layer) => layer.buildShapes![0].at(-1) === x.shape.at(-1) && layer.buildShapes![0].length === x.shape.length,
      );
      return known.length > 0 ? any(known).apply(...use(x)) : undefined;
    },
    (x) => {
      const known = shareable.filter(
        (layer) => layer.buildShapes![0].at(-1) === x.shape.at(-1) && layer.buildShapes![0].length === x.shape.length,
      );
      return known.length > 0 ? any(known).apply(...use(x)) : undefined;
    },
  ];
  for (let i = 0; i < 12; i++) {
    const made = any(steps)(any(tensors.slice(-5)));
    if (made) tensors.push(made);
  }
  const ends = tensors.filter((tensor) => !used.has(tensor));
  const first = new Dense(1).apply(ends[0]);
  return compiled(inputs, [first, ...ends.slice(1).filter(({ node }) => !inputs.some((input) => input.node === node))]);
}

test.each(Array.from({ length: 30 }, (_, seed) => seed))('gradients: random graph %i', (seed) =>
  checkGradients(() => randomModel(seed, seed % 3 === 2), seed % 3 !== 2),
);
