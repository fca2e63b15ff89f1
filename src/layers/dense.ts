import { type ActivationIdentifier, activationName, applyActivation } from '../activations/index.js';
import type { ConstraintIdentifier } from '../constraints/index.js';
import type { Graph, Value, Variable } from '../graph/index.js';
import type { InitializerIdentifier } from '../initializers/index.js';
import { linear } from '../ops/linear.js';
import { resolveOptions, withArgument } from '../options.js';
import type { RegularizerIdentifier } from '../regularizers/index.js';
import type { PartialShape } from '../shape.js';
import { Layer } from './layer.js';
import type { SymbolicTensor } from './symbolic.js';
import {
  checkUnits,
  type LayerOptions,
  layerConfig,
  layerDefaults,
  missing,
  resolveIdentifiers,
  weightOptions,
} from './layer-options.js';

export interface DenseOptions extends LayerOptions {
  /** Default null: linear. */
  activation?: ActivationIdentifier | null;
  /** Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerIdentifier;
  /** Default `zeros`. */
  biasInitializer?: InitializerIdentifier;
  /** Penalties and limits: default null, none. */
  kernelRegularizer?: RegularizerIdentifier | null;
  biasRegularizer?: RegularizerIdentifier | null;
  kernelConstraint?: ConstraintIdentifier | null;
  biasConstraint?: ConstraintIdentifier | null;
}

const defaults = {
  ...layerDefaults,
  units: missing,
  activation: null as ActivationIdentifier | null,
  useBias: true,
  kernelInitializer: 'glorotUniform' as InitializerIdentifier,
  biasInitializer: 'zeros' as InitializerIdentifier,
  kernelRegularizer: null as RegularizerIdentifier | null,
  biasRegularizer: null as RegularizerIdentifier | null,
  kernelConstraint: null as ConstraintIdentifier | null,
  biasConstraint: null as ConstraintIdentifier | null,
};

/**
 * activation(x · kernel + bias) over the last axis of x: [batch, …, features] → [batch, …, units].
 * Weights: kernel [features, units], bias [units].
 */
export class Dense extends Layer<SymbolicTensor> {
  override readonly supportsMasking = true;
  private readonly options: typeof defaults;
  private kernel!: Variable;
  private bias: Variable | undefined;

  constructor(units: number | ({ units: number } & DenseOptions), options?: DenseOptions) {
    const resolved = resolveOptions('Dense', defaults, withArgument('Dense', 'units', units, options));
    checkUnits('Dense', resolved.units);
    super('Dense', resolved);
    this.options = resolveIdentifiers({ ...resolved, activation: activationName(resolved.activation) });
    this.inputSpec = { minRank: 2 };
    if (resolved.units === 1 && this.options.activation === 'softmax')
      console.warn(`Layer '${this.name}': a softmax of one unit is always 1. Did you mean 'sigmoid'?`);
  }

  outputShapes([shape]: readonly PartialShape[]): PartialShape[] {
    return [[...shape.slice(0, -1), this.options.units]];
  }

  protected override createWeights([shape]: readonly PartialShape[]): void {
    const { units, useBias } = this.options;
    const features = shape.at(-1);
    if (features === null || features === undefined) this.misfit(0, 'the last dimension must be known', shape);
    this.kernel = this.addWeight('kernel', [features, units], weightOptions(this.options, 'kernel'));
    if (useBias) this.bias = this.addWeight('bias', [units], weightOptions(this.options, 'bias'));
    this.inputSpec = { minRank: 2, features };
  }

  protected call(graph: Graph, [x]: readonly Value[]): Value[] {
    const sum = linear(graph, x, graph.parameter(this.kernel), this.bias && graph.parameter(this.bias));
    return [applyActivation(graph, sum, this.options.activation as ReturnType<typeof activationName>)];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...layerConfig(this.options) };
  }
}
