import { Block, Graph, Program, theArena, Variable } from '../../src/graph/index.js';
import { catalogue } from '../../src/losses/catalogue.js';
import { optionsOf } from '../../src/options.js';
import { viewOf } from '../../src/optimizers/memory.js';
import { Tensor } from '../../src/tensor.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, toNumbers } from './golden.js';

interface Inputs {
  y_true: GoldenTensor;
  y_pred: GoldenTensor;
  sample_weight: GoldenTensor | null;
}

/** Weights as `call` takes them: one per value. */
function spread(weight: GoldenTensor, shape: readonly number[]): Tensor {
  const { shape: given, data } = toNumbers(weight);
  const size = shape.reduce((a, b) => a * b, 1);
  const known = given.length > shape.length ? given.slice(0, -1) : given;
  const repeat = size / known.reduce((a, b) => a * b, 1);
  return new Tensor(
    shape,
    Float32Array.from({ length: size }, (_, i) => data[Math.floor(i / repeat)]),
  );
}

/** Keras's next release has them the other way round. */
function isOfLater(one: GoldenCase): string | undefined {
  const { alpha, beta } = optionsOf(one.config as Record<string, unknown>);
  return one.class === 'Tversky' && alpha !== beta ? 'alpha and beta of a later Keras' : undefined;
}

checkGolden(
  'losses',
  (one) => {
    const loss = catalogue.get({
      class_name: (one.class ?? one.loss) as string,
      config: one.config as Record<string, unknown>,
    });
    const { y_true, y_pred, sample_weight } = (one.inputs ?? one) as unknown as Inputs;
    const [target, prediction] = [toNumbers(y_true), toNumbers(y_pred)];
    const axis = (optionsOf(one.config as Record<string, unknown>).axis ?? -1) as number;
    const shape = prediction.shape.filter((_, i) => i !== (axis < 0 ? axis + prediction.shape.length : axis));
    const weights = sample_weight === null ? undefined : spread(sample_weight, shape);
    const expected = one.expected ?? one.value;
    expectGolden(loss.call(target, prediction, weights).data, expected, one.tol, one.id);
    if (one.d_y_pred) checkGradient(one, loss, target, prediction, weights);
  },
  isOfLater,
);

type Numbers = ReturnType<typeof toNumbers>;

function checkGradient(
  one: GoldenCase,
  loss: ReturnType<typeof catalogue.get>,
  target: Numbers,
  prediction: Numbers,
  weights?: Tensor,
) {
  const arena = theArena();
  const variable = new Variable(arena, { name: 'prediction', shape: prediction.shape });
  variable.write(prediction.data);
  const block = new Block(arena, [variable]);
  const gradients = block.twin();
  const graph = new Graph(arena, true, gradients);
  const t = graph.temporary(loss.targetShape(target.shape, prediction.shape));
  const w = weights && graph.temporary(weights.shape);
  graph.backward(loss.record(graph, t, graph.parameter(variable), w));
  const program = new Program(graph, w ? [t, w] : [t], [], block);
  program.view(t).set(target.data);
  if (w) program.view(w).set(weights.data);
  program.run();
  expectGolden(viewOf(gradients, variable), one.d_y_pred, one.tol, `${one.id}: gradient`);
}
