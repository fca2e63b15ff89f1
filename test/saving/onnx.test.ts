import { beforeEach, describe, expect, test } from 'vitest';
import { activationIds, type ActivationName } from '../../src/activations/index.js';
import {
  Activation,
  Add,
  Average,
  Bidirectional,
  clearSession,
  Concatenate,
  Dense,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  BatchNormalization,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  Input,
  LeakyReLU,
  LSTM,
  type LSTMCallOptions,
  type LSTMOptions,
  Maximum,
  Minimum,
  Model,
  Multiply,
  LayerNormalization,
  Normalization,
  Permute,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  Sequential,
  Softmax,
  Subtract,
  type SymbolicTensor,
  type Tensor,
  TimeDistributed,
} from '../../src/index.js';
import { toOnnx } from '../../src/saving/onnx.js';
import type { PartialShape } from '../../src/shape.js';
import { expectClose } from '../kernels/check-kernel.js';
import { type AnyModel, numbers, setNumbers } from '../models/helpers.js';
import { decodeModel } from './onnx-decode.js';
import { isRequired, openOnnx, runtime, whySkipped } from './onnx-runtime.js';

beforeEach(clearSession);

const tolerance = 1e-5;

/** A model of one input of this shape. */
function through(shape: PartialShape, use: (x: SymbolicTensor) => SymbolicTensor | readonly SymbolicTensor[]): Model {
  const x = Input({ shape, name: 'x' });
  return new Model({ inputs: x, outputs: use(x) });
}

/** ONNX Runtime gives what `predict` gives, for batches of 1 and 5, where sizes are open with 3 and 7. */
async function expectSame(model: AnyModel, scale = 1, prepare = (x: Tensor) => x): Promise<void> {
  setNumbers(model);
  const { inputNames, outputNames, run } = await openOnnx(toOnnx(model));
  expect(inputNames).toEqual(model.inputNames);
  expect(outputNames).toEqual(model.outputNames);
  for (const [batch, open] of [
    [1, 7],
    [5, 3],
  ]) {
    const inputs = model.inputs.map(({ shape: [size, ...rest] }, i) =>
      prepare(numbers([size ?? batch, ...rest.map((length) => length ?? open)], i + batch, scale)),
    );
    const outputs = await run(inputs);
    for (const [i, { shape, data }] of model.predictAll(inputs).entries()) {
      expect(outputs[i].shape).toEqual(shape);
      expectClose(outputs[i].data, data, tolerance, `${outputNames[i]}, batch ${batch}`);
    }
  }
}

test.runIf(isRequired)('ONNX Runtime is there, as MARKHOR_REQUIRE_PEERS=1 asks', () => {
  expect(runtime, 'MARKHOR_PEERS must name a folder with node_modules/onnxruntime-node').toBeDefined();
});

