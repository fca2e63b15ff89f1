import type { CallbackLike } from '../callbacks/index.js';
import { Graph } from '../graph/index.js';
import { single } from '../layers/symbolic.js';
import type { Topology } from '../layers/topology.js';
import { checkInteger, invalid, isGiven, resolveOptions } from '../options.js';
import { show } from '../errors.js';
import { sameShape, type Shape, sizeOf } from '../shape.js';
import { Tensor } from '../tensor.js';
import { Batches } from './batches.js';
import { checkFinite, type DataLike } from './data.js';
import { checkInputs, outputShapesOf, refuse } from './inputs.js';
import type { Network } from './network.js';
import { callbackList, batchSizeFor, checkVerbose, type Verbose } from './run-options.js';
import { Recent } from './recent.js';
import { isSource } from './source.js';
import { Step } from './step.js';

export interface PredictOptions {
  /** Default 32. Changes speed and memory, not the numbers. */
  batchSize?: number | null;
  /** Default 0: silent. */
  verbose?: Verbose;
  /** Told of each batch. Nothing waits for a promise that they return: `predict` is synchronous. */
  callbacks?: CallbackLike | readonly CallbackLike[] | null;
}

const defaults: Required<PredictOptions> = { batchSize: null, verbose: 0, callbacks: null };

/** The planned predictions of a model, by the shapes of their inputs. */
export class Predictor {
  private readonly steps = new Recent<Step>();
  /** That of the last batch predicted by itself: found without allocating. */
  last: Step | undefined;

  readonly topology: Topology;
  /** Whether a layer reads indices, which NaN is none of: to look for it at each call would allocate. */
  readonly hasLimits: boolean;

  constructor(private readonly network: Network) {
    this.topology = network.topology;
    this.hasLimits = isGiven(network.checkValues([Number.NaN]));
  }

  /** Data cut into batches, by default one. */
  batches(inputs: Tensor[], batchSize = inputs[0].shape[0]): Batches {
    const dataset = { count: inputs[0].shape[0], inputs, targets: [], weights: [] };
    return new Batches(dataset, batchSize, (shapes) => this.step(shapes.inputs));
  }

  step(shapes: readonly Shape[]): Step {
    return this.steps.get(JSON.stringify(shapes), () => this.plan(shapes));
  }

  private plan(shapes: readonly Shape[]): Step {
    const graph = new Graph(this.network.arena, false);
    const inputs = shapes.map((shape) => graph.temporary(shape));
    const outputs = this.topology.record(graph, inputs, { addLosses() {} });
    return new Step(graph, { inputs, outputs, targets: [], weights: [], losses: [], total: [] });
  }
}

export function predict(network: Network, x: DataLike, given: PredictOptions): Tensor[] {
  const options = resolveOptions('predict', defaults, given, ['verbose']);
  const verbose = checkVerbose('predict', options.verbose);
  if (isSource(x)) throw new TypeError('predict: x is a source of batches. Call `predictOnBatch` with the x of each.');
  checkInteger('predict', 'batchSize', options.batchSize ?? 1);
  const inputs = checkInputs(network, x);
  const count = inputs[0].shape[0];
  const batchSize = batchSizeFor(network, options.batchSize, count);
  const params = { verbose, epochs: 1, steps: Math.ceil(count / batchSize) };
  const isHeard = verbose > 0 || options.callbacks !== null;
  const callbacks = isHeard ? callbackList(network, options.callbacks, params) : undefined;
  const shapes = outputShapesOf(network, inputs);
  const batches = network.predictor.batches(inputs, batchSize);
  const outputs = shapes.map((shape) => new Tensor(shape, new Float32Array(sizeOf(shape))));
  callbacks?.tell('onPredictBegin');
  for (let batch = 0; batch < batches.count; batch++) {
    callbacks?.tell('onPredictBatchBegin', batch);
    const step = batches.load(batch);
    step.run();
    const from = batch * batchSize;
    for (const [i, { data, shape }] of outputs.entries())
      data.set(step.views.outputs[i], from * sizeOf(shape.slice(1)));
    callbacks?.tell('onPredictBatchEnd', batch);
  }
  callbacks?.tell('onPredictEnd');
  return outputs;
}

export interface PredictOnBatchOptions {
  /** Receives the prediction, instead of a new tensor. With it, and `x` a tensor, a call allocates next to nothing. */
  into?: Tensor | null;
}

export function predictBatch(network: Network, x: DataLike, given: PredictOnBatchOptions): Tensor | Tensor[] {
  // Others are refused. Object.keys would allocate.
  for (const name in given) if (name !== 'into') resolveOptions('predictOnBatch', { into: null }, given);
  const { into } = Object(given) as PredictOnBatchOptions;
  if (isGiven(into) && !(into instanceof Tensor)) throw invalid('predictOnBatch', 'into', into, 'a Tensor', TypeError);
  const step = (x instanceof Tensor && loadKnown(network, x)) || loadStep(network, x);
  const { outputs } = step.values;
  if (!into) {
    step.run();
    return single(outputs.map(({ shape }, i) => new Tensor([...shape], new Float32Array(step.views.outputs[i]))));
  }
  // Before it runs, which may change a state.
  if (outputs.length > 1) throw invalid('predictOnBatch', 'into', into, 'none for several outputs');
  if (!sameShape(into.shape, outputs[0].shape)) {
    throw invalid('predictOnBatch', 'into.shape', into.shape, show(outputs[0].shape));
  }
  step.run();
  into.data.set(step.views.outputs[0]);
  return into;
}

function loadStep(network: Network, x: DataLike): Step {
  // Builds what is not built.
  const inputs = checkInputs(network, x);
  const count = inputs[0].shape[0];
  batchSizeFor(network, count, count);
  const { predictor } = network;
  return (predictor.last = predictor.batches(inputs).load(0));
}

/** The step of the last batch, where it takes this one, too: only numbers need be checked then. */
function loadKnown(network: Network, x: Tensor): Step | undefined {
  if (!network.built) return undefined;
  const { last, hasLimits } = network.predictor;
  if (!last || last.values.inputs.length > 1) return undefined;
  const [input] = last.values.inputs;
  if (!sameShape(input.shape, x.shape) || input.size !== x.data.length) return undefined;
  checkFinite(x, 'x');
  if (hasLimits) refuse('x', network.checkValues(x.data));
  last.views.inputs[0].set(x.data);
  return last;
}
