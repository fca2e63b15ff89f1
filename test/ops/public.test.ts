import { expect, test } from 'vitest';
import { Arena, Graph, Program, runOnce } from '../../src/graph/index.js';
import { wasmMachine } from '../../src/kernels/index.js';
import { Dense, Input } from '../../src/layers/index.js';
import { Sequential } from '../../src/models/index.js';
import { GraphTensor } from '../../src/ops/graph-tensor.js';
import * as ops from '../../src/ops/public.js';
import type { Shape } from '../../src/shape.js';
import { type NestedArray, Tensor, tensor, type TensorLike } from '../../src/tensor.js';
import { random } from '../kernels/check-kernel.js';
import { checkOp, type Fill } from './check-gradient.js';

type Tensors = (...tensors: Tensor[]) => Tensor;

/** What a function of `ops` recorded. */
const valueOf = (recorded: Tensor) => (recorded as GraphTensor).value;

/** What `f` makes of these numbers: in a program and at once. */
function call(f: Tensors, ...inputs: TensorLike[]): NestedArray {
  const made = runOnce(
    inputs.map((one) => tensor(one)),
    (graph, values) => {
      return valueOf(f(...values.map((value) => new GraphTensor(graph, value))));
    },
  )!;
  const result = new Tensor(made.shape, made.data);
  expect(f(...inputs.map((one) => tensor(one)))).toEqual(result);
  return result.toArray();
}

/** `checkOp` for a function of `ops`. */
function check(name: string, shapes: readonly Shape[], f: Tensors, fill?: Fill): void {
  checkOp(name, shapes, (graph, values) => valueOf(f(...values.map((value) => new GraphTensor(graph, value)))), fill);
}

const positive: Fill = (size, i) => random(size, 1, i + 1).map((x) => Math.abs(x) + 0.2);
/** Twice each: the gradient adds up. */
const twice =
  (f: Tensors): Tensors =>
  (...tensors) =>
    ops.multiply(f(...tensors), f(...tensors));

const binary = {
  add: ops.add,
  subtract: ops.subtract,
  multiply: ops.multiply,
  maximum: ops.maximum,
  minimum: ops.minimum,
};
for (const [name, f] of Object.entries(binary)) {
  check(
    name,
    [
      [3, 4],
      [3, 4],
    ],
    twice(f),
  );
  check(
    `${name}, spread`,
    [
      [2, 1, 3],
      [4, 1],
    ],
    twice(f),
  );
}
check('divide', [[3, 4], [4]], ops.divide, positive);
check('a number divided', [[3]], (x) => ops.divide(2, x), positive);
check('a tensor less numbers', [[2, 3]], (x) => ops.square(ops.subtract(x, [1, 2, 3])));

const unary = {
  negative: ops.negative,
  abs: ops.abs,
  square: ops.square,
  tanh: ops.tanh,
  relu: ops.relu,
  exp: ops.exp,
};
for (const [name, f] of Object.entries({ ...unary, sigmoid: ops.sigmoid, softplus: ops.softplus }))
  check(name, [[2, 3]], f);
for (const [name, f] of Object.entries({ sqrt: ops.sqrt, log: ops.log })) check(name, [[2, 3]], f, positive);
for (const exponent of [-2, 0, 1, 3, 8]) check(`power ${exponent}`, [[5]], (x) => ops.power(x, exponent), positive);
check('power 0 at 0', [[3]], (x) => ops.power(x, 0), (size) => new Float64Array(size)); // prettier-ignore
for (const exponent of [-0.5, 0.3, 2.5]) check(`power ${exponent}`, [[5]], (x) => ops.power(x, exponent), positive);
check('power by a tensor', [[2, 3], [3]], ops.power, positive); // prettier-ignore
check('power by exponents of which some are whole', [[2, 3]], (x) => ops.power(x, [2, 0.5, -1]), positive);
check('a number to the power of a tensor', [[3]], (x) => ops.power(2, x));
check('log1p', [[3]], ops.log1p, positive);
check('clip', [[9]], (x) => ops.clip(x, -0.4, 0.31));
check('softmax', [[2, 3]], (x) => ops.softmax(x));
check('softmax of a middle axis', [[2, 3, 2]], (x) => ops.softmax(x, 1));
check('logSoftmax', [[2, 3]], (x) => ops.logSoftmax(x));
check('where', [[3, 4], [4]], (a, b) => ops.where(ops.greater(a, 0), a, b));
check('stopGradient', [[3]], (x) => ops.add(ops.stopGradient(ops.multiply(x, 0)), x));

