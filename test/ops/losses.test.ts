import { expect, test } from 'vitest';
import { Arena, Graph, Program, type Value, valueAt, Variable } from '../../src/graph/index.js';
import { wasmMachine } from '../../src/kernels/index.js';
import { binaryCrossentropy } from '../../src/ops/binary-crossentropy.js';
import { categoricalCrossentropy } from '../../src/ops/categorical-crossentropy.js';
import { meanError } from '../../src/ops/mean-error.js';
import { accumulateMean, accuracy, categoricalAccuracy, confusion, confusionPerClass } from '../../src/ops/measure.js';
import { type Reduction, reduce } from '../../src/ops/reduce.js';
import { sparseCategoricalCrossentropy } from '../../src/ops/sparse-categorical-crossentropy.js';
import type { Shape } from '../../src/shape.js';
import { random } from '../kernels/check-kernel.js';
import { checkOp } from './check-gradient.js';

/** A tensor of given numbers, without a gradient. */
function constant(graph: Graph, shape: Shape, numbers: ArrayLike<number>): Value {
  const variable = new Variable(graph.arena, { name: 'constant', shape });
  variable.write(numbers);
  return graph.parameter(variable);
}

type Build = (graph: Graph, values: readonly Value[]) => Value;
type Loss = (graph: Graph, target: Value, prediction: Value) => Value;

/** The loss of a prediction [4, 3] for targets of another shape. */
const against =
  (loss: Loss, shape: Shape, target: ArrayLike<number>): Build =>
  (graph, [prediction]) =>
    loss(graph, constant(graph, shape, target), prediction);

const shape = [4, 3];
const soft = random(12, 0.5, 7).map((x) => x + 0.5);
const probabilities = (size: number) => random(size, 0.4).map((x) => x + 0.5);
const classes = [0, 2, 1, 2];

for (const kind of ['squared', 'absolute', 'percentage', 'huber'] as const) {
  const error: Loss = (graph, target, prediction) => meanError(graph, target, prediction, kind, 0.3);
  checkOp(`meanError, ${kind}`, [shape], against(error, shape, random(12, 1, 9)));
  checkOp(`meanError, ${kind}, of three axes`, [[2, 3, 2]], against(error, [2, 3, 2], random(12, 1, 9)));
}

for (const options of [
  { labelSmoothing: 0, fromLogits: false },
  { labelSmoothing: 0.2, fromLogits: false },
  { labelSmoothing: 0, fromLogits: true },
  { labelSmoothing: 0.2, fromLogits: true },
]) {
  const what = JSON.stringify(options);
  const fill = options.fromLogits ? (size: number) => random(size, 3) : probabilities;
  const binary: Loss = (graph, target, prediction) => binaryCrossentropy(graph, target, prediction, options);
  const categorical: Loss = (graph, target, prediction) => categoricalCrossentropy(graph, target, prediction, options);
  checkOp(`binaryCrossentropy ${what}`, [shape], against(binary, shape, soft), fill);
  checkOp(`categoricalCrossentropy ${what}`, [shape], against(categorical, shape, soft), fill);
}

for (const options of [
  { fromLogits: false, ignoreClass: null },
  { fromLogits: true, ignoreClass: null },
  { fromLogits: false, ignoreClass: 2 },
  { fromLogits: true, ignoreClass: 0 },
]) {
  const fill = options.fromLogits ? (size: number) => random(size, 3) : probabilities;
  const sparse: Loss = (graph, target, prediction) => sparseCategoricalCrossentropy(graph, target, prediction, options);
  checkOp(`sparseCategoricalCrossentropy ${JSON.stringify(options)}`, [shape], against(sparse, [4], classes), fill);
}

for (const reduction of ['sum_over_batch_size', 'sum', 'mean_with_sample_weight'] satisfies Reduction[]) {
  checkOp(`reduce by ${reduction}`, [[5]], (graph, [x]) => reduce(graph, x, undefined, reduction));
  checkOp(`reduce by ${reduction} with weights`, [[4]], (graph, [x]) =>
    reduce(graph, x, constant(graph, [4], [1, 0.5, 2, 0]), reduction),
  );
}

