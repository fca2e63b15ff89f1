import { Graph } from '../graph/index.js';
import { resolveOptions } from '../options.js';
import { type Shape, sizeOf } from '../shape.js';
import { Tensor } from '../tensor.js';
import { type DataLike, Rows } from './data.js';
import { checkInputs } from './inputs.js';
import type { Network } from './network.js';
import { Progress } from './progress.js';
import { standardOutput } from './progress-callback.js';
import { checkBatchSize, checkVerbose, type Verbose } from './run-options.js';
import { Step } from './step.js';

export interface PredictOptions {
  /** Default 32. Changes speed and memory, not the numbers. */
  batchSize?: number | null;
  /** Default 0: silent. */
  verbose?: Verbose;
}

const defaults: Required<PredictOptions> = { batchSize: null, verbose: 0 };

/** The planned predictions of a model, by the shapes of their inputs. */
export class Predictor {
  private readonly steps = new Map<string, Step>();

  constructor(private readonly network: Network) {}

  step(shapes: readonly Shape[]): Step {
    const key = shapes.map((shape) => shape.join('x')).join(' ');
    const step = this.steps.get(key) ?? this.plan(shapes);
    const oldest = this.steps.keys().next();
    if (!this.steps.has(key) && this.steps.size >= keptSteps && !oldest.done) this.steps.delete(oldest.value);
    this.steps.delete(key);
    this.steps.set(key, step);
    return step;
  }

  private plan(shapes: readonly Shape[]): Step {
    const graph = new Graph(this.network.arena, false);
    const inputs = shapes.map((shape) => graph.temporary(shape));
    const outputs = this.network.recordCall(graph, inputs, { addLoss() {} });
    return new Step(graph, { inputs, outputs, targets: [], weights: [], losses: [] });
  }
}

/** More programs than this are not kept. */
const keptSteps = 24;

export function predict(network: Network, x: DataLike, given: PredictOptions): Tensor[] {
  const options = resolveOptions('predict', defaults, given);
  const verbose = checkVerbose('predict', options.verbose);
  const inputs = checkInputs(network, x);
  const count = inputs[0].shape[0];
  return run(network, inputs, checkBatchSize(network, options.batchSize, count), verbose);
}

export function predictBatch(network: Network, x: DataLike): Tensor[] {
  const inputs = checkInputs(network, x);
  const count = inputs[0].shape[0];
  checkBatchSize(network, null, count);
  return run(network, inputs, count, 0);
}

function run(network: Network, inputs: readonly Tensor[], batchSize: number, verbose: 0 | 1 | 2): Tensor[] {
  const { predictor } = network;
  const count = inputs[0].shape[0];
  const batches = Math.ceil(count / batchSize);
  const rows = inputs.map((tensor) => new Rows(tensor));
  const shapes = network.topology.outputShapes(inputs.map(({ shape }) => shape)) as Shape[];
  const outputs = shapes.map((shape) => new Tensor(shape, new Float32Array(sizeOf(shape))));
  const progress = verbose === 0 ? undefined : new Progress({ target: batches, verbose, ...standardOutput() });
  for (let batch = 0; batch < batches; batch++) {
    const from = batch * batchSize;
    const to = Math.min(from + batchSize, count);
    const step = predictor.step(inputs.map(({ shape }) => [to - from, ...shape.slice(1)]));
    const { view } = step;
    for (const [i, row] of rows.entries()) row.copy(view.inputs[i], undefined, from, to);
    step.run();
    for (const [i, { data, shape }] of outputs.entries()) data.set(view.outputs[i], from * sizeOf(shape.slice(1)));
    progress?.update(batch + 1, {}, batch + 1 === batches);
  }
  return outputs;
}