describe.skipIf(!runtime)(`ONNX Runtime gives the same numbers${whySkipped}`, () => {
  const names = [...Object.keys(activationIds), 'softmax', 'log_softmax'] as ActivationName[];
  test.each(names)('%s', async (name) => {
    await expectSame(
      through([2, 40], (x) => new Activation(name).apply(x)),
      6,
    );
  });

  test.each([[[6]], [[4, 6]], [[null, 6]], [[2, 3, 6]]])('Dense on %j', async (shape) => {
    await expectSame(through(shape, (x) => new Dense(5, { activation: 'tanh' }).apply(x)));
  });

  test.each([[[]], [[null]], [[2, 3]]])('Embedding of words %j', async (shape) => {
    const words = ({ shape, data }: Tensor) => ({ shape, data: data.map((_, i) => i % 7) }) as Tensor;
    const model = through(shape, (x) => new Embedding(7, 4).apply(x));
    await expectSame(model, 1, words);
  });

  test('Dense without bias, with softmax', async () => {
    await expectSame(through([6], (x) => new Dense(5, { useBias: false, activation: 'softmax' }).apply(x)));
  });

  test.each([[[]], [[3]], [[2, 3]], [[2, 3, 4]]])('Flatten of %j', async (shape) => {
    await expectSame(through(shape, (x) => new Flatten().apply(x)));
  });

  test.each([
    [[6], [2, 3]],
    [
      [2, 6],
      [3, -1],
    ],
    [
      [null, 6],
      [-1, 2],
    ],
    [[2, 3], [6]],
    [[1], []],
  ] as [PartialShape, number[]][])('Reshape of %j to %j', async (shape, targetShape) => {
    await expectSame(through(shape, (x) => new Reshape(targetShape).apply(x)));
  });

  test('Dropout changes nothing', async () => {
    await expectSame(new Sequential([new Dense(4, { inputShape: [3] }), new Dropout(0.5), new Dense(2)]));
    await expectSame(through([3], (x) => new Dropout(0.5).apply(x)));
  });

  test.each([-1, 1, 2])('Concatenate along axis %d', async (axis) => {
    const [a, b] = [Input({ shape: [2, 3], name: 'a' }), Input({ shape: [2, 3], name: 'b' })];
    await expectSame(new Model({ inputs: [a, b], outputs: new Concatenate({ axis }).apply([a, b, a]) }));
  });

  test('LayerNormalization of two ranks', async () => {
    const [row, sequence] = [Input({ shape: [4] }), Input({ shape: [3, 4] })];
    const layer = new LayerNormalization();
    await expectSame(new Model([row, sequence], [layer.apply(row), layer.apply(sequence)]), 2);
  });

  test('Add of three', async () => {
    const inputs = ['a', 'b', 'c'].map((name) => Input({ shape: [null, 3], name }));
    await expectSame(new Model({ inputs, outputs: new Add().apply(inputs) }));
  });

  test.each<[string, PartialShape, (x: SymbolicTensor) => SymbolicTensor]>([
    ['ReLU', [5], (x) => new ReLU().apply(x)],
    ['ReLU with all', [5], (x) => new ReLU({ maxValue: 0.6, negativeSlope: 0.1, threshold: 0.2 }).apply(x)],
    ['LeakyReLU', [5], (x) => new LeakyReLU(0.2).apply(x)],
    ['ELU', [5], (x) => new ELU(0.7).apply(x)],
    ['Softmax', [5], (x) => new Softmax().apply(x)],
    ['Softmax of steps', [null, 3], (x) => new Softmax({ axis: 1 }).apply(x)],
    ['Rescaling', [5], (x) => new Rescaling(0.5, { offset: 2 }).apply(x)],
    ['BatchNormalization', [5], (x) => new BatchNormalization().apply(x)],
    ['BatchNormalization of steps', [4, 3], (x) => new BatchNormalization({ axis: 1, scale: false }).apply(x)],
    ['LayerNormalization', [4, 3], (x) => new LayerNormalization({ epsilon: 0.01 }).apply(x)],
    ['LayerNormalization over axes', [4, 3], (x) => new LayerNormalization({ axis: [2, 1], center: false }).apply(x)],
    ['Normalization', [4, 3], (x) => new Normalization().apply(x)],
    ['Normalization, one for all', [3], (x) => new Normalization({ axis: null, invert: true }).apply(x)],
    [
      'Normalization, known',
      [2, 3],
      (x) => new Normalization([1, 2], { mean: [1, 2, 3], variance: [4, 0, 1] }).apply(x),
    ],
    ['Permute', [2, 3, 4], (x) => new Permute([3, 1, 2]).apply(x)],
    ['GlobalAveragePooling1D', [null, 3], (x) => new GlobalAveragePooling1D().apply(x)],
    ['GlobalMaxPooling1D', [null, 3], (x) => new GlobalMaxPooling1D({ keepdims: true }).apply(x)],
    ['Subtract', [4, 3], (x) => new Subtract().apply([x, new GlobalMaxPooling1D().apply(x)])],
    ...[new Add(), new Average(), new Maximum(), new Minimum(), new Multiply()].map(
      (layer): [string, PartialShape, (x: SymbolicTensor) => SymbolicTensor] => [
        layer.className,
        [4, 3],
        (x) => layer.apply([x, new GlobalMaxPooling1D().apply(x), new Dense(3).apply(x)]),
      ],
    ),
    [
      'Add in two places',
      [4, 3],
      (x) => {
        const [add, row] = [new Add(), new GlobalMaxPooling1D().apply(x)];
        return new GlobalMaxPooling1D().apply(add.apply([x, add.apply([row, new Dense(3).apply(row)])]));
      },
    ],
    [
      'Subtract in two places',
      [4, 3],
      (x) => {
        const [subtract, row] = [new Subtract(), new GlobalMaxPooling1D().apply(x)];
        return subtract.apply([new GlobalMaxPooling1D().apply(subtract.apply([x, row])), row]);
      },
    ],
  ])('%s', async (_, shape, use) => {
    await expectSame(through(shape, use), 2);
  });

  const flags = ['returnSequences', 'returnState', 'goBackwards'] as const;
  const combinations = Array.from({ length: 8 }, (_, bits) => flags.filter((_, i) => bits & (1 << i)));
  test.each(combinations.map((on) => [on] as const))('LSTM with %j', async (on) => {
    const options = Object.fromEntries(on.map((flag) => [flag, true]));
    await expectSame(through([null, 3], (x) => new LSTM(5, options).apply(x)));
    await expectSame(through([4, 3], (x) => new LSTM(5, { ...options, useBias: false }).apply(x)));
  });

  test.each([false, true])('LSTM from an initial state, goBackwards %s', async (goBackwards) => {
    const [x, h, c] = [
      Input({ shape: [null, 3], name: 'x' }),
      Input({ shape: [5], name: 'h' }),
      Input({ shape: [5], name: 'c' }),
    ];
    const options = { returnSequences: true, returnState: true, goBackwards };
    const outputs = new LSTM(5, options).apply(x, { initialState: [h, c] }) as unknown as SymbolicTensor[];
    await expectSame(new Model({ inputs: [x, h, c], outputs }));
  });

  const ofGates = ['sigmoid', 'hard_sigmoid', 'sparse_sigmoid', 'legacy_hard_sigmoid'] as const;
  const ofCells = ['tanh', 'relu', 'linear', 'elu', 'celu', 'leaky_relu', 'softsign', 'softplus', ...ofGates] as const;
  const pairs = ofGates.flatMap((gate) => ofCells.map((cell) => [gate, cell] as const));
  test.each(pairs)('LSTM with recurrentActivation %s and activation %s', async (recurrentActivation, activation) => {
    await expectSame(
      through([4, 3], (x) => new LSTM(5, { recurrentActivation, activation, returnSequences: true }).apply(x)),
    );
  });

  const modes = ['concat', 'sum', 'mul', 'ave', null] as const;
  test.each(modes)('Bidirectional, mergeMode %s', async (mergeMode) => {
    for (const options of [{}, { returnSequences: true }, { returnSequences: true, returnState: true }]) {
      const layer = () => new Bidirectional(new LSTM(5, options), { mergeMode });
      await expectSame(through([null, 3], (x) => layer().apply(x)));
    }
  });

  test('Bidirectional from initial states', async () => {
    const [x, ...states] = [[4, 3], [5], [5], [5], [5]].map((shape, i) => Input({ shape, name: `x${i}` }));
    const initialState = states as [SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor];
    const outputs = new Bidirectional(new LSTM(5)).apply(x, { initialState });
    await expectSame(new Model({ inputs: [x, ...states], outputs }));
  });

  test('RepeatVector', async () => {
    await expectSame(through([3], (x) => new RepeatVector(4).apply(x)));
  });

  test.each([[[null, 3]], [[4, 3]], [[null, 2, 3]]])('TimeDistributed on %j', async (shape) => {
    const inside = () => new Sequential([new Dense(4, { activation: 'tanh' }), new Flatten(), new Dense(2)]);
    await expectSame(through(shape, (x) => new TimeDistributed(inside()).apply(x)));
  });

  test('one TimeDistributed on sequences of several lengths', async () => {
    const inputs = [4, 7, null].map((length, i) => Input({ shape: [2, length, 3], name: `x${i}` }));
    const layer = new TimeDistributed(new LSTM(2, { returnSequences: true }));
    await expectSame(new Model({ inputs, outputs: inputs.map((input) => layer.apply(input)) }));
  });

  test('a stack of LSTMs, with what matters in training only', async () => {
    const options = { dropout: 0.2, recurrentDropout: 0.3, unroll: true, zeroOutputForMask: true };
    await expectSame(
      new Sequential([
        new LSTM(6, { ...options, inputShape: [null, 2], returnSequences: true }),
        new LSTM(5, { ...options, returnSequences: true, goBackwards: true }),
        new LSTM(4),
        new Dense(3, { activation: 'relu' }),
      ]),
    );
  });

  test('an encoder and a decoder', async () => {
    const [source, target] = [Input({ shape: [null, 3], name: 'source' }), Input({ shape: [null, 2], name: 'target' })];
    const [, h, c] = new LSTM(4, { returnState: true }).apply(source);
    const decoded = new LSTM(4, { returnSequences: true }).apply(target, { initialState: [h, c] });
    await expectSame(new Model({ inputs: [source, target], outputs: new Dense(2).apply(decoded) }));
  });

  test('a layer used twice, two inputs and two outputs', async () => {
    const [a, b] = [Input({ shape: [3], name: 'a' }), Input({ shape: [3], name: 'b' })];
    const shared = new Dense(4, { activation: 'gelu' });
    const uses = [shared.apply(a), shared.apply(b)];
    await expectSame(new Model({ inputs: [a, b], outputs: uses }));
    await expectSame(
      new Model({ inputs: [a, b], outputs: [new Dense(1).apply(new Concatenate().apply(uses)), uses[1]] }),
    );
  });

  test('a shared LSTM', async () => {
    const [a, b] = [Input({ shape: [4, 3], name: 'a' }), Input({ shape: [null, 3], name: 'b' })];
    const shared = new LSTM(4);
    await expectSame(new Model({ inputs: [a, b], outputs: new Add().apply([shared.apply(a), shared.apply(b)]) }));
  });

  test('models inside of a model, used twice, with layers of the same names', async () => {
    const branch = new Sequential([new LSTM(4, { name: 'same', inputShape: [null, 3] }), new Dropout(0.1)]);
    const split = through([4], (x) => [new Dense(2, { name: 'same' }).apply(x), new Activation('relu').apply(x)]);
    const [a, b] = [Input({ shape: [5, 3], name: 'a' }), Input({ shape: [null, 3], name: 'b' })];
    const [left, right] = [branch.apply(a), branch.apply(b)].map((x) => split.apply(x) as SymbolicTensor[]);
    const both = new Concatenate({ name: 'same' }).apply([...left, ...right]);
    await expectSame(new Model({ inputs: [a, b], outputs: [both, right[1]] }));
  });

  test('outputs that are inputs, given twice, or inner values', async () => {
    const [x, unused] = [Input({ shape: [3], name: 'x' }), Input({ shape: [2], name: 'unused' })];
    const inner = new Dense(4, { name: 'inner' }).apply(x);
    const end = new Dense(2, { name: 'end' }).apply(inner);
    const dropped = new Dropout(0.5, { name: 'dropped' }).apply(x);
    await expectSame(new Model({ inputs: [x, unused], outputs: [end, inner, inner, dropped] }));
  });

  test('a fixed batch', async () => {
    const x = Input({ batchShape: [2, 4, 3], name: 'x' });
    await expectSame(new Model({ inputs: x, outputs: new Flatten().apply(new LSTM(3).apply(x)) }));
  });

  test('a model from an inner value on', async () => {
    const x = Input({ shape: [3] });
    const inner = new Dense(4).apply(x);
    await expectSame(new Model({ inputs: inner, outputs: new Dense(2).apply(inner) }));
  });
});

