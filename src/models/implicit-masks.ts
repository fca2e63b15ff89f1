// Keras writes the masks that layers make by themselves into a functional model's configuration: as operations among the
// layers, and as an argument of every layer that reads them. Here, as in Keras when it runs, layers hand them on by themselves.

import { isSerialized, type SerializedObject } from '../registry.js';
import type { TensorReference } from './config.js';

/** A layer or an operation, and its calls. */
interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: { args: unknown[]; kwargs: Record<string, unknown> }[];
}

const operations = ['Any', 'Concatenate', 'ExpandDims', 'LogicalOr', 'NotEqual', 'OnesLike', 'ZerosLike'];

/** The layers alone, if the operations among them are nothing but such masks; otherwise all as they are. */
export function withoutImplicitMasks(entries: readonly unknown[]): readonly unknown[] {
  if (!entries.every(isEntry)) return entries;
  const made = entries.filter(isOperation);
  const layers = entries.filter((entry) => !made.includes(entry));
  const comparisons = made.filter((entry) => entry.class_name === 'NotEqual');
  if (!comparisons.every((entry) => layers.some((layer) => makesMask(layer, entry)))) return entries;
  const names = made.map(({ name }) => name);
  const isMade = (value: unknown) => names.includes(String(sourceOf(value)?.[0]));
  return layers.map((layer) => ({
    ...layer,
    inbound_nodes: layer.inbound_nodes.map(({ args, kwargs: { mask, ...kwargs } }) => {
      return { args, kwargs: mask === undefined || isMade(mask) ? kwargs : { ...kwargs, mask } };
    }),
  }));
}

function isEntry(value: unknown): value is Entry {
  const { inbound_nodes: calls } = Object(value) as Partial<Entry>;
  return isSerialized(value) && Array.isArray(calls) && calls.every((call) => Array.isArray(call?.args) && call.kwargs);
}

/** Layers say whether they train. */
const isOperation = ({ class_name: name, config }: Entry) => operations.includes(name) && !('trainable' in config);

/** Where a tensor of a configuration comes from. */
function sourceOf(value: unknown): TensorReference | undefined {
  return isSerialized(value) ? (value.config.keras_history as TensorReference | undefined) : undefined;
}

/** True where a comparison asks of the input of a layer what this layer asks itself to make its mask. */
function makesMask({ class_name: name, config, inbound_nodes: calls }: Entry, comparison: Entry): boolean {
  const [tensor, value] = comparison.inbound_nodes[0]?.args ?? [];
  const skipped = name === 'Masking' ? config.mask_value : config.mask_zero === true ? 0 : undefined;
  const source = String(sourceOf(tensor));
  return value === skipped && calls.some(({ args: [input] }) => String(sourceOf(input)) === source);
}
