import { expect, test } from 'vitest';
import { constraints } from '../../src/constraints/index.js';
import { Graph, Program, theArena, Variable } from '../../src/graph/index.js';
import { Add, Dense, Input, LSTM, MaxNorm, MinMaxNorm, Model, Sequential, SGD } from '../../src/index.js';
import { expectClose, random } from '../kernels/check-kernel.js';

// What Keras 3.15.1 makes of [[3, -0.5, 0.1], [4, 0.25, -0.2]].
test.each([
  ['MaxNorm', { max_value: 2, axis: 0 }, [1.2, -0.5, 0.1, 1.6, 0.25, -0.2]],
  ['UnitNorm', { axis: 1 }, [0.985861, -0.16431, 0.032862, 0.996812, 0.0623008, -0.0498406]],
  ['MinMaxNorm', { min_value: 0.5, max_value: 1, rate: 0.3, axis: 0 }, [2.28, -0.5, 0.137082, 3.04, 0.25, -0.274164]],
  ['NonNeg', {}, [3, 0, 0.1, 4, 0.25, 0]],
])('%s as in Keras', (class_name, config, expected) => {
  const arena = theArena();
  const variable = new Variable(arena, { name: 'w', shape: [2, 3] });
  variable.write([3, -0.5, 0.1, 4, 0.25, -0.2]);
  const graph = new Graph(arena, false);
  constraints.get({ class_name, config }).record(graph, graph.parameter(variable));
  new Program(graph).run();
  expectClose(variable.read(), expected, 1e-5, class_name);
});

test('training keeps weights within their constraints', async () => {
  const model = new Sequential([
    new LSTM(4, { inputShape: [3, 2], kernelConstraint: new MaxNorm(0.2), recurrentConstraint: 'unitNorm' }),
    new Dense(2, { kernelConstraint: 'nonNeg' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(
    { shape: [8, 3, 2], data: random(48) },
    { shape: [8, 2], data: random(16) },
    { epochs: 3, verbose: 0 },
  );
  const [kernel, recurrent, , dense] = model.getWeights();
  const norms = ({ shape: [rows, columns], data }: typeof kernel) =>
    Array.from({ length: columns }, (_, j) =>
      Math.hypot(...Array.from({ length: rows }, (_, i) => data[i * columns + j])),
    );
  expect(Math.max(...norms(kernel))).toBeLessThan(0.2 + 1e-6);
  for (const norm of norms(recurrent)) expect(norm).toBeCloseTo(1, 5);
  expect(Math.min(...dense.data)).toBeGreaterThanOrEqual(0);
});

test('a layer of two models inside of a model is constrained once a step', () => {
  const layer = new Dense(1, {
    kernelInitializer: 'ones',
    useBias: false,
    kernelConstraint: new MinMaxNorm({ rate: 0.5 }),
  });
  const inputs = ['a', 'b'].map((name) => Input({ shape: [4], name }));
  const branches = inputs.map((input) => {
    const inner = Input({ shape: [4] });
    return new Model({ inputs: inner, outputs: layer.apply(inner) }).apply(input);
  });
  const model = new Model({ inputs, outputs: new Add().apply(branches.flat()) });
  model.compile({ optimizer: new SGD(0), loss: 'mse' });
  model.trainOnBatch({ a: [[1, 1, 1, 1]], b: [[1, 1, 1, 1]] }, [[1]]);
  // Half of the way from norm 2 to 1.
  expectClose(layer.getWeights()[0].data, [0.75, 0.75, 0.75, 0.75], 1e-6, 'weights');
});