/** LSTM, then Dense, as most models are. */
function small(): Sequential {
  const model = new Sequential([new LSTM(2, { inputShape: [null, 3] }), new Dense(1, { activation: 'tanh' })], {
    name: 'small',
  });
  setNumbers(model);
  return model;
}

test('the same model gives the same bytes', () => {
  const first = toOnnx(small());
  clearSession();
  expect(toOnnx(small())).toEqual(first);
});

test('the file says who made it, for which operators, and how its values are called', () => {
  const { irVersion, producer, opset, graph } = decodeModel(toOnnx(small()));
  expect({ irVersion, producer, opset, name: graph.name }).toEqual({
    irVersion: 8,
    producer: 'markhor',
    opset: 17,
    name: 'small',
  });
  expect(graph.inputs).toEqual([{ name: 'input_layer', shape: ['batch', 'input_layer_axis1', 3] }]);
  expect(graph.outputs).toEqual([{ name: 'dense', shape: ['batch', 1] }]);
  expect(graph.nodes.map(({ type, name }) => [type, name])).toEqual([
    ['Transpose', 'lstm/Transpose'],
    ['LSTM', 'lstm/LSTM'],
    ['Squeeze', 'lstm/Squeeze'],
    ['MatMul', 'dense/MatMul'],
    ['Add', 'dense/Add'],
    ['Tanh', 'dense/Tanh'],
  ]);
  expect(graph.nodes.at(-1)?.outputs).toEqual(['dense']);
});

