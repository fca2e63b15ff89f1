// Keras writes the masks that layers make by themselves into a functional model's configuration: as operations among the
// layers, and as an argument of every layer that reads them. Here, as in Keras when it runs, layers hand them on by themselves.
// What a call is given besides, by name, is found by following masks while the layers are called once more.

import { Bidirectional } from '../layers/bidirectional.js';
import type { Layer } from '../layers/layer.js';
import { LSTM } from '../layers/lstm.js';
import { MaskOf } from '../layers/mask-of.js';
import type { SymbolicTensor } from '../layers/symbolic.js';
import { isGiven } from '../options.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { masksAfter } from '../saving/masks.js';
import type { TensorReference } from './functional.js';
import { isOperation } from './origin.js';

/** A layer or an operation, and its calls. */
interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: { args: unknown[]; kwargs: Record<string, unknown> }[];
}

/** Older formats do not say whose a class is, but layers say whether they train. */
const isOneOf = (entry: Entry, ...classes: string[]) =>
  classes.includes(entry.class_name) && (isOperation(entry) || !('trainable' in entry.config));

/** The masks of a model that is made of its configuration. */
export class Masks {
  /** The layers alone, if the operations among them are nothing but such masks; otherwise all as they are. */
  readonly layers: readonly unknown[];
  /** Operations that make masks, by name. */
  private operations: ReadonlyMap<string, Entry> = new Map();
  /** What tensors and masks are: the same where Keras computes the same. */
  private readonly meanings = new Map<string, string>();
  private readonly tensors = new Map<SymbolicTensor, string>();
  private readonly carried = new Map<SymbolicTensor, string>();
  /** The first sequence that has a mask, and the mask as a tensor, where a call is given it. */
  private readonly carriers = new Map<string, SymbolicTensor>();
  private readonly given = new Map<string, SymbolicTensor>();

  /** @param outputs Those of the model. */
  constructor(entries: readonly unknown[], outputs: readonly TensorReference[]) {
    this.layers = entries;
    if (!entries.every(isEntry)) return;
    const isMask = (entry: Entry) =>
      isOneOf(entry, 'Any', 'ExpandDims', 'LogicalOr', 'NotEqual', 'OnesLike', 'ZerosLike');
    const masks = new Set(entries.filter(isMask).map(({ name }) => name));
    // One of other tensors is as good as the layer.
    const isJoining = (entry: Entry) =>
      isOneOf(entry, 'Concatenate') && sourcesOf(entry).every(([source]) => masks.has(source));
    const operations = new Map(
      entries.filter((entry) => isMask(entry) || isJoining(entry)).map((entry) => [entry.name, entry]),
    );
    const layers = entries.filter(({ name }) => !operations.has(name));
    const comparisons = entries.filter((entry) => isOneOf(entry, 'NotEqual'));
    const read = layers.flatMap(({ inbound_nodes: calls }) =>
      calls.flatMap(({ args, kwargs }) => referencesIn([args, { ...kwargs, mask: null }])),
    );
    const areMasks =
      comparisons.every((entry) => layers.some((layer) => makesMask(layer, entry))) &&
      [...read, ...outputs].every(([source]) => !operations.has(source));
    if (areMasks) [this.layers, this.operations] = [layers, operations];
  }

  /** False while the masks that a call is given may still come from layers that are not there yet. */
  areThere(masks: unknown): boolean {
    return referencesIn(masks).every(
      (reference) => !this.operations.has(reference[0]) || this.carriers.has(this.meaning(reference)),
    );
  }

  /** Those of `masks` that are tensors of layers. */
  layersOf(masks: unknown): TensorReference[] {
    return referencesIn(masks).filter(([name]) => !this.operations.has(name));
  }

  /**
   * The mask that a call must be given by name.
   * @param find The tensor of a layer.
   * @throws RangeError for a mask that layers here cannot be given.
   */
  toGive(
    layer: Layer,
    inputs: readonly SymbolicTensor[],
    { mask, hasStates }: { mask: unknown; hasStates: boolean },
    find: (reference: TensorReference) => SymbolicTensor,
  ): SymbolicTensor | undefined {
    // A model inside has one for each input.
    const masks = [mask].flat();
    if (!masks.some(isGiven)) return undefined;
    // What is no tensor is nobody's.
    const isOwn = masks.every((one, i) => !isGiven(one) || this.meaningOf(one, '') === this.carried.get(inputs[i]));
    if (isOwn && !hasStates) return undefined;
    const source = sourceOf(mask);
    const takesMask = layer instanceof LSTM || layer instanceof Bidirectional;
    if (!takesMask || !source) refuse(layer, 'is not that of its input');
    const given = this.operations.has(source[0]) ? this.tensorOf(layer, this.meaning(source)) : find(source);
    return given ?? refuse(layer, 'does not exist');
  }

