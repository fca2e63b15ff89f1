// How the layers of a functional model are connected, from the form of Keras 2 and TensorFlow.js to that of Keras 3.
import { show } from '../errors.js';
import { isObject } from '../formats/json.js';
import type { SerializedObject } from '../registry.js';
import type { Config } from './model-file.js';

/** An output of a layer: of which of its uses, which tensor. */
export type Reference = [layer: string, use: number, tensor: number];

/** A use of a layer: what goes in, and arguments by name. */
interface Node {
  inputs: Reference[];
  mask: Reference | undefined;
  initialState: Reference[];
}

/**
 * Layers and connections of a functional model in Keras 3's form.
 * @param config Of the model: where its inputs and outputs are.
 * @param layers As they stand in the file.
 * @param upgraded The same layers in Keras 3's form.
 * @throws TypeError where a connection is not of the form [layer, use, tensor].
 */
export function connect(config: Config, layers: readonly unknown[], upgraded: readonly SerializedObject[]): Config {
  const names = layers.map((layer, i) => nameOf(layer as Config, `layers[${i}]`));
  const nodes = layers.map((layer, i) => nodesOf(layer as Config, upgraded[i].class_name, `layers[${i}]`));
  const ends = { input_layers: readEnds(config, 'input_layers'), output_layers: readEnds(config, 'output_layers') };
  const all = nodes
    .flat()
    .flatMap(({ inputs, mask, initialState }) => [...inputs, ...(mask ? [mask] : []), ...initialState]);
  const first = firstUses([...all, ...ends.input_layers, ...ends.output_layers]);
  const isModel = new Set(names.filter((_, i) => 'layers' in upgraded[i].config));
  // To these formats a model is used once when it is made, so that its uses in another begin with 1. Each use matters to
  // an output, or would not be in the file; so if 0 is never referred to, it is not one of them.
  const moved = ([name, use, tensor]: Reference): Reference => [
    name,
    isModel.has(name) && first.get(name)! > 0 ? use - 1 : use,
    tensor,
  ];
  const tensor = (reference: Reference) => ({
    class_name: '__keras_tensor__',
    config: { keras_history: moved(reference) },
  });
  const upgradeNode = ({ inputs, mask, initialState }: Node) => ({
    args: inputs.length === 1 ? inputs.map(tensor) : [inputs.map(tensor)],
    kwargs: {
      ...(mask && { mask: tensor(mask) }),
      ...(initialState.length > 0 && { initial_state: initialState.map(tensor) }),
    },
  });
  return {
    layers: upgraded.map((layer, i) => ({
      ...layer,
      config: { ...layer.config, name: names[i] },
      name: names[i],
      inbound_nodes: nodes[i].map(upgradeNode),
    })),
    input_layers: ends.input_layers.map(moved),
    output_layers: ends.output_layers.map(moved),
  };
}

function nameOf({ name, config }: Config, place: string): string {
  const found = name ?? (config as Config).name;
  if (typeof found === 'string') return found;
  throw new TypeError(`${place}: a layer of a functional model has a name. Received: ${show(found)}`);
}

function nodesOf({ inbound_nodes: nodes }: Config, className: string, place: string): Node[] {
  if (!Array.isArray(nodes))
    throw new TypeError(`${place}: a functional model's layer has a list of inbound_nodes. Received: ${show(nodes)}`);
  return nodes.map((node, i) => readNode(node, className, `${place}.inbound_nodes[${i}]`));
}

function readNode(node: unknown, className: string, place: string): Node {
  if (!Array.isArray(node) || node.length === 0)
    throw new TypeError(`${place} must be a list of [layer, use, tensor, arguments]. Received: ${show(node)}`);
  const list: unknown[] = typeof node[0] === 'string' ? [node] : node;
  const inputs = list.map((one) => readReference(one, place));
  const named = (list[0] as unknown[])[3];
  const { mask, initial_state: initialState }: Config = isObject(named) ? named : {};
  // States stand behind the input.
  const states = className === 'LSTM' || className === 'Bidirectional' ? inputs.splice(1) : [];
  if (Array.isArray(initialState)) states.push(...initialState.map((one) => readReference(one, place)));
  return { inputs, mask: Array.isArray(mask) ? readReference(mask, place) : undefined, initialState: states };
}

function readEnds(config: Config, key: string): Reference[] {
  const list = config[key];
  if (!Array.isArray(list) || list.length === 0)
    throw new TypeError(`A functional model has a list of ${key}. Received: ${show(list)}`);
  return (typeof list[0] === 'string' ? [list] : list).map((one) => readReference(one, key));
}

function readReference(value: unknown, place: string): Reference {
  const [name, use, tensor]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof name === 'string' && Number.isSafeInteger(use) && Number.isSafeInteger(tensor))
    return [name, use as number, tensor as number];
  throw new TypeError(`${place}: a tensor is written as [layer, use, tensor]. Received: ${show(value)}`);
}

function firstUses(references: readonly Reference[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const [name, use] of references) first.set(name, Math.min(use, first.get(name) ?? use));
  return first;
}
