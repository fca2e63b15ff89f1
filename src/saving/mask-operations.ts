// Masks that calls are given by name, as Keras writes them: by operations among the layers. Here a layer stands for them, `MaskOf`.

import type { Layer } from '../layers/layer.js';
import type { SymbolicTensor } from '../layers/symbolic.js';
import { isSerialized, type SerializedObject } from '../registry.js';
import { Mirror } from './keras-order.js';
import { isNetwork, type SavedNetwork } from './network.js';

interface Call {
  args: unknown[];
  kwargs: Record<string, unknown>;
}

interface Entry extends SerializedObject {
  name: string;
  inbound_nodes: Call[];
}

const childrenOf = (layer: Layer): readonly Layer[] => (isNetwork(layer) ? layer.layers : layer.sublayers);
const holdsMask = (layer: Layer): boolean => layer.className === 'MaskOf' || childrenOf(layer).some(holdsMask);

/** The configuration of a layer or model with such operations in it. */
export function withMaskOperations(object: unknown, layer: Layer): unknown {
  if (!isSerialized(object) || !holdsMask(layer)) return object;
  const { config } = object;
  if (!isNetwork(layer)) {
    // A wrapper of a model.
    return { ...object, config: { ...config, layer: withMaskOperations(config.layer, layer.sublayers[0]) } };
  }
  const layers = (config.layers as Entry[]).map((entry) => {
    const child = layer.layers.find(({ name }) => name === entry.config.name);
    return child ? withMaskOperations(entry, child) : entry;
  });
  const isOwn = layer.className === 'Functional';
  return { ...object, config: { ...config, layers: isOwn ? withOwn(layers as Entry[], layer) : layers } };
}

function withOwn(layers: readonly Entry[], { topology }: SavedNetwork): unknown[] {
  const { given, operations, originals } = new Mirror(topology);
  const masks = new Map([...given].map(([{ name }, mask]) => [name, mask]));
  const written = new Set<string>();

  const reference = (tensor: SymbolicTensor): object => {
    const { shape, node, index } = originals.get(tensor) ?? tensor;
    const { layer } = node;
    const isMask = operations.has(layer);
    // Keras counts calls inside of a model.
    const use = isMask ? 0 : layer.nodes.filter((one) => topology.nodes.includes(one)).indexOf(node);
    const config = { shape, dtype: isMask ? 'bool' : 'float32', keras_history: [layer.name, use, index] };
    return { class_name: '__keras_tensor__', config };
  };

  /** What makes a mask, each operation once, behind those that it depends on: old releases of Keras want them so. */
  const entriesOf = ({ node: { layer } }: SymbolicTensor): object[] => {
    const operation = operations.get(layer);
    if (!operation || written.has(layer.name)) return [];
    written.add(layer.name);
    const { className, option, inputs } = operation;
    const [tensors, isComparison] = [inputs.map(reference), className === 'NotEqual'];
    const own = {
      module: 'keras.src.ops.numpy',
      class_name: className,
      // Keras names them: it makes more of the kind for itself.
      config: isComparison || option === undefined ? {} : { axis: option },
      registered_name: className,
      name: layer.name,
      inbound_nodes: [
        { args: className === 'Concatenate' ? [tensors] : isComparison ? [...tensors, option] : tensors, kwargs: {} },
      ],
    };
    return [...inputs.flatMap(entriesOf), own];
  };

  const replaced = (mask: { config: { keras_history: [string] } }): object => {
    const made = masks.get(mask.config.keras_history[0]);
    return made ? reference(made) : mask;
  };
  const withMask = ({ args, kwargs: { mask, ...kwargs } }: Call): Call => {
    return { args, kwargs: mask ? { ...kwargs, mask: replaced(mask as never) } : kwargs };
  };
  return layers.flatMap((entry): object[] => {
    const mask = masks.get(entry.name);
    return mask ? entriesOf(mask) : [{ ...entry, inbound_nodes: entry.inbound_nodes.map(withMask) }];
  });
}