for (const axis of [null, 0, -1, [0, 2]] as const) {
  for (const keepdims of [false, true]) {
    const options = { axis, keepdims };
    check(`sum ${JSON.stringify(options)}`, [[2, 3, 4]], (x) =>
      ops.multiply(ops.sum(x, options), ops.mean(x, options)),
    );
    check(`max ${JSON.stringify(options)}`, [[2, 3, 4]], (x) => ops.multiply(ops.max(x, options), ops.min(x, options)));
  }
}

for (const axis of [null, 1, -1]) {
  check(`logsumexp ${axis}`, [[2, 3, 2]], (x) => ops.logsumexp(x, axis));
  check(`variance and std ${axis}`, [[2, 3, 2]], (x) =>
    ops.multiply(ops.variance(x, axis, true), ops.std(x, { axis, keepdims: true })),
  );
}
for (const shapes of [[[2, 3], [3, 4]], [[3], [3, 4]], [[2, 3], [3]], [[3], [3]], [[2, 2, 3], [3, 4]], [[2, 2, 3], [2, 3, 2]], [[2, 3], [2, 3, 2]], [[2, 1, 1, 3], [2, 3, 2]], [[3], [2, 3, 2]], [[2, 1, 3], [3]]]) // prettier-ignore
  check(`matmul of ${JSON.stringify(shapes)}`, shapes, (a, b) => ops.square(ops.matmul(a, b)));
check('slice', [[3, 4, 2]], (x) => ops.square(ops.slice(x, [1, 0, 1], [2, 3, -1])));
check('stack', [[2, 3], [2, 3]], (a, b) => ops.square(ops.stack([a, b, a], 1))); // prettier-ignore
check('reshape', [[2, 6]], (x) => ops.square(ops.reshape(x, [3, -1])));
check('reshape to one axis', [[2, 6]], (x) => ops.square(ops.reshape(x, -1)));
check('expandDims and squeeze', [[2, 3]], (x) => ops.multiply(ops.squeeze(ops.expandDims(x, 1)), x));
check('take', [[2, 3, 2]], (x) => ops.square(ops.take(x, [0, 2, 0, -1], 1)));
check('take one', [[2, 3]], (x) => ops.multiply(ops.take(x, -1, -1), ops.take(x, 0, -1)));
check('transpose', [[2, 3, 4]], (x) => ops.square(ops.transpose(x, [1, 2, 0])));
check('transpose, reversed', [[2, 3]], (x) => ops.square(ops.transpose(x)));
check('broadcastTo', [[2, 1]], (x) => ops.square(ops.broadcastTo(x, [3, 2, 2])));
check(
  'concatenate',
  [
    [2, 3],
    [2, 1],
  ],
  (a, b) => ops.square(ops.concatenate([a, b, a], -1)),
);

