import { Constraint, type ConstraintIdentifier, constraints } from '../constraints/index.js';
import type { Variable } from '../graph/index.js';
import { Initializer, type InitializerIdentifier, initializers } from '../initializers/index.js';
import { toConfigKey } from '../naming.js';
import { checkInteger, invalid } from '../options.js';
import { Regularizer, type RegularizerIdentifier, regularizers } from '../regularizers/index.js';
import type { PartialShape } from '../shape.js';

/** Options that every layer takes. */
export interface LayerOptions {
  /** Default: the class name in snake case with a number, as in Keras. */
  name?: string | null;
  /** False: training leaves the weights alone. Default true. */
  trainable?: boolean;
  /** Shape of one sample, for the first layer of a Sequential. */
  inputShape?: PartialShape | null;
  /** Number of features of a sample: the same as `inputShape: [inputDim]`. */
  inputDim?: number | null;
  /** As `inputShape`, with the batch size in front; null for any. */
  batchInputShape?: PartialShape | null;
  /** Fixed batch size, together with `inputShape`. */
  batchSize?: number | null;
  /** Only `float32`. */
  dtype?: 'float32' | object;
  /** Penalty on the layer's output, divided by the batch size. */
  activityRegularizer?: RegularizerIdentifier | null;
}

export const layerDefaults = {
  name: null as string | null,
  trainable: true,
  inputShape: null as PartialShape | null,
  inputDim: null as number | null,
  batchInputShape: null as PartialShape | null,
  batchSize: null as number | null,
  dtype: 'float32' as 'float32' | object,
  activityRegularizer: null as RegularizerIdentifier | null,
};

/** Options of every `apply`. */
export interface CallOptions {
  /**
   * Accepted for the sake of Keras's lessons. It makes no difference, as in Keras 3: a model that trains tells all its layers so,
   * and one that predicts, too. A frozen `BatchNormalization` stays as it is.
   */
  training?: boolean | null;
}

export const callDefaults = { training: null as boolean | null };

/** How Keras writes float32, the only type here. */
export const dtypePolicy = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

/** @throws RangeError for another type. */
export function checkDtype(className: string, dtype: unknown): void {
  const name = typeof dtype === 'string' ? dtype : (dtype as { config?: { name?: string } } | null)?.config?.name;
  if (name !== 'float32') throw invalid(className, 'dtype', name ?? dtype, "'float32'");
}

/** A weight, and what is asked of it. */
export interface Weight {
  readonly variable: Variable;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
}

export interface WeightOptions {
  initializer: Pick<Initializer, 'fill'>;
  regularizer?: Regularizer | null;
  constraint?: Constraint | null;
  /** Between the layer's name and the weight's: `lstm_cell/`. */
  path?: string;
}

/**
 * A default that is no number of units. A small integer: after NaN, engines keep the field as a double, and with it every size
 * and argument that comes from there.
 */
export const missing = -(2 ** 30);

/** @throws TypeError where `units` were not given, RangeError unless they are a positive integer. */
export function checkUnits(className: string, units: number): void {
  if (units === missing) throw new TypeError(`${className}: \`units\` is missing: new ${className}(32), for example.`);
  checkInteger(className, 'units', units);
}

/** Options as a Keras configuration, objects serialized. */
export function layerConfig(options: object): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (!(name in layerDefaults)) config[toConfigKey(name)] = serializeOption(value);
  }
  return config;
}

export function serializeOption(value: unknown): unknown {
  if (value instanceof Initializer) return initializers.serialize(value);
  if (value instanceof Regularizer) return regularizers.serialize(value);
  if (value instanceof Constraint) return constraints.serialize(value);
  return value;
}

/** The initializer, regularizer and constraint of the weight whose options begin with `name`; to be used on resolved options. */
export function weightOptions(options: object, name: string): WeightOptions {
  const of = <T>(kind: string) => (options as Record<string, unknown>)[`${name}${kind}`] as T;
  return {
    initializer: of<Initializer>('Initializer'),
    regularizer: of<Regularizer | null>('Regularizer'),
    constraint: of<Constraint | null>('Constraint'),
  };
}

/** Replaces identifiers of initializers, regularizers and constraints by the objects. */
export function resolveIdentifiers<T extends object>(options: T): T {
  const resolved = { ...options } as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) {
    if (name.endsWith('Initializer')) resolved[name] = initializers.get((value ?? 'zeros') as InitializerIdentifier);
    if (name.endsWith('Regularizer')) resolved[name] = regularizers.find(value as RegularizerIdentifier | null);
    if (name.endsWith('Constraint')) resolved[name] = constraints.find(value as ConstraintIdentifier | null);
  }
  return resolved as T;
}
