import { alternatives, show } from '../errors.js';
import type { Graph, Value } from '../graph/index.js';
import { canonical } from '../naming.js';
import { activate, activationIds, type ElementwiseActivation } from '../ops/activate.js';
import { logSoftmax, softmax } from '../ops/softmax.js';
import { isGiven } from '../options.js';

/** Keras's names of all activations. */
export type ActivationName = ElementwiseActivation | 'softmax' | 'log_softmax';

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

export type ActivationIdentifier = ActivationName | CamelCase<ActivationName> | 'swish' | 'hard_swish' | 'hardSwish';

const aliases = new Map<string, ActivationName>([
  ['swish', 'silu'],
  ['hardswish', 'hard_silu'],
]);

const names = [...(Object.keys(activationIds) as ElementwiseActivation[]), 'softmax', 'log_softmax'] as const;

/**
 * Keras's name for an activation in any spelling; null and undefined mean `linear`.
 * @throws RangeError for a name that does not exist.
 */
export function activationName(identifier: ActivationIdentifier | null | undefined): ActivationName {
  if (!isGiven(identifier)) return 'linear';
  const given = typeof identifier === 'string' ? identifier : show(identifier);
  const spelling = canonical(given);
  const name = names.find((one) => canonical(one) === spelling) ?? aliases.get(spelling);
  if (name) return name;
  throw new (given === identifier ? RangeError : TypeError)(
    `Could not interpret activation function identifier: ${given}.${alternatives(given, names)}`,
  );
}

/** As `activationName`, for places where only an element-wise activation makes sense: the gates of an LSTM. */
export function elementwiseActivation(
  owner: string,
  identifier: ActivationIdentifier | null | undefined,
): ElementwiseActivation {
  const name = activationName(identifier);
  if (name in activationIds) return name as ElementwiseActivation;
  throw new RangeError(`${owner} takes element-wise activations only. Received: ${name}`);
}

export { activationIds, type ElementwiseActivation };

export function applyActivation(graph: Graph, x: Value, name: ActivationName): Value {
  if (name === 'softmax') return softmax(graph, x);
  if (name === 'log_softmax') return logSoftmax(graph, x);
  return activate(graph, x, activationIds[name]);
}