test.each<[string, Tensors, TensorLike[], NestedArray]>([
  [
    'comparisons',
    (a, b) => ops.concatenate([ops.greater(a, b), ops.greaterEqual(a, b), ops.less(a, b), ops.lessEqual(a, b)]),
    [
      [1, 2, 3],
      [2, 2, 2],
    ],
    [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0],
  ],
  [
    'equality',
    (a, b) => ops.concatenate([ops.equal(a, b), ops.notEqual(a, b)]),
    [
      [1, 2],
      [2, 2],
    ],
    [0, 1, 1, 0],
  ],
  [
    'logic',
    (a, b) => ops.concatenate([ops.logicalAnd(a, b), ops.logicalOr(a, b), ops.logicalNot(a)]),
    [
      [0, 0, 2],
      [0, 3, 4],
    ],
    [0, 0, 1, 0, 1, 1, 1, 1, 0],
  ],
  ['sign and floor', (x) => ops.concatenate([ops.sign(x), ops.floor(x)]), [[-1.5, 0, 2.5]], [-1, 0, 1, -2, 0, 2]],
  [
    'argmax of an axis',
    (x) => ops.argmax(x, 0),
    [
      [
        [1, 5],
        [3, 5],
        [2, 0],
      ],
    ],
    [1, 0],
  ],
  ['the largest of nothing larger', (x) => ops.max(x), [[-Infinity, -Infinity]], -Infinity],
  ['the larger', (x) => ops.maximum(x, 2), [[1, 2, 3]], [2, 2, 3]],
  ['argmax and argmin of all', (x) => ops.stack([ops.argmax(x), ops.argmin(x)]), [[[1, 5], [0, 3]]], [1, 2]], // prettier-ignore
  ['keepdims by place', (x) => ops.sum(x, 0, true), [[[1, 2], [3, 4]]], [[4, 6]]], // prettier-ignore
  ['vectors', (a, b) => ops.matmul(a, b), [[1, 2], [3, 4]], 11], // prettier-ignore
  ['stacks', (a, b) => ops.matmul(a, b), [[[[1, 2]], [[3, 4]]], [[[1], [2]], [[5], [6]]]], [[[5]], [[39]]]], // prettier-ignore
  ['a row and a stack', (a, b) => ops.matmul(a, b), [[1, 2], [[[1], [2]], [[5], [6]]]], [[5], [17]]], // prettier-ignore
  ['decimals', (x) => ops.round(x, 1), [[0.25, 0.35, -1.26]], [0.2, 0.4, -1.3].map(Math.fround)],
  ['more decimals than there are', (x) => ops.round(x, 40), [[1.5, -1e30]], [1.5, Math.fround(-1e30)]],
  ['tens', (x) => ops.round(x, -1), [[15, 25, 123]], [20, 20, 120]],
  ['one hot in front', (x) => ops.oneHot(x, 3, 0), [[2, 0]], [[0, 1], [0, 0], [1, 0]]], // prettier-ignore
  ['one hot amid', (x) => ops.oneHot(x, 2, -2), [[[1, 0]]], [[[0, 1], [1, 0]]]], // prettier-ignore
  ['one hot', (x) => ops.oneHot(x, 3), [[2, 0]], [[0, 0, 1], [1, 0, 0]]], // prettier-ignore
  [
    'halves to even, NaN found',
    (x) => ops.concatenate([ops.round(x), ops.isnan(x)]),
    [[0.5, 1.5, -2.6]],
    [0, 2, -3, 0, 0, 0],
  ],
  ['stack of numbers, too', (x) => ops.stack([[5, 6], x], -1), [[7, 8]], [[5, 7], [6, 8]]], // prettier-ignore
  ['powers are products', (x) => ops.power(x, 5), [[-2, 0, 3]], [-32, 0, 243]],
  [
    'argmax of all keeps axes',
    (x) => ops.argmax(x, { keepdims: true }),
    [
      [
        [1, 5],
        [7, 0],
      ],
    ],
    [[2]],
  ],
  [
    'argmax finds NaN',
    (x) => ops.argmax(x, -1),
    [
      [
        [1, Number.NaN, Number.NaN],
        [3, 2, 1],
      ],
    ],
    [1, 0],
  ],
  ['argmin finds NaN', (x) => ops.argmin(x), [[3, Number.NaN, 1]], 1],
  ['powers of whole exponents', (x) => ops.power(x, [2, 0, 3, 10]), [[-8, 0, 2, 10]], [64, 1, 8, 1e10]],
  ['powers of exponents of which some are whole', (x) => ops.power(x, [2, 0.5, 0]), [[-2.5, 4, 0]], [6.25, 2, 1]],
  ['powers by numbers', (x) => ops.power(x, [2, 3]), [[[3, -3]]], [[9, -27]]],
  ['logsumexp of nothing', (x) => ops.logsumexp(x), [[-Infinity, -Infinity]], -Infinity],
  ['logsumexp of infinity', (x) => ops.logsumexp(x, -1), [[[Infinity, 1]]], [Infinity]],
  ['log1p of little', (x) => ops.log1p(x), [[1e-10, 0, -1, Infinity]], [Math.fround(1e-10), 0, -Infinity, Infinity]],
  [
    'entries by a tensor',
    (x) =>
      ops.take(
        x,
        ops.argmax(
          [
            [1, 2],
            [4, 3],
          ],
          -1,
        ),
        -1,
      ),
    [
      [
        [5, 6],
        [7, 8],
      ],
    ],
    [
      [6, 5],
      [8, 7],
    ],
  ],
  ['what is not chosen may be anything', (x) => ops.where(ops.greater(x, 0), ops.log(x), -1), [[0, 1]], [-1, 0]],
])('%s', (_, f, inputs, expected) => expect(call(f, ...inputs)).toEqual(expected));

