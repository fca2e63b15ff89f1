import { type Arena, Block, Graph, Program, sameVariables, type Value, type Variable } from '../graph/index.js';
import { accuracyFor } from '../metrics/index.js';
import { add } from '../ops/add.js';
import { l1l2 } from '../ops/l1l2.js';
import { pair } from '../ops/pair.js';
import { scale } from '../ops/scale.js';
import { type Layer, settings } from '../layers/layer.js';
import type { Topology } from '../layers/topology.js';
import type { Shape } from '../shape.js';
import { Batches } from './batches.js';
import { type Compiled, type CompiledOutput, targetShape } from './compile.js';
import type { Dataset } from './inputs.js';
import type { Network } from './network.js';
import { Recent } from './recent.js';
import { Step } from './step.js';

export type Mode = 'train' | 'evaluate';

/** What a step is planned for. */
export interface StepShapes {
  inputs: readonly Shape[];
  /** One per output; undefined where nothing needs a target. */
  targets: readonly (Shape | undefined)[];
  /** The same; empty where there are no weights. */
  weights: readonly (Shape | undefined)[];
}

interface TrainedBlocks {
  parameters: Block;
  gradients: Block;
}

/** What makes a compiled model train: its parameters' blocks, the planned steps, the running totals of losses and metrics. */
export class Trainer {
  readonly topology: Topology;
  readonly outputs: CompiledOutput[];
  private readonly steps = new Recent<Step>();
  private readonly arena: Arena;
  /** From the first training on: who is frozen or set free later needs another `compile`. */
  trained: readonly Variable[] | undefined;
  /** `settings.trainable` when it was last asked what trains. */
  private known = 0;
  private blocks: TrainedBlocks | undefined;
  private constrain: Program | undefined;
  /** Samples since the last reset. */
  samples = 0;
  /** Sums over the samples: of what is minimised, then of each output's loss. In an array, where a sum is not boxed anew. */
  readonly sums: Float64Array;

  constructor(
    private readonly network: Network,
    readonly compiled: Compiled,
  ) {
    this.topology = network.topology;
    this.arena = network.arena;
    this.outputs = compiled.outputs(network.outputNames);
    this.sums = new Float64Array(1 + this.outputs.length);
  }

  /** Data cut into batches, by default one, for steps of training or evaluation. */
  batches(mode: Mode, dataset: Dataset, batchSize = dataset.count): Batches {
    if (mode === 'train') this.checkTrained();
    return new Batches(dataset, batchSize, (shapes) => this.step(mode, shapes));
  }

  /** @throws Error where layers were frozen or set free since the optimizer was built, which would not heed it. */
  private checkTrained(): void {
    const { trained } = this;
    if (!trained || this.known === settings.trainable) return;
    const { name, trainableVariables } = this.network;
    if (sameVariables(trained, trainableVariables)) this.known = settings.trainable;
    else
      throw new Error(
        `Model '${name}': \`trainable\` has changed since its optimizer was built. Call \`compile\` again.`,
      );
  }

  /** The step for these shapes, planned on first need. */
  private step(mode: Mode, shapes: StepShapes): Step {
    const blocks = mode === 'train' ? this.prepare() : undefined;
    const key = mode + !this.trained + JSON.stringify(shapes);
    return this.steps.get(key, () => this.plan(shapes, blocks));
  }

  /** Runs a step on what lies in its inputs, and updates the weights. */
  train(step: Step, samples: number): void {
    const { optimizer } = this.compiled;
    // Another trainer of the same weights may have used it since.
    if (!optimizer.isBuiltFor(this.blocks!.gradients)) this.prepare();
    this.evaluate(step, samples);
    optimizer.step();
    this.constrain?.run();
    this.arena.parameterVersion++;
  }

  /** Runs a step and adds its losses, before anything else uses the scratch block. */
  evaluate(step: Step, samples: number): void {
    step.run();
    const { views } = step;
    this.samples += samples;
    this.sums[0] += views.total[0][0] * samples;
    for (let i = 0; i < this.outputs.length; i++) {
      if (views.losses[i].length > 0) this.sums[1 + i] += views.losses[i][0] * samples;
    }
  }

  /** Begins new means. */
  resetMetrics(): void {
    this.samples = 0;
    this.sums.fill(0);
    for (const { metrics } of this.outputs) for (const { metric } of metrics) metric?.resetState();
  }

  /** Loss and metrics over the samples since the last reset, sorted by name as in Keras. */
  logs(): Record<string, number> {
    const mean = (total: number) => (this.samples === 0 ? 0 : total / this.samples);
    const entries: [string, number][] = [['loss', mean(this.sums[0])]];
    const { outputNames } = this.network;
    const several = this.outputs.length > 1;
    const lossCount = this.outputs.filter(({ loss }) => loss).length;
    for (const [i, { loss, metrics }] of this.outputs.entries()) {
      const start = several ? `${outputNames[i]}_` : '';
      if (loss && lossCount > 1) entries.push([`${start}loss`, mean(this.sums[1 + i])]);
      for (const { name, metric } of metrics) entries.push([start + name, metric?.scalar ?? 0]);
    }
    return sortedByName(entries);
  }