  /** Notes a call: what has come out has masks, too. @param use Which call of the layer it is. */
  follow(layer: Layer, use: number, inputs: readonly SymbolicTensor[], outputs: SymbolicTensor[], mask: unknown): void {
    for (const [i, output] of outputs.entries()) this.tensors.set(output, `${layer.name} ${use} ${i}`);
    // As in Keras, operations hand nothing on.
    if (layer.ignoresMasks) return;
    const own = inputs.map((input) => this.carried.get(input));
    const [given] = [mask].flat();
    const read = isGiven(given) ? this.meaningOf(given) : own[0];
    const names = inputs.map((input) => this.tensors.get(input)!);
    for (const [i, passed] of masksAfter(layer, names, own, read, this.operate).entries()) {
      if (passed === undefined) continue;
      this.carried.set(outputs[i], passed);
      if (!this.carriers.has(passed)) this.carriers.set(passed, outputs[i]);
    }
  }

  private tensorOf(layer: Layer, mask: string): SymbolicTensor {
    const known = this.given.get(mask);
    if (known) return known;
    const carrier = this.carriers.get(mask)!;
    if (carrier.shape.length !== 3) refuse(layer, 'is not that of a sequence');
    const made = new MaskOf().apply(carrier);
    this.given.set(mask, made);
    return made;
  }

  private meaningOf(mask: unknown, other?: string): string | undefined {
    const source = sourceOf(mask);
    return source ? this.meaning(source) : other;
  }

  private meaning(reference: TensorReference): string {
    const key = reference.join(' ');
    const [name, use] = reference;
    const operation = this.operations.get(name);
    if (!operation) return key;
    const known = this.meanings.get(key);
    if (known !== undefined) return known;
    // Where operations depend on themselves, it is nobody's.
    this.meanings.set(key, '');
    const args = operation.inbound_nodes[use]?.args.flat() ?? [];
    const inputs = args.map(sourceOf).filter(isGiven);
    const { axis, keepdims } = operation.config;
    const option = args.find((one) => typeof one === 'number') ?? [axis].flat()[0];
    const className = keepdims === true ? `${operation.class_name} kept` : operation.class_name;
    const found = this.operate(
      className,
      inputs.map((one) => this.meaning(one)),
      option as number | undefined,
    );
    this.meanings.set(key, found);
    return found;
  }

  /** A short name for what an operation makes. */
  private readonly operate = (name: string, inputs: readonly string[], option?: number): string => {
    // Only newer releases of Keras add these zeros.
    const rest = inputs.filter((input) => !input.startsWith('/ZerosLike'));
    if (name === 'LogicalOr' && rest.length === 1) return rest[0];
    const key = `/${name}(${JSON.stringify([inputs, option])})`;
    const known = this.meanings.get(key) ?? `/${name} ${this.meanings.size}`;
    this.meanings.set(key, known);
    return known;
  };
}

/** @throws RangeError always. */
export function refuse({ name, className }: Layer, what: string): never {
  throw new RangeError(
    `Layer '${name}' (${className}) is given a \`mask\` that ${what}. Here only LSTM and Bidirectional take another, one that Masking or Embedding makes or an Input of the model. Leave \`mask\` out in Keras, and save the model again.`,
  );
}

/** The tensors in a part of a configuration. */
export function referencesIn(value: unknown): TensorReference[] {
  if (typeof value !== 'object' || value === null) return [];
  const source = sourceOf(value);
  return source ? [source] : Object.values(value).flatMap(referencesIn);
}

function isEntry(value: unknown): value is Entry {
  const { inbound_nodes: calls } = Object(value) as Partial<Entry>;
  return isSerialized(value) && Array.isArray(calls) && calls.every((call) => Array.isArray(call?.args) && call.kwargs);
}

/** Where a tensor of a configuration comes from. */
function sourceOf(value: unknown): TensorReference | undefined {
  return isSerialized(value) && value.class_name === '__keras_tensor__'
    ? (value.config.keras_history as TensorReference)
    : undefined;
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