test('weights have their paths as names, and ONNX’s order of gates', () => {
  const model = small();
  const { initializers } = decodeModel(toOnnx(model)).graph;
  expect(initializers.map(({ name, shape }) => [name, shape])).toEqual([
    ['lstm/lstm_cell/kernel', [1, 8, 3]],
    ['lstm/lstm_cell/recurrent_kernel', [1, 8, 2]],
    ['lstm/lstm_cell/bias', [1, 16]],
    ['constant', [1]],
    ['dense/kernel', [2, 1]],
    ['dense/bias', [1]],
  ]);
  const [, , bias, kernel] = model.getWeights().map(({ data }) => [...data]);
  const [i1, i2, f1, f2, c1, c2, o1, o2] = bias;
  expect(initializers[2].floats).toEqual([i1, i2, o1, o2, f1, f2, c1, c2, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(initializers[4].floats).toEqual(kernel);
});

test('a layer used twice has its weights once, and layers of one name in two models both theirs', () => {
  const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
  const inner = through([3], (x) => new Dense(3, { name: 'dense', useBias: false }).apply(x));
  const outer = new Dense(1, { name: 'dense', useBias: false });
  const outputs = [a, b].map((x) => outer.apply(inner.apply(x) as SymbolicTensor));
  const { initializers } = decodeModel(toOnnx(new Model({ inputs: [a, b], outputs }))).graph;
  expect(initializers.map(({ name, shape }) => [name, shape])).toEqual([
    ['dense/kernel', [3, 3]],
    ['dense/kernel_1', [3, 1]],
  ]);
});

test('no initializer is there in vain', () => {
  const model = through([null, 3], (x) => new LSTM(2, { returnSequences: true }).apply(new Dropout(0.1).apply(x)));
  const { initializers, nodes } = decodeModel(toOnnx(model)).graph;
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  expect(initializers.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});

test('names are unique, whatever the layers are called', () => {
  const x = Input({ shape: [3], name: 'dense_1' });
  const shared = new Dense(3, { name: 'dense' });
  const once = shared.apply(x);
  const { inputs, outputs } = decodeModel(
    toOnnx(new Model({ inputs: x, outputs: [x, once, shared.apply(once)] })),
  ).graph;
  expect([...inputs, ...outputs].map(({ name }) => name)).toEqual(['dense_1', 'dense_1_1', 'dense', 'dense_2']);
});

/** An LSTM in a model of a sequence and a mask, of a fixed batch. */
function withLstm(options: LSTMOptions, call: (mask: SymbolicTensor) => LSTMCallOptions = () => ({})): Model {
  const [x, mask] = [Input({ batchShape: [2, 4, 3] }), Input({ batchShape: [2, 4] })];
  return new Model({ inputs: [x, mask], outputs: new LSTM(2, { ...options, name: 'memory' }).apply(x, call(mask)) });
}

test.each([
  ['stateful', withLstm({ stateful: true }), /layer 'memory' is stateful.*`stateful: false`/],
  [
    'words that are none',
    through([4], (x) => new Embedding(7, 4, { maskZero: true }).apply(x)),
    /'embedding.*maskZero/,
  ],
  ['a mask', withLstm({}, (mask) => ({ mask })), /layer 'memory' has a mask.*without `mask`/],
  [
    'activation',
    withLstm({ activation: 'gelu' }),
    /'memory' has activation 'gelu'.* Use one of linear, relu,.*, tanh,/,
  ],
  ['recurrentActivation', withLstm({ recurrentActivation: 'silu' }), /has recurrentActivation 'silu'.* Use one of/],
])('an LSTM that ONNX cannot express: %s', (_, model, message) => {
  expect(() => toOnnx(model)).toThrow(message);
  expect(() => toOnnx(model)).toThrow(RangeError);
});

test('a layer of another class is named', () => {
  class Doubling extends Activation {
    override readonly className = 'Doubling' as 'Activation';
  }
  const model = through([3], (x) => new Doubling('linear', { name: 'twice' }).apply(x));
  expect(() => toOnnx(model)).toThrow(/'twice' is a Doubling.* Use layers of these classes: .*Dense.*LSTM/);
});

test('a model that has no input shape yet is refused', () => {
  expect(() => toOnnx(new Sequential([new Dense(1)]))).toThrow(/no defined input shape yet/);
});