  /** Names of the logs in the order in which `evaluate` returns them: the loss, then metrics as declared, then the rest by name. */
  get metricsNames(): string[] {
    const names = Object.keys(this.logs());
    const several = this.outputs.length > 1;
    const losses = this.network.outputNames.map((name) => `${name}_loss`).filter((name) => names.includes(name));
    const declared = several ? losses : this.outputs[0].metrics.map(({ name }) => name);
    const first = ['loss', ...declared];
    return [...first, ...names.filter((name) => !first.includes(name))];
  }

  /** Makes the blocks of the parameters and their gradients, and the optimizer's slots. */
  prepare(): TrainedBlocks {
    if (!this.trained) {
      this.trained = this.network.trainableVariables;
      this.known = settings.trainable;
      if (this.trained.length === 0) console.warn(`Model '${this.network.name}' has no trainable weights.`);
    }
    if (!this.blocks) {
      const parameters = new Block(this.arena, this.trained);
      this.blocks = { parameters, gradients: parameters.twin() };
    }
    const { parameters, gradients } = this.blocks;
    this.compiled.optimizer.build(this.arena, parameters, gradients);
    return this.blocks;
  }

  /** A step of training where there are blocks of what is trained, of evaluation where not. */
  private plan(shapes: StepShapes, blocks?: TrainedBlocks): Step {
    const graph = new Graph(this.arena, blocks !== undefined, blocks?.gradients);
    const values = this.record(graph, shapes);
    if (!blocks) return new Step(graph, values);
    const { parameters } = blocks;
    graph.scope = 'backward';
    graph.backward(values.total[0], this.compiled.optimizer.lossScale);
    this.constrain ??= this.planConstraints(parameters);
    return new Step(graph, values, parameters);
  }

  private planConstraints(parameters: Block): Program | undefined {
    const graph = new Graph(this.arena, false);
    graph.scope = 'constraints';
    for (const { variable, constraint } of this.network.allWeights) {
      if (parameters.offsets.has(variable)) constraint?.record(graph, graph.parameter(variable));
    }
    return graph.calls.length > 0 ? new Program(graph, [], [], parameters) : undefined;
  }

  private record(graph: Graph, shapes: StepShapes) {
    const inputs = shapes.inputs.map((shape) => graph.temporary(shape));
    const [targets, weights] = [shapes.targets, shapes.weights].map((list) =>
      list.map((shape) => shape && graph.temporary(shape)),
    );
    const penalties = new Map<Layer, readonly Value[]>();
    const forget = (layer: Layer) => {
      penalties.delete(layer);
      layer.sublayers.forEach(forget);
    };
    const outputs = this.topology.record(graph, inputs, {
      addLosses: (layer, losses) => penalties.set(layer, losses.concat(penalties.get(layer) ?? [])),
      begin: forget,
    });
    const terms = [...penalties.values()].flat();
    graph.scope = 'loss';
    const losses = this.outputs.map(({ loss, weight }, i) => {
      const target = targets[i];
      if (!loss || !target) return undefined;
      const shape = loss.targetShape(target.shape, outputs[i].shape);
      const value = loss.record(graph, ...pair(graph, target, shape, outputs[i], weights[i]));
      terms.push(weight === 1 ? value : scale(graph, value, weight));
      return value;
    });
    const { trained = this.network.trainableVariables } = this;
    for (const { variable, regularizer } of this.network.allWeights) {
      // As in Keras, what does not move is not punished.
      if (!regularizer || !trained.includes(variable)) continue;
      terms.push(l1l2(graph, graph.parameter(variable), regularizer.l1, regularizer.l2, 1));
    }
    graph.scope = 'metrics';
    for (const [i, output] of this.outputs.entries()) {
      const [target, prediction] = [targets[i], outputs[i]];
      if (!target) continue;
      const used = targetShape(output, target.shape, prediction.shape);
      for (const compiled of output.metrics) {
        compiled.metric ??= accuracyFor(compiled.name, target.shape, prediction.shape);
        const shape = compiled.metric.fitTarget(used, prediction.shape);
        const factors = compiled.weighted ? weights[i] : undefined;
        compiled.metric.record(graph, ...pair(graph, target, shape, prediction, factors));
      }
    }
    const total = terms.length === 1 ? terms : [add(graph, terms)];
    return { inputs, targets, weights, outputs, losses, total };
  }
}

/** Logs in Keras's order. */
export function sortedByName(entries: [string, number][]): Record<string, number> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
