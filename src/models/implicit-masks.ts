// Keras writes the masks that layers make by themselves into a functional model's configuration: as operations among the
// layers, and as an argument of every layer that reads them. Here, as in Keras when it runs, layers hand them on by themselves.

import { isGiven } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import type { TensorReference } from './functional.js';

/** A layer or an operation, and its calls. */
interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: { args: unknown[]; kwargs: Record<string, unknown> }[];
}

/** Says of an entry whether it is an operation of one of these classes. Layers say whether they train. */
const isOperation =
  (...classes: string[]) =>
  ({ class_name: name, config }: Entry) =>
    classes.includes(name) && !('trainable' in config);

/** The layers alone, if the operations among them are nothing but such masks; otherwise all as they are. */
export function withoutImplicitMasks(entries: readonly unknown[]): readonly unknown[] {
  if (!entries.every(isEntry)) return entries;
  const isMask = isOperation('Any', 'ExpandDims', 'LogicalOr', 'NotEqual', 'OnesLike', 'ZerosLike');
  const masks = entries.filter(isMask).map(({ name }) => name);
  // One of other tensors is as good as the layer.
  const joined = entries
    .filter(isOperation('Concatenate'))
    .filter((entry) => sourcesOf(entry).every((source) => masks.includes(source[0])));
  const made = [...masks, ...joined.map(({ name }) => name)];
  const layers = entries.filter(({ name }) => !made.includes(name));
  const comparisons = entries.filter(isOperation('NotEqual'));
  const areMasks =
    comparisons.every((entry) => layers.some((layer) => makesMask(layer, entry))) &&
    layers.every((layer) => sourcesOf(layer).every((source) => !made.includes(source[0])));
  if (!areMasks) return entries;
  const isMade = (value: unknown) => !isGiven(value) || made.includes(String(sourceOf(value)?.[0]));
  return layers.map((layer) => ({
    ...layer,
    inbound_nodes: layer.inbound_nodes.map(({ args, kwargs: { mask, ...kwargs } }) => {
      // A model inside has one for each input.
      return { args, kwargs: [mask].flat().every(isMade) ? kwargs : { ...kwargs, mask } };
    }),
  }));
}

function isEntry(value: unknown): value is Entry {
  const { inbound_nodes: calls } = Object(value) as Partial<Entry>;
  return isSerialized(value) && Array.isArray(calls) && calls.every((call) => Array.isArray(call?.args) && call.kwargs);
}

/** Where a tensor of a configuration comes from. */
function sourceOf(value: unknown): TensorReference | undefined {
  return isSerialized(value) ? (value.config.keras_history as TensorReference | undefined) : undefined;
}

/** Where what a layer or an operation is called on comes from. */
const sourcesOf = ({ inbound_nodes: calls }: Entry) =>
  calls.flatMap(({ args }) => args.flat().map(sourceOf)).filter(isGiven);

/** True where a comparison asks of the input of a layer what this layer asks itself to make its mask. */
function makesMask(layer: Entry, comparison: Entry): boolean {
  const { class_name: name, config } = layer;
  const [source] = sourcesOf(comparison).map(String);
  const skipped = name === 'Masking' ? config.mask_value : config.mask_zero === true ? 0 : undefined;
  return comparison.inbound_nodes[0]?.args[1] === skipped && sourcesOf(layer).map(String).includes(source);
}