test.each<[string, Tensors, number[], number[]]>([
  ['|x| at 0, as with JAX', ops.abs, [-1, 0, 2], [-1, 1, 1]],
  ['the larger of equals, as with JAX', (x) => ops.maximum(x, 2), [1, 2, 3], [0, 0.5, 1]],
  ['a largest that is NaN', (x) => ops.max(x), [1, Number.NaN], [Number.NaN, Number.NaN]],
])('the slope of %s', (_, f, numbers, slopes) => {
  const graph = new Graph(new Arena(wasmMachine()), true);
  const x = graph.temporary([numbers.length]);
  x.storage.requiresGradient = true;
  graph.backward(valueOf(f(new GraphTensor(graph, x))));
  const program = new Program(graph, [x], [graph.gradient(x)!]);
  program.view(x).set(numbers);
  program.run();
  expect([...program.view(graph.gradient(x)!)]).toEqual(slopes);
});

const graph = () => new Graph(new Arena(wasmMachine()), false);
const made = (...shape: number[]) => ((one) => new GraphTensor(one, one.temporary(shape)))(graph());
const wrong = (value: unknown) => value as never;

test.each<[string, () => unknown, RegExp]>([
  ['another call', () => ops.add(made(1), made(1)), /^ops\.add takes the tensors of one call/],
  ['numbers', () => made(1).toArray(), /no numbers yet\. Use `ops`/],
  [
    'shapes',
    () => ops.add(made(2, 3), [1, 2]),
    /^ops\.add: the shapes \(2, 3\) and \(2,\) do not go together\. Sizes must/,
  ],
  ['a text', () => ops.multiply(made(1), wrong('2')), /ops\.multiply: operand must be .*'2'/],
  ['an axis', () => ops.sum(made(2, 3), 2), /ops\.sum: there is no axis 2 in the shape \(2, 3\)/],
  ['an option', () => ops.mean(made(2), wrong({ keepDims: true })), /ops\.mean: `keepDims`\. Did you mean `keepdims`/],
  ['a size', () => ops.reshape(made(2, 3), [4, -1]), /ops\.reshape: \(2, 3\) cannot become \(4, -1\)/],
  ['an entry', () => ops.take(made(2, 3), 3, -1), /ops\.take: there is no entry 3 in axis -1 of \(2, 3\)/],
  ['axes', () => ops.transpose(made(2, 3), [0, 0]), /ops\.transpose: the axes of \(2, 3\) are each named once/],
  ['a wide axis', () => ops.squeeze(made(2, 3), 0), /ops\.squeeze: axis 0 of \(2, 3\) is not 1/],
  [
    'rows',
    () => ops.concatenate([made(2, 3), wrong([[1]])]),
    /shapes \(2, 3\) and \(1, 1\) differ in more than axis 0/,
  ],
  ['fewer axes', () => ops.broadcastTo(made(2, 1), [3]), /ops\.broadcastTo: \(2, 1\) does not spread to \(3,\)/],
  ['less', () => ops.broadcastTo(made(2, 3), [2, 1]), /ops\.broadcastTo: \(2, 3\) does not spread to \(2, 1\)/],
  ['an exponent', () => ops.power(made(2), Infinity), /ops\.power: .*`exponent`, expected a number\. .*Infinity/],
  ['no axis', () => ops.softmax(made()), /ops\.softmax: there is no axis -1 in the shape \(\)/],
  ['several axes', () => ops.softmax(made(2, 3), wrong([0, 1])), /^ops\.softmax takes one axis\. Received: \[0,1\]/],
  ['no axis', () => ops.concatenate([made(2)], wrong(null)), /^ops\.concatenate takes one axis\. Received: null/],
  ['two axes of argmax', () => ops.argmax(made(2, 3, 4), [0, 1]), /^ops\.argmax takes one axis/],
  ['an axis twice', () => ops.sum(made(2, 3), [0, -2]), /^ops\.sum: an axis is named twice/],
  ['no classes', () => ops.oneHot([1], wrong(undefined)), /^ops\.oneHot: .*`numClasses`/],
  ['an axis of classes', () => ops.oneHot([1], 2, 3), /^ops\.oneHot: there is no axis 3/],
  ['half a decimal', () => ops.round([1], 0.5), /^ops\.round: .*`decimals`, expected an integer/],
  ['a product', () => ops.matmul(made(2, 3), [[1], [2]]), /^ops\.matmul takes \[m, k\].*\(2, 3\) and \(2, 1\)/],
  [
    'stacks that do not fit',
    () => ops.matmul(ops.broadcastTo(1, [2, 1, 3]), ops.broadcastTo(1, [3, 3, 1])),
    /^ops\.matmul: the shapes \(2,\) and \(3,\) do not go/,
  ],
  ['a number', () => ops.matmul(made(), [1]), /^ops\.matmul takes .*\(\) and \(1,\)/],
  ['null', () => ops.sum(wrong(null)), /^ops\.sum: operand must be .*Received: null/],
  [
    'a tensor of a model',
    () => ops.sum(wrong(Input({ shape: [3] }))),
    /^ops\.sum: a tensor of a model .* new Lambda\(\(x\) => ops\.sum\(x\)\)\.apply/,
  ],
  ['nothing', () => ops.max([]), /no largest of no numbers/],
  [
    'two tensors of a model',
    () => ops.add(wrong(Input({ shape: [2] })), 1),
    /ops\.add\(x, …\)\)\.apply\(tensor\), or of two tensors new Add/,
  ],
  [
    'a slice of TensorFlow.js',
    () => ops.slice(made(2), ...([0, 1] as never[] as [never, never])),
    /^ops\.slice takes \(x, /,
  ],
  ['half an entry', () => ops.slice(made(2), [0.5], [1]), /^ops\.slice: \(2,\) has no/],
  ['an operator', () => ops.square(wrong(Number(made(2)) - 1)), /no numbers yet\. Use `ops`, .* in place of operators/],
])('%s', (_, action, message) => expect(action).toThrow(message));

test('powers whose exponents change between runs', () => {
  const exponent = tensor([2]);
  const loss = (_: Tensor, x: Tensor) => ops.power(x, exponent);
  const model = new Sequential([new Dense(1, { inputShape: [1], kernelInitializer: 'ones', useBias: false })]);
  model.compile({ loss });
  const of = (value: number) => {
    exponent.data[0] = value;
    return model.testOnBatch([[4]], [[0]]);
  };
  expect([2, 2.5, 1.5, 3].map(of)).toEqual([16, expect.closeTo(32, 4), expect.closeTo(8, 5), 64]);
});
