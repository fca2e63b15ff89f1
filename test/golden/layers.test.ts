import { Block, Graph, Program, theArena, type Value, Variable } from '../../src/graph/index.js';
import { deserializeLayer } from '../../src/layers/deserialize.js';
import type { Layer } from '../../src/layers/index.js';
import type { LayerNode } from '../../src/layers/symbolic.js';
import { add } from '../../src/ops/add.js';
import { reduce } from '../../src/ops/reduce.js';
import { viewOf } from '../../src/optimizers/memory.js';
import { checkGolden, expectGolden, type GoldenCase, type GoldenTensor, isTensor, toNumbers } from './golden.js';

type Keywords = Record<string, GoldenTensor | GoldenTensor[]>;

/** The class of the layer inside of a wrapper. */
const insideOf = ({ config }: GoldenCase) => (config as { layer?: { class_name: string } }).layer?.class_name;

/** Keras's arguments that are tensors, in the order in which a layer takes them here. */
function tensorsOf(keywords: Keywords): { keywords: LayerNode['keywords']; tensors: GoldenTensor[] } {
  const names = ['initial_state', 'mask'].filter((name) => keywords[name] !== undefined && keywords[name] !== null);
  return {
    keywords: Object.fromEntries(names.map((name) => [name, []])),
    tensors: names.flatMap((name) => keywords[name]),
  };
}

const context = { addLosses() {} };

/** Calls a layer on numbers; with coefficients of the outputs, the gradients of Σ output·coefficient come with it. */
function call(layer: Layer, inputs: GoldenTensor[], given: Keywords, coefficients?: GoldenTensor[]) {
  const arena = theArena();
  const { keywords, tensors } = tensorsOf(given);
  const variables = inputs.map(({ shape, data }) => {
    const variable = new Variable(arena, { name: 'input', shape });
    variable.write(data.map(Number));
    return variable;
  });
  const block = new Block(arena, [...variables, ...layer.variables]);
  const gradients = block.twin();
  const isBatch = layer.className === 'BatchNormalization';
  const isTraining = isBatch ? (given.training as unknown) === true : coefficients !== undefined;
  const graph = new Graph(arena, isTraining, isTraining || coefficients ? gradients : undefined);
  const extra = tensors.map(({ shape }) => graph.temporary(shape));
  const values = [...variables.map((variable) => graph.parameter(variable)), ...extra];
  // They read the mask that a tensor has.
  const readsMask = isBatch || layer.className === 'GlobalAveragePooling1D';
  if (readsMask) values[0].mask = values[1];
  const outputs = layer.record(graph, readsMask ? values.slice(0, 1) : values, readsMask ? {} : keywords, context);
  const weights: Value[] = [];
  if (coefficients) {
    const terms = coefficients.map(({ shape }, i) => {
      weights.push(graph.temporary(shape));
      return reduce(graph, outputs[i], weights[i], 'sum');
    });
    graph.backward(terms.length === 1 ? terms[0] : add(graph, terms));
  }
  const program = new Program(graph, [...extra, ...weights], outputs, block);
  for (const [i, { data }] of tensors.entries()) program.view(extra[i]).set(data.map(Number));
  for (const [i, weight] of weights.entries()) program.view(weight).set(coefficients![i].data.map(Number));
  program.run();
  return {
    outputs: outputs.map((output) => ({ shape: output.shape, data: Float32Array.from(program.view(output)) })),
    gradientOf: (variable: Variable) => viewOf(gradients, variable),
    inputVariables: variables,
  };
}

function make(one: GoldenCase, inputs: GoldenTensor[]): Layer {
  const name = (one.class ?? one.layer) as string;
  const layer = deserializeLayer({ class_name: name, config: one.config as Record<string, unknown> });
  layer.build(...inputs.map(({ shape }) => shape));
  const weights = one.weights as { value: GoldenTensor }[];
  if (weights.length > 0) layer.setWeights(weights.map(({ value }) => toNumbers(value)));
  return layer;
}

const listOf = (inputs: unknown): GoldenTensor[] => (isTensor(inputs) ? [inputs] : (inputs as GoldenTensor[]));

/** Keras's own tests: calls in order, the last output counts. */
function checkCalls(one: GoldenCase): void {
  const calls = one.calls as ({ args: unknown[]; kwargs: Keywords } | { reset_state: true })[];
  const inputsOf = (args: unknown[]) => listOf(isTensor(args[0]) ? args : args[0]);
  const first = calls.find((step) => 'args' in step)!;
  const layer = make(one, inputsOf(first.args));
  let outputs: ReturnType<typeof call>['outputs'] = [];
  for (const step of calls) {
    if ('reset_state' in step) layer.resetState();
    else outputs = call(layer, inputsOf(step.args), step.kwargs).outputs;
  }
  const path = [...((one.output_path as number[] | undefined) ?? [])];
  // Of several outputs, the first index says which.
  let { shape, data } = outputs[outputs.length > 1 ? path.shift()! : 0];
  for (const index of path) {
    const width = data.length / shape[0];
    data = data.subarray(index * width, (index + 1) * width);
    shape = shape.slice(1);
  }
  expectGolden(data, one.expected, one.tol, one.id);
}

/** Runs of Keras: all outputs after so many equal calls, and gradients. */
function checkRun(one: GoldenCase): void {
  const inputs = listOf(one.inputs);
  const layer = make(one, inputs);
  const keywords = one.call_kwargs as Keywords;
  const grad = one.grad as
    | { coefs: GoldenTensor[]; d_weights: { value: GoldenTensor }[]; d_inputs: unknown }
    | undefined;
  let result = call(layer, inputs, keywords);
  for (let i = 1; i < (one.calls as number); i++) result = call(layer, inputs, keywords);
  for (const [i, output] of (one.outputs as GoldenTensor[]).entries()) {
    expectGolden(result.outputs[i].data, output, one.tol, `${one.id}: output ${i}`);
  }
  if (!grad) return;
  const { gradientOf, inputVariables } = call(layer, inputs, keywords, grad.coefs);
  for (const [i, { value }] of grad.d_weights.entries()) {
    expectGolden(gradientOf(layer.variables[i]), value, one.tol, `${one.id}: gradient of ${layer.variables[i].path}`);
  }
  for (const [i, d] of listOf(grad.d_inputs ?? []).entries()) {
    expectGolden(gradientOf(inputVariables[i]), d, one.tol, `${one.id}: gradient of input ${i}`);
  }
}

checkGolden(
  'layers',
  (one) => (Array.isArray(one.calls) ? checkCalls(one) : checkRun(one)),
  (one) => {
    if (['GRU', 'SimpleRNN'].includes(insideOf(one)!)) return `a wrapper of ${insideOf(one)}`;
    if ((one.config as { data_format?: string }).data_format === 'channels_first') return 'channels in front';
    if ((one.config as { renorm?: boolean }).renorm) return 'renorm';
    return String(one.id).includes('test_softmax_masked') ? 'a mask of elements' : undefined;
  },
);
