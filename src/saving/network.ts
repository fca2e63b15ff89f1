import type { Variable } from '../graph/index.js';
import type { Layer } from '../layers/layer.js';
import type { Topology } from '../layers/topology.js';
import type { Wrapper } from '../layers/wrapper.js';
import type { Optimizer } from '../optimizers/index.js';
import { formatShape, sameShape, type Shape } from '../shape.js';

/** What saving needs of a model. */
export interface SavedNetwork extends Layer {
  readonly layers: readonly Layer[];
  readonly topology: Topology;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Undefined before `compile`. */
  readonly optimizer: Optimizer | undefined;
  toJSON(): Record<string, unknown>;
  /** `prepare` makes the optimizer's slots, where they are not there yet; it takes the optimizer from another model that has it. */
  readonly trainer: { prepare(): unknown; readonly trained: readonly Variable[] | undefined };
}

/** Values for a variable, read and checked, to be written when all have been. */
export interface Assignment {
  variable: Variable;
  values: ArrayLike<number>;
}

export const isNetwork = (layer: Layer): layer is SavedNetwork => 'layers' in layer;

/** The layers inside of a wrapper, by their names in Keras's files. */
export const partsOf = (layer: Layer): Wrapper['parts'] => ('parts' in layer ? (layer as Wrapper).parts : {});

/** The configuration of an LSTM, or of the one that both directions are made of. */
export const lstmConfig = (layer: Layer) => (Object.values(partsOf(layer))[0] ?? layer).getConfig();

/**
 * @param what What is to be a variable's values, for the message: where it is, and its name.
 * @throws RangeError where it has another shape than the variable.
 */
export function checkFits(
  { path, shape }: Variable,
  found: Shape,
  what: string,
  cure = 'It is the file of another model.',
): void {
  if (sameShape(found, shape)) return;
  throw new RangeError(`${what} has shape ${formatShape(found)}, but ${path} has ${formatShape(shape)}. ${cure}`);
}

/** Writes what has been checked. */
export function assign(assignments: readonly Assignment[]): void {
  for (const { variable, values } of assignments) variable.write(values);
}
