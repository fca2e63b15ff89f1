import { show } from '../errors.js';
import { type Loss, type LossIdentifier, losses } from '../losses/index.js';
import { isAccuracy, Metric, type MetricIdentifier, metrics } from '../metrics/index.js';
import { type Optimizer, type OptimizerIdentifier, optimizers } from '../optimizers/index.js';
import { invalid, isGiven, resolveOptions } from '../options.js';
import type { PartialShape, Shape } from '../shape.js';
import { isByName, perName } from './data.js';

export type PerOutput<T> = T | readonly T[] | Readonly<Record<string, T>>;

export interface CompileOptions {
  /** Default `rmsprop`, as in Keras. */
  optimizer?: OptimizerIdentifier;
  /** One for all outputs, or one per output as an array or by name. null leaves an output out. */
  loss?: PerOutput<LossIdentifier | null>;
  /** Factors of the outputs' losses. Default 1. A number for a single output. */
  lossWeights?: number | readonly number[] | Readonly<Record<string, number>> | null;
  /** A list for the only output. For several outputs one metric or list per output, as an array or by name. */
  metrics?:
    | readonly MetricIdentifier[]
    | readonly (MetricIdentifier | readonly MetricIdentifier[] | null)[]
    | Readonly<Record<string, MetricIdentifier | readonly MetricIdentifier[]>>
    | null;
  /** As `metrics`, with sample weights and class weights applied. */
  weightedMetrics?: CompileOptions['metrics'];
}

export interface CompiledMetric {
  /** Undefined for `accuracy` until the shapes are known. */
  metric: Metric | undefined;
  /** As given: the name in logs. */
  name: string;
  weighted: boolean;
}

export interface CompiledOutput {
  loss: Loss | null;
  weight: number;
  metrics: CompiledMetric[];
}

/** The shape under which a target is used: that which the loss gives it, if there is one. */
export const targetShape = ({ loss }: CompiledOutput, target: Shape, prediction: PartialShape): Shape =>
  loss ? loss.targetShape(target, prediction) : target;

/** What `compile` was given, with names resolved; per-output things are sorted out when the outputs are known. */
export class Compiled {
  readonly optimizer: Optimizer;
  /** As given, but for the optimizer, which is an object. */
  readonly options: Readonly<Required<CompileOptions>>;

  constructor(options: CompileOptions) {
    const defaults: Required<CompileOptions> = {
      optimizer: 'rmsprop',
      loss: null,
      lossWeights: null,
      metrics: null,
      weightedMetrics: null,
    };
    const resolved = resolveOptions('compile', defaults, options);
    // Names are checked here and not when data arrives, so that a typing error is found at once.
    this.optimizer = optimizers.get(resolved.optimizer);
    const all = flatten(resolved.loss).map((one) => losses.find(one));
    for (const one of all) {
      if (one?.reduction === 'none')
        throw invalid(`Loss '${one.name}'`, 'reduction', 'none', "'sum_over_batch_size' or 'sum'");
    }
    if (!all.some(isGiven)) {
      throw new TypeError("No loss to compute. Give one: compile({ optimizer: 'adam', loss: 'mse' }).");
    }
    for (const name of ['metrics', 'weightedMetrics'] as const) checkMetrics(name, resolved[name]);
    const { loss, lossWeights, metrics, weightedMetrics } = resolved;
    this.options = copied({ optimizer: this.optimizer, loss, lossWeights, metrics, weightedMetrics });
  }

  /** @throws RangeError when what was given does not match the outputs. */
  outputs(names: readonly string[]): CompiledOutput[] {
    const { loss, lossWeights, weightedMetrics, metrics } = this.options;
    const given =
      Array.isArray(loss) || isByName(loss) ? perName<LossIdentifier>('loss', loss, names) : names.map(() => loss);
    const factors = names.length === 1 && typeof lossWeights === 'number' ? [lossWeights] : lossWeights;
    const weights = factors === null ? [] : perName<unknown>('lossWeights', factors, names);
    for (const weight of weights) checkFactor(weight);
    const plain = metricLists('metrics', metrics, names);
    const weighted = metricLists('weightedMetrics', weightedMetrics, names);
    checkShared([...plain, ...weighted].flat());
    return names.map((_, i) => ({
      loss: losses.find(given[i] as LossIdentifier),
      weight: (weights[i] as number | undefined) ?? 1,
      metrics: uniqueNames([
        ...plain[i].map((one) => compileMetric(one, false)),
        ...weighted[i].map((one) => compileMetric(one, true)),
      ]),
    }));
  }
}

/** With lists and objects by name of its own: they are read again when the outputs are known. */
function copied<T>(given: T): T {
  if (Array.isArray(given)) return given.map(copied) as T;
  if (!isByName(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, copied(one)])) as T;
}

function compileMetric(identifier: MetricIdentifier, weighted: boolean): CompiledMetric {
  if (isAccuracy(identifier)) return { metric: undefined, name: identifier, weighted };
  const named = typeof identifier === 'string' && { class_name: identifier, config: { name: identifier } };
  const metric = metrics.get(named || identifier);
  return { metric, name: metric.name, weighted };
}

/** `mse`, `mse_1`, …, `weighted_mse`: two metrics of an output never share a key of the logs. */
function uniqueNames(list: CompiledMetric[]): CompiledMetric[] {
  const counts = new Map<string, number>();
  const take = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : take(`${name}_${count}`);
  };
  return list.map((metric) => {
    const { name, weighted } = metric;
    return { ...metric, name: take(weighted && counts.has(name) ? `weighted_${name}` : name) };
  });
}

function checkMetrics(name: string, given: CompileOptions['metrics']): void {
  if (!isGiven(given)) return;
  if (typeof given !== 'object' || given instanceof Metric) {
    throw invalid('compile', name, given, `an array or object, such as [${show(given)}]`, TypeError);
  }
  for (const one of flatten(given as PerOutput<MetricIdentifier>)) if (isGiven(one)) compileMetric(one, false);
}

function metricLists(what: string, given: CompileOptions['metrics'], names: readonly string[]): MetricIdentifier[][] {
  if (!given || (given as readonly unknown[]).length === 0) return names.map(() => []);
  if (names.length === 1 && Array.isArray(given)) return [given.flat() as MetricIdentifier[]];
  const lists = perName<MetricIdentifier | readonly MetricIdentifier[]>(what, given, names);
  return lists.map((list) => [list].flat().filter(isGiven));
}

function checkFactor(weight: unknown): void {
  if (weight === undefined || Number.isFinite(weight)) return;
  throw invalid('compile', 'lossWeights', weight, 'finite numbers', TypeError);
}

/** @throws RangeError when one object would have to count for two outputs. */
function checkShared(list: readonly MetricIdentifier[]): void {
  const shared = list.find((metric, i) => metric instanceof Metric && list.indexOf(metric) !== i);
  if (shared instanceof Metric) throw new RangeError(`Metric '${shared.name}' is given twice. Make one for each.`);
}

function flatten<T>(given: PerOutput<T>): T[] {
  return (isByName(given) ? Object.values(given as object).flat() : [given].flat(Infinity)) as T[];
}