/** What a graph makes, run once in WebAssembly. */
function evaluate(build: (graph: Graph) => Value): number[] {
  const graph = new Graph(new Arena(wasmMachine()), false);
  const out = build(graph);
  const program = new Program(graph, [], [out]);
  program.run();
  return [...program.view(out)];
}

const values = [1, 2, 3, 4];

test.each([
  ['sum_over_batch_size', undefined, 2.5],
  ['sum_over_batch_size', [1, 1, 0, 0], 0.75],
  ['sum', undefined, 10],
  ['sum', [1, 1, 0, 0], 3],
  ['mean_with_sample_weight', undefined, 2.5],
  ['mean_with_sample_weight', [1, 1, 0, 0], 1.5],
  ['mean_with_sample_weight', [0, 0, 0, 0], 0],
] as const)('reduce by %s with weights %j', (reduction, weights, expected) => {
  const out = evaluate((graph) =>
    reduce(graph, constant(graph, [4], values), weights && constant(graph, [4], weights), reduction),
  );
  expect(out).toEqual([expected]);
});

test.each([
  ['sum_over_batch_size', undefined, 2],
  ['sum_over_batch_size', [1, 0.5, 1, 9], 5 / 3],
  ['sum', undefined, 6],
  ['sum', [1, 0.5, 1, 9], 5],
  ['mean_with_sample_weight', [1, 0.5, 1, 9], 2],
] as const)('reduce by %s with weights %j and the last one masked', (reduction, weights, expected) => {
  const [out] = evaluate((graph) => {
    const numbers = constant(graph, [4], values);
    const mask = constant(graph, [4], [1, 1, 1, 0]);
    return reduce(graph, numbers, weights && constant(graph, [4], weights), reduction, mask);
  });
  expect(out).toBeCloseTo(expected, 6);
});

/** The totals that a metric leaves after two runs. */
function totalsOf(size: number, build: (graph: Graph, totals: Value) => void): number[] {
  const arena = new Arena(wasmMachine());
  const home = arena.allocate(size * 8);
  const graph = new Graph(arena, false);
  build(
    graph,
    valueAt(() => home.address, [2 * size]),
  );
  const program = new Program(graph);
  program.run();
  program.run();
  return [...arena.machine.views.f64.subarray(home.address / 8, home.address / 8 + size)];
}

const target = [1, 0, 0, 0, 1, 0];
const prediction = [0.7, 0.2, 0.1, 0.6, 0.4, 0.5];

/** A metric of two rows of three, weighted 1 and 3, as totals after two runs. */
const meanOf = (metric: (graph: Graph, target: Value, prediction: Value) => Value, t = target, shape = [2, 3]) =>
  totalsOf(2, (graph, totals) => {
    const rows = metric(graph, constant(graph, shape, t), constant(graph, [2, 3], prediction));
    accumulateMean(graph, totals, rows, constant(graph, [2], [1, 3]));
  });

test.each([
  ['accuracy', meanOf((graph, _, p) => accuracy(graph, p, p)), [8, 8]],
  ['binaryAccuracy', meanOf((graph, t, p) => accuracy(graph, t, p, 0.5)), [4, 8]],
  ['categoricalAccuracy', meanOf(categoricalAccuracy), [2, 8]],
  ['sparseCategoricalAccuracy', meanOf(categoricalAccuracy, [2, 0], [2]), [6, 8]],
])('the totals of %s', (_, totals, expected) => {
  for (const [i, total] of totals.entries()) expect(total).toBeCloseTo(expected[i], 6);
});

test('the totals of confusion', () => {
  const counts = totalsOf(3, (graph, totals) => {
    confusion(graph, totals, constant(graph, [2, 3], target), constant(graph, [2, 3], prediction), undefined, 0.5);
  });
  expect(counts).toEqual([2, 2, 2]);
});

test.each([
  [null, [2, 0, 0, 2, 0, 0, 0, 2, 0]],
  [0.35, [2, 2, 0, 2, 0, 2, 0, 0, 0]],
])('the totals of confusionPerClass with the threshold %s', (threshold, expected) => {
  const counts = totalsOf(9, (graph, totals) => {
    const [t, p] = [target, prediction].map((numbers) => constant(graph, [2, 3], numbers));
    confusionPerClass(graph, totals, t, p, undefined, threshold);
  });
  expect(counts).toEqual(expected);
});
